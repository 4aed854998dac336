"""`eigendata domains`: what is in the workspace."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import click
import pyarrow as pa

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.overview import DomainList, DomainOverview, ToolUse
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.storage.trajectory_shards import read_memo
from eigendata_assets.storage.workspace import Workspace


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_context
def domains(context: click.Context, as_json: bool) -> None:
    """List the domains of the workspace."""
    if context.invoked_subcommand is not None:
        return
    workspace = context.find_object(Session).workspace  # type: ignore[union-attr]
    found = tuple(overview(workspace, domain) for domain in workspace.domains())
    if as_json:
        print_document(DomainList(workspace=str(workspace.root), domains=found).to_json(indent=1))
        return
    rows = [(each.domain.name, _source(each.domain), each.trajectories, each.executed, each.failures) for each in found]
    show_table(f"Domains in {workspace.root}", ("domain", "source", "trajectories", "executed", "failures"), rows)


@domains.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def show(session: Session, name: str, as_json: bool) -> None:
    """Show one domain: its trajectories, and how its tools are used."""
    found = overview(session.workspace, session.workspace.domain(name))
    if as_json:
        print_document(found.to_json(indent=1))
        return
    say(f"{name}: {_source(found.domain)}, in {found.folder}")
    say(f"{found.executed} of {found.trajectories} trajectories executed, {found.failures} failed, {found.calls} calls")
    show_table("Categories", ("category", "trajectories"), list(found.by_category.items()))
    changes = {True: "yes", False: "no", None: "never seen"}
    rows = [(each.tool, each.calls, each.trajectories, changes[each.mutates_state]) for each in found.tools]
    show_table("Tools", ("tool", "calls", "trajectories", "changes the state"), rows)


def overview(workspace: Workspace, domain: Domain) -> DomainOverview:
    """The domain in numbers, as its artifacts say now; zeros where nothing has been imported yet."""
    store = workspace.store(domain.name)
    if not store.usage_index_file.exists():
        return DomainOverview(domain=domain, folder=str(store.folder))
    toolset = store.read_toolset()
    found = Usage()
    for shard in store.usage_index.shards():
        if store.shard_file(shard.shard).exists():
            found.add(read_memo(store.shard_file(shard.shard)))
    return DomainOverview(
        domain=domain,
        trajectories=sum(shard.rows for shard in store.usage_index.shards()),
        by_category=dict(found.categories),
        executed=found.executed,
        failures=found.failures,
        calls=sum(found.calls.values()),
        tools=tuple(
            ToolUse(
                tool=tool.key,
                calls=found.calls[tool.key],
                trajectories=found.users[tool.key],
                mutates_state=tool.mutates_state,
            )
            for tool in toolset.tools
        ),
        folder=str(store.folder),
    )


@dataclass(slots=True)
class Usage:
    """What the columns of shards say, added up."""

    categories: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    users: Counter[str] = field(default_factory=Counter)
    executed: int = 0
    failures: int = 0

    def add(self, memo: pa.Table) -> None:
        """A shard is counted."""
        self.categories.update(memo["category"].to_pylist())
        self.executed += sum(map(bool, memo["fingerprint"].to_pylist()))
        self.failures += memo.num_rows - memo["failure"].null_count
        for functions, times in zip(memo["functions_used"].to_pylist(), memo["times_used"].to_pylist(), strict=True):
            self.users.update(functions)
            for function, count in zip(functions, times, strict=True):
                self.calls[function] += count


def _source(domain: Domain) -> str:
    return domain.source.title
