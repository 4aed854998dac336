"""`eigendata review`: people decide, in two passes, on the dialogues that did not pass the checks."""

from __future__ import annotations

from pathlib import Path

import click

from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.reports.text import one_line
from eigendata_assets.trajectories.quality import flow
from eigendata_assets.trajectories.quality.dialogue_text import dialogue_text
from eigendata_assets.trajectories.quality.review_queue import InReview

_by = click.option("--by", "reviewer", required=True, help="Who decides.")
_note = click.option("--note", default="", help="Why.")


@click.group()
def review() -> None:
    """Decide on dialogues that did not pass their checks, in two passes."""


@review.command("list")
@click.argument("subject", required=False)
@click.option("--limit", type=click.IntRange(1), default=30, show_default=True)
@click.pass_obj
def list_(session: Session, subject: str | None, limit: int) -> None:
    """List what waits for a person, the most urgent first; of one domain or file, or of all."""
    waiting = list(flow.queue_of(session.workspace).waiting(subject))
    rows = [
        (each.subject, each.entry.id, each.state, f"{each.verdict.priority:.1f}", _why(each))
        for each in waiting[:limit]
    ]
    show_table(f"{len(waiting)} wait", ("subject", "dialogue", "waits for", "priority", "why"), rows)


@review.command()
@click.argument("subject")
@click.argument("identifier", metavar="DIALOGUE")
@click.option("--json", "as_json", is_flag=True, help="Print the dialogue as JSON, to be corrected and given back.")
@click.pass_obj
def show(session: Session, subject: str, identifier: str, as_json: bool) -> None:
    """Show a dialogue, and what was found in it."""
    found = flow.queue_of(session.workspace).find(subject, identifier)
    say(dialogue_text(found.entry))
    for failure in found.verdict.failures:
        say(f"{failure.weight}: {failure.where}: {failure.message} ({failure.hint})")
    if found.verdict.model:
        say(f"model: {found.verdict.model.confidence:.2f}: {found.verdict.model.rationale}")
    _say_state(found)
    if as_json:
        print_document(found.entry.to_json(indent=1))


@review.command()
@click.argument("subject")
@click.argument("identifier", metavar="DIALOGUE")
@_by
@_note
@click.pass_obj
def approve(session: Session, subject: str, identifier: str, reviewer: str, note: str) -> None:
    """Approve a dialogue: it goes to the second pass, or is approved for good."""
    _say_state(flow.queue_of(session.workspace).approve(subject, identifier, reviewer, note))


@review.command()
@click.argument("subject")
@click.argument("identifier", metavar="DIALOGUE")
@_by
@_note
@click.pass_obj
def reject(session: Session, subject: str, identifier: str, reviewer: str, note: str) -> None:
    """Reject a dialogue."""
    _say_state(flow.queue_of(session.workspace).reject(subject, identifier, reviewer, note))


@review.command()
@click.argument("subject")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_by
@_note
@click.pass_obj
def revise(session: Session, subject: str, file: Path, reviewer: str, note: str) -> None:
    """Give a corrected dialogue back, as JSON from `show --json`; another person then approves it."""
    _say_state(flow.revise(flow.queue_of(session.workspace), subject, file, reviewer, note))


@review.command()
@click.argument("subject")
@click.pass_obj
def log(session: Session, subject: str) -> None:
    """Show who decided what, in order."""
    decided = flow.queue_of(session.workspace).log(subject)
    rows = [(each.at, each.id, each.action, each.reviewer, each.note) for each in decided]
    show_table(f"Decisions on {subject}", ("when", "dialogue", "what", "by", "why"), rows)


def _say_state(found: InReview) -> None:
    after = f", after {found.reviewer}" if found.reviewer else ""
    say(f"{found.subject}, {found.entry.id}: {found.state}{after}")


def _why(found: InReview) -> str:
    return one_line("; ".join(found.verdict.reasons), 120)
