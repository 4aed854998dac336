"""The asset graph of a domain that is generated from a spec, as a picture that a change has to redraw on purpose."""

import dagster as dg
import pytest

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.definitions import build_definitions
from eigendata_assets.storage.workspace import Workspace

GRAPH = """\
shop/audit_report <- shop/environment, shop/test_suites, shop/tool_schemas
shop/control_charts <- shop/pilot_report, shop/trajectories
shop/database
shop/environment <- shop/database
shop/environment_log <- shop/database
shop/environment_plan <- shop/database
shop/feedback <- shop/database
shop/pilot_prompts <- shop/pilot_report
shop/pilot_report <- shop/environment, shop/tool_schemas
shop/quality_report <- shop/tool_schemas, shop/trajectories
shop/scenarios [shop_shards] <- shop/trajectory_plan
shop/simulated_dialogues <- shop/tool_schemas
shop/test_suites <- shop/database
shop/tool_graphs [shop_shards] <- shop/scenarios
shop/tool_schemas <- shop/database
shop/trajectories [shop_shards] <- shop/tool_graphs, shop/trajectory_plan
shop/trajectory_plan [shop_shards] <- shop/usage_index
shop/usage_index <- shop/environment, shop/pilot_prompts, shop/tool_schemas
shop/verification_functions [shop_shards] <- shop/trajectories
"""


@pytest.fixture
def definitions(tmp_path) -> dg.Definitions:
    workspace = Workspace(tmp_path)
    workspace.write_domain(Domain(name="shop", source=SpecSource(file="specs/shop.yaml")))
    return build_definitions(workspace)


def test_the_graph_of_a_generated_domain_is_this(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert "".join(sorted(_line(graph.get(key)) for key in graph.get_all_asset_keys())) == GRAPH
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == {"shop"}


def test_its_jobs_and_sensors_are_these(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    assert {name for name in repository.job_names if "shop" in name} == {
        "generate_shop_database", "generate_shop_environment", "build_shop_environment", "repair_shop_environment",
        "patch_shop_environment", "audit_shop", "generate_dataset_shop", "refresh_shop", "plan_shop", "verify_shop",
        "materialize_assets_shop",
    }  # fmt: skip
    sensors = {each.name for each in repository.sensor_defs}
    assert {"shop_feedback_to_database", "shop_feedback_to_environment"} <= sensors
    assert [(each.name, each.job_name) for each in repository.schedule_defs] == [
        ("nightly_batch_shop", "generate_dataset_shop")
    ]


def test_its_checks_are_sentences(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    assert {f"{key.asset_key.path[-1]}: {key.name}" for key in graph.asset_check_keys} == {
        "audit_report: audit_finds_no_error",
        "control_charts: bulk_holds_what_the_pilot_reached",
        "pilot_report: criteria_are_met",
        "quality_report: dialogues_pass_their_checks",
        "trajectories: every_argument_has_an_origin",
        "trajectories: every_call_matches_a_schema",
        "trajectories: every_tool_is_used",
        "trajectories: gold_reaches_outcome",
        "trajectories: kinds_have_their_shares",
        "trajectories: no_two_dialogues_are_alike",
        "trajectories: trajectories_are_up_to_date",
        "verification_functions: every_function_is_sound",
    }


def test_what_asks_a_model_waits_in_a_pool(definitions: dg.Definitions) -> None:
    job = definitions.get_repository_def().get_job("generate_shop_environment")
    pools = {node.name: node.definition.pools for node in job.nodes}

    assert set(pools["shop_environment"]) == {"language_models"}
    assert not pools["shop__database"]


def _line(node) -> str:
    partitions = f" [{node.partitions_def.name}]" if node.partitions_def else ""
    parents = ", ".join(sorted(key.to_user_string() for key in node.parent_keys))
    return f"{node.key.to_user_string()}{partitions}{' <- ' if parents else ''}{parents}\n"


def test_a_workspace_of_several_domains_is_loaded_with_all_their_jobs(tmp_path) -> None:
    workspace = Workspace(tmp_path)
    for name in ("shop", "library"):
        workspace.write_domain(Domain(name=name, source=SpecSource(file=f"specs/{name}.yaml")))
    repository = build_definitions(workspace).get_repository_def()
    wanted = {"materialize_assets_shop", "materialize_assets_library"}
    assert {each.name for each in repository.get_all_jobs()} >= wanted
    assert {each.job_name for each in repository.get_sensor_def("batch_answers").targets} == wanted
