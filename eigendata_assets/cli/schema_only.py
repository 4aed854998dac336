"""`eigendata generate NAME|FILE --mode schema-only`: dialogues from tool schemas, with simulated results."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.cli.console import bar, print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.imports.schema_files import read_schemas
from eigendata_assets.trajectories.schema_only.making import Request, Simulated, make_from_schemas
from resources.language_models import open_stack


def from_schemas(session: Session, name: str, request: Request) -> Simulated:
    """What came of the schemas in a file, or of those of a domain without a job for it."""
    toolset, subject = _toolset(session, name)
    chat = open_stack(session.root).chat(run="generate")
    return make_from_schemas(session.workspace, subject, toolset, request, chat, bar)


def _toolset(session: Session, name: str) -> tuple[Toolset, str]:
    path = Path(name)
    if path.is_file() and not session.workspace.domain_file(name).exists():
        return read_schemas(path, toolkit=path.stem), path.stem
    return session.workspace.store(session.workspace.domain(name).name).read_toolset(), name


def tell_simulated(made: Simulated, as_json: bool) -> None:
    """How the generation and its evaluation went."""
    report, checks = made.report(), made.checks()
    show_table("Dialogues from schemas", ("kind", "dialogues"), sorted(report.kinds.items()))
    if report.dropped:
        show_table("Left out", ("why", "how often"), list(report.dropped.items()))
    say(f"{report.made} of {report.asked} dialogues; {report.topics} topics, {report.topics_refused} came again")
    say(f"the judge was asked again in the opposite order {report.swaps} times, and agreed {report.swaps_agreed} times")
    say(f"{report.slot_filling:.0%} of the optional parameters are filled; all results are simulated")
    counts = ", ".join(f"{count} {decision}" for decision, count in sorted(checks.decisions.items()))
    say(f"evaluation: {counts or 'none'}; what was accepted is in {made.dialogues_file}")
    if as_json:
        print_document(report.to_json(indent=1))
