"""`eigendata patch`: tool schemas change, and the trajectories that use them follow."""

from __future__ import annotations

from pathlib import Path

import click

from eigendata_assets.artifacts.patch_report import PatchReport
from eigendata_assets.audits.stored_patch import prepare, preview, read_report
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import verify
from eigendata_assets.definitions import is_benchmark

_SHOWN = 20


@click.command()
@click.argument("name")
@click.option(
    "--schemas", required=True, type=click.Path(path_type=Path), help="A JSON file of all tools, as they are to be."
)
@click.option("--mapping", type=click.Path(path_type=Path), help="JSON lines that say what became of what.")
@click.option("--dry-run", is_flag=True, help="Say what changed and what it would touch; execute and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def patch(session: Session, name: str, schemas: Path, mapping: Path | None, dry_run: bool, as_json: bool) -> None:
    """Bring domain NAME to new tool schemas, all or nothing.

    Trajectories are rewritten by rule and executed again from the first step that a change touches. What no rule can
    decide is left as it was, out of date, and reported.
    """
    domain = session.workspace.domain(name)
    store = session.workspace.store(name)
    task = prepare(domain, store, schemas, mapping)
    if dry_run:
        report = preview(task)
    elif not task.tools.diff.changes:
        report = preview(task).model_copy(update={"dry_run": False})
    else:
        files = {"schemas": str(schemas.absolute()), "mapping": str(mapping.absolute()) if mapping else None}
        session.run(f"patch_{name}", ops={f"patch_{name}_trajectories": files})
        report = read_report(store)
        if is_benchmark(domain) and report.shards_changed:
            verify(session, domain)
    _show(report)
    if as_json:
        print_document(report.to_json(indent=1))


def _show(report: PatchReport) -> None:
    if not report.changes:
        say(f"{report.domain}: the schemas are as they were, nothing is to be done")
        return
    show_table("Changes", ("what changed", "trajectories it touches"), _changes(report))
    would = "would be looked at" if report.dry_run else "were looked at"
    say(f"{report.domain}: {report.decoded} trajectories depend on what changed and {would}")
    show_table(
        "What becomes of them" if report.dry_run else "What became of them",
        ("", "trajectories"),
        list(report.outcomes.items()),
    )
    if report.needs_a_model:
        say(f"{len(report.needs_a_model)} trajectories need a model, and are left as they were, out of date:")
        rows = [(each.id, "; ".join(each.problems)) for each in report.needs_a_model[:_SHOWN]]
        show_table("Need a model", ("trajectory", "why"), rows)


def _changes(report: PatchReport) -> list[tuple[str, int]]:
    return [(change, report.reasons.get(change, 0)) for change in report.changes[:_SHOWN]]
