"""`eigendata verify`: every stored trajectory gets a verification function that has proved itself, or says why not."""

from __future__ import annotations

from pathlib import Path

import click

from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.artifacts.verification_function import SoundnessReport
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.storage.verification_files import write_programs
from eigendata_assets.verification.flow import read_functions, read_report
from eigendata_assets.verification.programs import program_text

_SHOWN = 20


@click.command()
@click.argument("name")
@click.option(
    "--write",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Write each function as a program of its own, runnable with Python alone.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def verify(session: Session, name: str, folder: Path | None, as_json: bool) -> None:
    """Make and prove the verification functions of domain NAME.

    A function is kept where the reference scores 1, doing nothing, leaving out a write and wrong arguments score 0, and
    other ways to the same end score 1; all of them are executed.
    """
    domain = session.workspace.domain(name)
    if isinstance(domain.source, SpecSource):  # the functions are made with the dialogues
        session.run(f"verify_{domain.name}")
    else:
        session.run(f"materialize_assets_{domain.name}", assets=[[domain.name, "verification_functions"]])
    store = session.workspace.store(name)
    report = read_report(store)
    _show(report)
    if folder is not None:
        texts = {each: program_text(function) for each, function in read_functions(store).items()}
        say(f"{len(write_programs(folder, texts))} programs: {folder}")
    if as_json:
        print_document(report.to_json(indent=1))


def _show(report: SoundnessReport) -> None:
    passed = report.sound + report.repaired
    say(f"{report.domain}: {passed} of {report.trajectories} have a sound verification function")
    say(f"{report.repaired} of them after repair; {report.dropped} were dropped")
    dropped = [(row.id, each.requirement, each.what) for row in report.rows for each in row.failures[:1]]
    if dropped:
        show_table("Why", ("requirement", "dropped"), list(report.why.items()))
        show_table("Dropped", ("trajectory", "requirement", "shown by"), dropped[:_SHOWN])
    show_table("Runs that were scored", ("requirement", "runs"), list(report.tested.items()))
