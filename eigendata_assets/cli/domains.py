"""`eigendata domains`: what is in the workspace."""

from __future__ import annotations

from collections import Counter

import click

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.overview import DomainList, DomainOverview, ToolUse
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.fingerprint import functions_used


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
    plan, toolset = store.read_plan(), store.read_toolset()
    trajectories = store.read_trajectories(dict.fromkeys(row.shard for row in plan))
    calls, users = Counter[str](), Counter[str]()
    for each in trajectories:
        owners = {key.partition(".")[2]: key for key in functions_used(each, toolset.by_key)}
        calls.update(owners[call.name] for call in each.calls if call.name in owners)
        users.update(owners.values())
    return DomainOverview(
        domain=domain,
        trajectories=len(plan),
        by_category=dict(Counter(each.category for each in trajectories)),
        executed=len(trajectories),
        failures=sum(each.failure is not None for each in trajectories),
        calls=sum(len(each.calls) for each in trajectories),
        tools=tuple(
            ToolUse(
                tool=tool.key, calls=calls[tool.key], trajectories=users[tool.key], mutates_state=tool.mutates_state
            )
            for tool in toolset.tools
        ),
        folder=str(store.folder),
    )


def _source(domain: Domain) -> str:
    return domain.source.label
