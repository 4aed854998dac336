"""The asset graph of a domain, as a picture that a change has to redraw on purpose."""

import dagster as dg
import pytest

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.definitions import build_definitions
from eigendata_assets.storage.workspace import Workspace

GRAPH = """\
shop/database
shop/environment <- shop/database
shop/evaluation <- shop/key_functions, shop/trajectories
shop/key_functions <- shop/trajectories
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
        "every_function_is_sound": False,
    }


def test_the_jobs_sensors_and_schedules_are_these(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()

    jobs = {name for name in repository.job_names if not name.startswith("__")}
    assert jobs == {"import_shop", "plan_shop", "refresh_shop", "verify_shop", "evaluate_models", "materialize_assets"}
    assert {each.name for each in repository.sensor_defs} == {
        "shop_schema_files",
        "batch_answers",
        "default_automation_condition_sensor",
    }
    assert [each.name for each in repository.schedule_defs] == ["nightly_refresh_shop"]


def test_a_workspace_without_domains_has_definitions_too(tmp_path) -> None:
    graph = build_definitions(Workspace(tmp_path)).resolve_asset_graph()

    assert not graph.get_all_asset_keys()


def _line(node) -> str:
    partitions = f" [{node.partitions_def.name}]" if node.partitions_def else ""
    parents = ", ".join(sorted(key.to_user_string() for key in node.parent_keys))
    return f"{node.key.to_user_string()}{partitions}{' <- ' if parents else ''}{parents}\n"
