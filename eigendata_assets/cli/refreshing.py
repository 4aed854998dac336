"""`eigendata refresh` redoes what is out of date; `eigendata lineage` says who uses a function."""

from __future__ import annotations

import click

from eigendata_assets.artifacts.plan import FunctionUse, RefreshReport
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import bring_up_to_date
from eigendata_assets.environments.implemented import as_described, read_code
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.corpus import offered_to
from eigendata_assets.trajectories.flow import look_ahead
from eigendata_assets.trajectories.plan import Plan

_SHOWN = 20


@click.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be redone, why, and what it costs; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def refresh(session: Session, name: str, dry_run: bool, as_json: bool) -> None:
    """Redo exactly the trajectories of domain NAME that a change has made stale."""
    domain = session.workspace.domain(name)
    store = session.workspace.store(name)
    report = refresh_report(name, look_ahead(store, domain.depends_on), dry_run=dry_run)
    _show(report)
    if not dry_run:
        bring_up_to_date(session, domain, renewed=False)
    if as_json:
        print_document(report.to_json(indent=1))


@click.command()
@click.argument("name")
@click.option("--function", "function", required=True, metavar="TOOLKIT.TOOL", help="The tool to ask about.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def lineage(session: Session, name: str, function: str, as_json: bool) -> None:
    """Say which trajectories of domain NAME use a function, and which code it reaches."""
    store = session.workspace.store(session.workspace.domain(name).name)
    code = as_described(store.read_toolset(), read_code(store)).tools
    if function not in code:
        similar = [key for key in code if key.rpartition(".")[2] == function.rpartition(".")[2]]
        hint = f"Did you mean {', '.join(similar)}?" if similar else f"`eigendata domains show {name}` lists them."
        raise RequestError(f"{name} has no function {function}", hint=hint)
    used = store.usage_index.users_of(function)
    offered = tuple(each for each in offered_to(store, function) if each not in {*used})
    found = FunctionUse(
        domain=name, function=function, used_by=used, offered_to=offered, code=tuple(sorted(code[function]))
    )
    say(f"{function} is used by {len(used)} trajectories and offered to {len(offered)} more")
    say(f"its code reaches {len(found.code)} parts: {', '.join(found.code)}")
    show_table("Used by", ("trajectory",), [(each,) for each in used])
    if as_json:
        print_document(found.to_json(indent=1))


def refresh_report(name: str, plan: Plan, *, dry_run: bool) -> RefreshReport:
    """The plan as a document."""
    return RefreshReport(
        domain=name,
        dry_run=dry_run,
        trajectories=plan.trajectories,
        stale_trajectories=plan.stale_trajectories,
        stale=tuple(plan.stale),
        stale_shards=len(plan.stale_shards),
        reasons=dict(plan.reasons.most_common()),
        open_trajectories=plan.open_trajectories,
        needs_a_model=tuple(plan.needs_a_model),
        calls=plan.calls,
    )


def _show(report: RefreshReport) -> None:
    would = "would be redone" if report.dry_run else "are redone"
    count = f"{report.stale_trajectories} of {report.trajectories} trajectories {would}"
    say(f"{report.domain}: {count}: {report.calls} calls in the sandbox, {report.model_calls} of a model")
    if report.reasons:
        show_table("Why", ("what changed", "trajectories"), list(report.reasons.items())[:_SHOWN])
    if report.open_trajectories:
        say(f"{report.open_trajectories} trajectories need a model, and are left as they were, out of date:")
        rows = [(each.id, "; ".join(each.problems)) for each in report.needs_a_model[:_SHOWN]]
        show_table("Need a model", ("trajectory", "why"), rows)
