"""`eigendata check-dialogues` judges finished dialogues, `eigendata diversity` says how varied they are."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from eigendata_assets.artifacts.quality import DialogueChecks
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.cli.console import bar, print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.imports.schema_files import read_schemas
from eigendata_assets.reports.text import one_line
from eigendata_assets.storage.files import replaced, write_text
from eigendata_assets.trajectories.quality import flow, report
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.model_checker import THRESHOLD
from eigendata_assets.trajectories.quality.reading import collection_in_file, collection_of_domain
from resources.language_models import open_stack

_SHOWN = 20


@click.command("check-dialogues")
@click.argument("name", metavar="NAME|FILE")
@click.option("--tools", help="The tools of a file that defines none: a domain, or a file of schemas.")
@click.option("--threshold", type=click.FloatRange(0, 1), default=THRESHOLD, show_default=True)
@click.option("--keep", type=click.Path(dir_okay=False, path_type=Path), help="Write what is fit for training here.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def check_dialogues(
    session: Session, name: str, tools: str | None, threshold: float, keep: Path | None, as_json: bool
) -> None:
    """Check finished dialogues by rules and a model, and queue for review what does not pass."""
    collection, folder = collection_named(session, name, tools)
    queue, chat = flow.queue_of(session.workspace), open_stack(session.root).chat(run="check-dialogues")
    with _kept(keep) as take:
        done = asyncio.run(flow.check_dialogues(collection, queue, chat, bar, threshold, take))
    write_text(folder / flow.CHECKS, done.to_json(indent=1) + "\n")
    _show(done, folder / flow.CHECKS)
    if as_json:
        print_document(done.to_json(indent=1))


@click.command()
@click.argument("name", metavar="NAME|FILE")
@click.option("--tools", help="The tools of a file that defines none: a domain, or a file of schemas.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def diversity(session: Session, name: str, tools: str | None, as_json: bool) -> None:
    """Measure how varied finished dialogues are, with plots."""
    collection, folder = collection_named(session, name, tools)
    done = flow.measure(collection, folder, bar)
    show_table(f"Variety of {done.subject}", ("what", "figure"), report.figures(done))
    say(f"report: {folder / flow.PAGE}")
    if as_json:
        print_document(done.to_json(indent=1))


def collection_named(session: Session, name: str, tools: str | None = None) -> tuple[Collection, Path]:
    """The dialogues of a domain, or of a file where no domain has the name, and where reports on them belong."""
    workspace, path = session.workspace, Path(name)
    if path.is_file() and not workspace.domain_file(name).exists():
        collection = collection_in_file(path, _toolset(session, tools))
        return collection, workspace.root / "quality" / collection.name
    domain = workspace.domain(name)
    store = workspace.store(domain.name)
    return collection_of_domain(store, domain.source.title), flow.folder_of(store)


def _toolset(session: Session, tools: str | None) -> Toolset | None:
    if tools is None:
        return None
    if Path(tools).is_file():
        return read_schemas(Path(tools))
    return session.workspace.store(session.workspace.domain(tools).name).read_toolset()


@contextmanager
def _kept(path: Path | None) -> Iterator[Callable[[Trajectory], None]]:
    """Takes dialogues, which are in the file in the end, one a line; without a file they go nowhere."""
    if path is None:
        yield lambda _: None
        return
    with replaced(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        yield lambda entry: print(entry.to_json(), file=file)


def _show(done: DialogueChecks, path: Path) -> None:
    rows = [
        (each.aspect, each.rule, each.weight, each.dialogues, each.places) for each in done.rules if not each.missing
    ]
    show_table("Rules", ("aspect", "rule", "weight", "dialogues", "places"), rows)
    for run in (each for each in done.rules if each.missing):
        say(f"not run: {run.rule}, for want of {', '.join(run.missing)}")
    say(f"model checker: {done.model}" if done.model else f"model checker: not run, {done.model_missing}")
    waiting = sorted((each for each in done.verdicts if each.decision == "review"), key=lambda each: -each.priority)
    reasons = [(each.id, f"{each.priority:.1f}", one_line("; ".join(each.reasons), 160)) for each in waiting[:_SHOWN]]
    if reasons:
        show_table("To be reviewed, most urgent first", ("dialogue", "priority", "why"), reasons)
    for line in done.unreadable[:5]:
        say(f"unreadable: {line}")
    if len(done.unreadable) > 5:
        say(f"unreadable: {len(done.unreadable) - 5} more, in the report")
    counts = ", ".join(f"{count} {decision}" for decision, count in sorted(done.decisions.items()))
    say(f"{done.subject}: {len(done.verdicts)} dialogues: {counts or 'none'}")
    say(f"verdicts: {path}")
    if waiting:
        say(f"`eigendata review list {done.subject}` shows all that wait for a person.")
