"""`eigendata refresh` redoes what is out of date; `eigendata lineage` says who uses a function."""

from __future__ import annotations

import click

from eigendata_assets.artifacts.plan import FunctionUse, RefreshReport
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import bring_up_to_date
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.flow import Plan, look_ahead
from eigendata_assets.trajectories.plan import read_code
from eigendata_assets.trajectories.staleness import count_reasons

_SHOWN = 20


@click.command()
@click.argument("name")
@click.option("--dry-run", is_flag=True, help="Say what would be redone, why, and what it costs; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def refresh(session: Session, name: str, dry_run: bool, as_json: bool) -> None:
    """Redo exactly the trajectories of domain NAME that a change has made stale."""
    domain = session.workspace.domain(name)
    report = _report(name, look_ahead(session.workspace.store(name)), dry_run=dry_run)
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
    code = read_code(store).tools
    if function not in code:
        similar = [key for key in code if key.rpartition(".")[2] == function.rpartition(".")[2]]
        hint = f"Did you mean {', '.join(similar)}?" if similar else f"`eigendata domains show {name}` lists them."
        raise RequestError(f"{name} has no function {function}", hint=hint)
    used = store.users_of(function)
    offered = tuple(row.id for row in store.read_plan() if function in row.offered and row.id not in used)
    found = FunctionUse(
        domain=name, function=function, used_by=used, offered_to=offered, code=tuple(sorted(code[function]))
    )
    say(f"{function} is used by {len(used)} trajectories and offered to {len(offered)} more")
    say(f"its code reaches {len(found.code)} parts: {', '.join(found.code)}")
    show_table("Used by", ("trajectory",), [(each,) for each in used])
    if as_json:
        print_document(found.to_json(indent=1))


def _report(name: str, plan: Plan, *, dry_run: bool) -> RefreshReport:
    return RefreshReport(
        domain=name,
        dry_run=dry_run,
        trajectories=len(plan.rows),
        stale=plan.stale,
        reasons=count_reasons(plan.stale),
        calls=sum(each.calls for each in plan.stale),
    )


def _show(report: RefreshReport) -> None:
    would = "would be redone" if report.dry_run else "are redone"
    count = f"{len(report.stale)} of {report.trajectories} trajectories {would}"
    say(f"{report.domain}: {count}: {report.calls} calls in the sandbox, {report.model_calls} of a model")
    if report.reasons:
        show_table("Why", ("what changed", "trajectories"), list(report.reasons.items())[:_SHOWN])
