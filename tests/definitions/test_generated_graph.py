"""The asset graph of a domain that is generated from a spec, as a picture that a change has to redraw on purpose."""

import dagster as dg
import pytest

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.definitions import build_definitions
from eigendata_assets.storage.workspace import Workspace

GRAPH = """\
shop/audit_report <- shop/environment, shop/test_suites, shop/tool_schemas
shop/database
shop/environment <- shop/database
shop/environment_log <- shop/database
shop/environment_plan <- shop/database
shop/feedback <- shop/database
shop/test_suites <- shop/database
shop/tool_schemas <- shop/database
"""


@pytest.fixture
def definitions(tmp_path) -> dg.Definitions:
    workspace = Workspace(tmp_path)
    workspace.write_domain(Domain(name="shop", source=SpecSource(file="specs/shop.yaml")))
    return build_definitions(workspace)


def test_the_graph_of_a_generated_domain_is_this(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    lines = []
    for key in graph.get_all_asset_keys():
        parents = ", ".join(sorted(each.to_user_string() for each in graph.get(key).parent_keys))
        lines.append(f"{key.to_user_string()}{' <- ' if parents else ''}{parents}\n")
    assert "".join(sorted(lines)) == GRAPH
    assert {graph.get(key).group_name for key in graph.get_all_asset_keys()} == {"shop"}


def test_its_jobs_and_sensors_are_these(definitions: dg.Definitions) -> None:
    repository = definitions.get_repository_def()
    assert {name for name in repository.job_names if "shop" in name} == {
        "generate_shop_database", "generate_shop_environment", "build_shop_environment", "repair_shop_environment",
        "patch_shop_environment", "audit_shop",
    }  # fmt: skip
    sensors = {each.name for each in repository.sensor_defs}
    assert {"shop_feedback_to_database", "shop_feedback_to_environment"} <= sensors


def test_what_asks_a_model_waits_in_a_pool(definitions: dg.Definitions) -> None:
    job = definitions.get_repository_def().get_job("generate_shop_environment")
    pools = {node.name: node.definition.pools for node in job.nodes}

    assert set(pools["shop_environment"]) == {"language_models"}
    assert not pools["shop__database"]
