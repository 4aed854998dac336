"""CodingAgent (EigenData 3.3), as a story: read what there is, carry out a workflow, write what came of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.coding import EnvironmentLog
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.databases.flow import database_files, source_spec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.feedback import feedback_of, missing_columns, missing_records
from eigendata_assets.environments.suites.running import TEXTS
from eigendata_assets.environments.tool_schemas import toolset_of
from eigendata_assets.environments.workflows import Made, Setting, code_patch, code_repair, schema_implement
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.protocol import Sandbox, Toolkit
from eigendata_assets.storage.coding_files import EnvironmentFiles
from eigendata_assets.storage.workspace import Workspace


def build_environment(
    workspace: Workspace, name: str, source: SpecSource, sandbox: Sandbox, chat: ChatModel
) -> EnvironmentLog:
    """Schema-implement: the environment of a domain is written, tested and reviewed, with its suites and schemas.

    Raises GateFailed where a function is not verified; what was made, and the log of all rounds, is there then too.
    """
    return _carried_out(workspace, name, source, sandbox, chat, schema_implement)


def repair_environment(
    workspace: Workspace, name: str, source: SpecSource, sandbox: Sandbox, chat: ChatModel
) -> EnvironmentLog:
    """Code-repair: the suites of a domain's environment pass again; only what is at fault was touched."""
    files = environment_files(workspace, name)
    unit, workflow, module = files.read_suite("unit"), files.read_suite("workflow"), files.read_module(name)
    return _carried_out(
        workspace, name, source, sandbox, chat, lambda setting: code_repair(setting, module, unit, workflow)
    )


def patch_environment(
    workspace: Workspace, name: str, source: SpecSource, sandbox: Sandbox, chat: ChatModel
) -> EnvironmentLog:
    """Code-patch: the environment follows its spec as it is now; functions that this does not affect are untouched."""
    files = environment_files(workspace, name)
    unit, workflow, module = files.read_suite("unit"), files.read_suite("workflow"), files.read_module(name)
    old = files.read_built_spec()
    return _carried_out(
        workspace, name, source, sandbox, chat, lambda setting: code_patch(setting, old, module, unit, workflow)
    )


def environment_files(workspace: Workspace, name: str) -> EnvironmentFiles:
    """Where the environment of a domain lies, with all that belongs to it."""
    return EnvironmentFiles(workspace.root / "artifacts" / name)


def _carried_out(
    workspace: Workspace, name: str, source: SpecSource, sandbox: Sandbox, chat: ChatModel,
    workflow: Callable[[Setting], Awaitable[Made]],
) -> EnvironmentLog:  # fmt: skip
    domain = source_spec(workspace, source).spec
    files, database = environment_files(workspace, name), database_files(workspace, name)
    state = database.read_state()
    lacking = missing_columns(domain, state)
    if lacking:
        files.write_feedback(feedback_of(name, lacking, files.read_feedback()))
        message = "; ".join(need.message for need in lacking)
        raise GateFailed(
            f"{name}: {message}", hint=f"`eigendata generate` the database anew; see {files.feedback_file}."
        )
    labelled: dict[str, list[str]] = {}
    for each in json.loads(database.edge_cases_file.read_text(encoding="utf-8")):
        labelled.setdefault(each["table"], []).append(each["key"])
    setting = Setting(domain, state, labelled, sandbox, chat)
    made = asyncio.run(_awaited(workflow(setting)))
    _write(workspace, files, domain, made)
    files.write_feedback(feedback_of(name, missing_records(domain, made.unit), files.read_feedback()))
    if made.log.unverified:
        hint = f"See {files.log_file} for every round of it."
        raise GateFailed(f"{name}: not verified: {', '.join(made.log.unverified)}", hint=hint)
    return made.log


async def _awaited(work: Awaitable[Made]) -> Made:
    return await work


def _write(workspace: Workspace, files: EnvironmentFiles, domain: DomainSpec, made: Made) -> None:
    store = workspace.store(domain.name)
    toolkit = Toolkit(made.plan.toolkit, made.plan.module)
    store.write_environment({f"{made.plan.module}.py": made.module}, [toolkit], "_load_state")
    store.write_toolset(toolset_of(domain, read_behaviours(domain)))
    script = (TEXTS / "test_suite.py.txt").read_text(encoding="utf-8")
    files.write_suites((made.unit, made.workflow), script)
    files.write_plan_and_log(made.plan, made.log)
    files.write_built_spec(domain)
