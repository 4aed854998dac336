"""The environment of a domain that is generated from a spec, as Dagster assets that are made together."""

from collections.abc import Iterator
from typing import Literal

import dagster as dg

from eigendata_assets.agents.chat_model import MODEL_POOL, ChatModel
from eigendata_assets.artifacts.coding import EnvironmentLog
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.environments import flow
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace

ASSETS = ("environment_plan", "environment", "tool_schemas", "test_suites", "environment_log", "feedback")


class EnvironmentConfig(dg.Config):
    """Which workflow makes the environment."""

    workflow: Literal["schema-implement", "code-repair", "code-patch"] = "schema-implement"


def build_environment_assets(domain: Domain, source: SpecSource) -> list[dg.AssetsDefinition]:
    """The assets between a domain's database and its trajectories."""
    name = domain.name
    workflows = {
        "schema-implement": flow.build_environment,
        "code-repair": flow.repair_environment,
        "code-patch": flow.patch_environment,
    }

    @dg.multi_asset(
        pool=MODEL_POOL,
        name=f"{name}_environment",
        group_name=name,
        specs=[
            dg.AssetSpec([name, asset], deps=[[name, "database"]], kinds={_KINDS[asset]}, description=_SAID[asset])
            for asset in ASSETS
        ],
    )
    def environment(
        config: EnvironmentConfig,
        workspace: dg.ResourceParam[Workspace],
        sandbox: dg.ResourceParam[Sandbox],
        chat: dg.ResourceParam[ChatModel],
    ) -> Iterator[dg.MaterializeResult]:
        """The CodingAgent's work: what came of it is there also where the gate fails."""
        log = workflows[config.workflow](workspace, name, source, sandbox, chat)
        yield from (dg.MaterializeResult(asset_key=[name, asset], metadata=_metadata(log)) for asset in ASSETS)

    return [environment]


_KINDS = {
    "environment_plan": "json", "environment": "python", "tool_schemas": "json", "test_suites": "python",
    "environment_log": "json", "feedback": "json",
}  # fmt: skip
_SAID = {
    "environment_plan": "The functions in the order of their implementation, and what each reads and writes.",
    "environment": "A Python class that loads the database and has the tools; verified by its suites.",
    "tool_schemas": "One JSON file for each tool.",
    "test_suites": "Unit and workflow cases, and pytest files that run them anywhere.",
    "environment_log": "Every round of generating, testing, judging and reviewing.",
    "feedback": "What the environment needs of the database; a sensor answers it.",
}


def _metadata(log: EnvironmentLog) -> dict[str, int | str]:
    return {
        "workflow": log.workflow,
        "functions touched": len(log.touched),
        "rounds": len(log.rounds),
        "rounds with failures": sum(bool(each.failures or each.remarks) for each in log.rounds),
        "unverified": ", ".join(log.unverified) or "none",
    }
