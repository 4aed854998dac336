"""The patch of a whole domain in its store: schemas, dialogues and what the code must be told, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.patch_report import PatchReport
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.audits import flow
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.implemented_as import with_implementations
from eigendata_assets.audits.patch_report import Tally
from eigendata_assets.audits.patch_rows import row_writer
from eigendata_assets.audits.schema_patch import SchemaPatch
from eigendata_assets.environments.implemented import code_names, read_code
from eigendata_assets.environments.reach import Reach
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.imports.schema_files import read_schemas
from eigendata_assets.storage.commit import Change, changed_at_once
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked
from eigendata_assets.storage.reference_files import reference_line, with_lines
from eigendata_assets.storage.tool_schema_files import schema_texts
from eigendata_assets.storage.trajectory_shards import write_table
from eigendata_assets.trajectories.fingerprint import CountPolicy, dependencies
from eigendata_assets.trajectories.flow import look_ahead

REPORT = "patch_report.json"


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done to a domain; `tools.after` says under which names the code (`code`) knows the tools."""

    domain: Domain
    store: DomainStore
    tools: ChangedTools
    code: Reach


def prepare(domain: Domain, store: DomainStore, schemas: Path, mapping: Path | None = None) -> Task:
    """The patch that brings a domain to the schemas of a file; nothing is written.

    Raises InputError naming file and function where schemas or mapping are not what they should be, and RequestError
    where trajectories are out of date already: what those depended on is not known to be what the tools are before.
    """
    before = store.read_toolset()
    tools = flow.compare(before, read_schemas(schemas, before), mapping)
    tools = _with_what_renamed_tools_had(tools, schemas, mapping)
    plan = look_ahead(store, domain.depends_on)
    if plan.stale_trajectories:
        message = f"{plan.stale_trajectories} trajectories of {domain.name} are out of date already"
        raise RequestError(message, hint=f"`eigendata refresh {domain.name}` first, then patch.")
    code = read_code(store)
    return Task(domain, store, replace(tools, after=with_implementations(tools, code)), code)


def preview(task: Task) -> PatchReport:
    """What the patch would do, as far as can be said without executing anything."""
    report = flow.preview(_shards(task), task.tools, task.domain.depends_on)
    return report.model_copy(update={"domain": task.domain.name, "dry_run": True})


def patch_stored(task: Task, sandbox: Sandbox, progress: Progress) -> PatchReport:
    """Schemas and trajectories are those after the changes, and the report lies in the store; or all is as before.

    Raises RequestError where another process refreshes or patches the domain.
    """
    store, tally = task.store, Tally(task.tools)
    with locked(store.lock_file, f"a refresh of {store.folder.name}"):
        store.sweep()
        if store.read_toolset() != task.tools.before:
            raise RequestError("the tool schemas changed meanwhile", hint="Try again.")
        with changed_at_once(store.folder) as change:
            _stage_schemas(task, change)
            _stage_trajectories(task, sandbox, progress, tally, change)
            report = tally.report().model_copy(update={"domain": task.domain.name})
            change.path(REPORT).write_text(report.to_json(indent=1) + "\n", encoding="utf-8")
    return report


def read_report(store: DomainStore) -> PatchReport:
    """The report of the last patch."""
    return PatchReport.model_validate_json((store.folder / REPORT).read_text(encoding="utf-8"))


def _with_what_renamed_tools_had(tools: ChangedTools, schemas: Path, mapping: Path | None) -> ChangedTools:
    """A renamed tool that does not say what it returns returns what it did."""
    read = {tool.key: tool for tool in read_schemas(schemas).tools} if tools.diff.renamed else {}
    after = []
    for tool in tools.after.tools:
        before = tools.before.by_key.get(tools.origins.get(tool.key, ""))
        unsaid = (
            [name for name in ("returns", "mutates_state") if name not in read[tool.key].model_fields_set]
            if before
            else []
        )
        after.append(tool.model_copy(update={name: getattr(before, name) for name in unsaid}))
    completed = Toolset(tools=tuple(after))
    return tools if completed == tools.after else flow.compare(tools.before, completed, mapping)


def _shards(task: Task) -> Iterator[tuple[str, pa.Table]]:
    """The shards in which some row depends on a changed function, with their rows."""
    store, index = task.store, task.store.usage_index
    users = index.functions()
    wanted = {shard for function in task.tools.diff.affecting for shard in users.get(function, ())}
    everything = task.domain.depends_on == "offered"
    for each in index.shards():
        if everything or each.shard in wanted:
            yield each.shard, store.read_table(each.shard)


def _stage_schemas(task: Task, change: Change) -> None:
    folder = task.store.schema_folder
    texts = schema_texts(
        Toolset(tools=tuple(_without_outdated_original(tool, task.tools) for tool in task.tools.after.tools))
    )
    for name, text in texts.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            change.path(f"{folder.name}/{name}").write_text(text, encoding="utf-8")
    for path in folder.glob("*.json"):
        if path.name not in texts:
            change.remove(f"{folder.name}/{path.name}")


def _without_outdated_original(tool: ToolSchema, tools: ChangedTools) -> ToolSchema:
    """A tool that is as it was keeps what its publisher wrote; that of another tool would be wrong."""
    before = tools.before.by_key.get(tool.key)
    if before is None or tool.key in tools.by_function:
        return tool
    return tool.model_copy(update={"original": before.original, "format_version": before.format_version})


def _stage_trajectories(task: Task, sandbox: Sandbox, progress: Progress, tally: Tally, change: Change) -> None:
    store, counts = task.store, task.domain.depends_on
    now = dependencies(task.tools.after, task.code, policy=CountPolicy(functions=counts))
    environment = replace(store.read_environment(), names=code_names(task.tools.after, task.code))
    patcher, write = SchemaPatch(task.tools, environment, sandbox), row_writer(task.tools, now)
    lines: dict[str, str] = {}
    with progress("patching shards", 0) as advance:
        for done in flow.patch(_shards(task), patcher, write, tally, counts):
            if done.table is not None:
                write_table(change.path(f"{store.shard_folder.name}/{done.shard}.parquet"), done.table)
            if not store.is_bulk:
                changed = (each.trajectory for each in done.results if each.outcome in ("patched", "regenerated"))
                lines |= {each.id: reference_line(each) for each in changed}
            advance()
    if lines:
        text = with_lines(store.references_file.read_text(encoding="utf-8"), lines)
        change.path(store.references_file.name).write_text(text, encoding="utf-8")
