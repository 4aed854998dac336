"""The asset graph of a domain, as a picture that a change has to redraw on purpose."""

import dagster as dg
import pytest

from eigendata_assets.artifacts.domain import BfclSource, DialoguesSource, Domain
from eigendata_assets.definitions import build_definitions
from eigendata_assets.storage.workspace import Workspace

GRAPH = """\
shop/audit_report <- shop/tool_schemas, shop/trajectories
shop/database
shop/environment <- shop/database
shop/evaluation <- shop/key_functions, shop/trajectories
shop/key_functions <- shop/trajectories
shop/quality_report <- shop/tool_schemas, shop/trajectories
shop/references
shop/tool_schemas [shop_functions] <- shop/environment
shop/trajectories [shop_shards] <- shop/trajectory_plan
shop/trajectory_plan [shop_shards] <- shop/usage_index
shop/usage_index <- shop/database, shop/environment, shop/references, shop/tool_schemas
shop/verification_functions <- shop/trajectories
"""


@pytest.fixture
def definitions(tmp_path) -> dg.Definitions:
    workspace = Workspace(tmp_path)
    workspace.write_domain(Domain(name="shop", source=BfclSource(version="1", categories=("multi_turn_base",))))
    return build_definitions(workspace)


def test_the_graph_of_a_domain_is_this(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    assert "".join(sorted(_line(graph.get(key)) for key in graph.get_all_asset_keys())) == GRAPH


def test_all_assets_of_a_domain_are_one_group(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == {"shop"}


def test_only_the_plan_and_the_schemas_are_observed_and_never_made(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    observed = {key.to_user_string() for key in graph.get_all_asset_keys()} - {
        key.to_user_string() for key in graph.materializable_asset_keys
    }
    assert observed == {"shop/tool_schemas", "shop/trajectory_plan"}


def test_the_checks_are_sentences_and_the_one_about_the_gold_blocks(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    checks = {key.name: graph.get_check_spec(key).blocking for key in graph.asset_check_keys}
    assert checks == {
        "gold_reaches_outcome": True,
        "every_call_matches_a_schema": False,
        "trajectories_are_up_to_date": False,
        "audit_finds_no_error": False,
        "dialogues_pass_their_checks": False,
        "every_function_is_sound": False,
    }


def test_the_jobs_sensors_and_schedules_are_these(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()

    jobs = {name for name in repository.job_names if not name.startswith("__")}
    assert jobs == {
        "import_shop",
        "plan_shop",
        "refresh_shop",
        "patch_shop",
        "verify_shop",
        "audit_shop",
        "repair_benchmark_shop",
        "evaluate_models",
        "materialize_assets_shop",
    }
    assert {each.name for each in repository.sensor_defs} == {
        "shop_schema_files",
        "batch_answers",
        "default_automation_condition_sensor",
    }
    assert [each.name for each in repository.schedule_defs] == ["nightly_refresh_shop"]


def test_the_plan_must_be_made_within_some_days(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()

    policies = {key.path[-1]: graph.get(key).freshness_policy_or_from_metadata for key in graph.get_all_asset_keys()}
    assert [name for name, policy in policies.items() if policy is not None] == ["usage_index"]


OWN = """\
own/audit_report <- own/tool_schemas, own/trajectories
own/dialogues <- own/environment
own/environment
own/quality_report <- own/tool_schemas, own/trajectories
own/tool_schemas [own_functions] <- own/environment
own/trajectories [own_shards] <- own/trajectory_plan
own/trajectory_plan [own_shards] <- own/usage_index
own/usage_index <- own/dialogues, own/environment, own/tool_schemas
"""


def test_own_dialogues_have_the_same_graph_without_what_judges_models(tmp_path) -> None:
    workspace = Workspace(tmp_path)
    source = DialoguesSource(trajectories=("a.jsonl",), environment="code", schemas="tools.json")
    workspace.write_domain(Domain(name="own", source=source))
    definitions = build_definitions(workspace)
    graph = definitions.resolve_asset_graph()

    assert "".join(_line(graph.get(key)) for key in sorted(graph.get_all_asset_keys())) == OWN
    assert not definitions.get_repository_def().has_job("evaluate_models")


def test_a_workspace_without_domains_has_definitions_too(tmp_path) -> None:
    graph = build_definitions(Workspace(tmp_path)).resolve_asset_graph()

    assert not graph.get_all_asset_keys()


def _line(node) -> str:
    partitions = f" [{node.partitions_def.name}]" if node.partitions_def else ""
    parents = ", ".join(sorted(key.to_user_string() for key in node.parent_keys))
    return f"{node.key.to_user_string()}{partitions}{' <- ' if parents else ''}{parents}\n"
