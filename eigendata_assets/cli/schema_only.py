"""`eigendata generate NAME|FILE --mode schema-only`: dialogues from tool schemas, with simulated results."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.quality import DialogueChecks
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.cli.console import bar, print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.imports.schema_files import read_schemas
from eigendata_assets.storage.files import replaced, write_text
from eigendata_assets.trajectories.quality import flow as quality
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.scenarios.scenario import Kind
from eigendata_assets.trajectories.schema_only.flow import SchemaOnlyReport, schema_only
from eigendata_assets.trajectories.schema_only.writing import openai_line
from resources.language_models import open_stack


@dataclass(frozen=True, slots=True)
class Request:
    """How many dialogues are wanted, from which seed, in which shares of kinds."""

    count: int
    seed: int = 0
    shares: Mapping[Kind, float] | None = None


def make_from_schemas(session: Session, name: str, request: Request, as_json: bool) -> None:
    """What passed the evaluation is in the workspace under `simulated/`, and the rest waits for review."""
    toolset, subject = _toolset(session, name)
    chat = open_stack(session.root).chat(run="generate")
    folder = session.root / "simulated" / subject
    report, checks = asyncio.run(_make(session, subject, toolset, request, chat, folder))
    _show(report, checks, folder)
    if as_json:
        print_document(report.to_json(indent=1))


async def _make(
    session: Session, subject: str, toolset: Toolset, request: Request, chat: ChatModel, folder: Path
) -> tuple[SchemaOnlyReport, DialogueChecks]:
    generation = schema_only(toolset, subject, request.count, request.seed, chat, request.shares)
    told = await generation.make(bar)
    collection = Collection(subject, "simulated dialogues", tuple(generation.trajectories(told)), toolset)
    kept = list[Trajectory]()
    checks = await quality.check_dialogues(collection, quality.queue_of(session.workspace), chat, bar, keep=kept.append)
    _write(folder / "dialogues.jsonl", kept, toolset)
    report = generation.report(told)
    write_text(folder / "report.json", report.to_json(indent=1) + "\n")
    write_text(folder / quality.CHECKS, checks.to_json(indent=1) + "\n")
    return report, checks


def _write(path: Path, entries: Sequence[Trajectory], toolset: Toolset) -> None:
    with replaced(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        for entry in entries:
            print(openai_line(entry, [toolset.by_key[key] for key in entry.tools]), file=file)


def _toolset(session: Session, name: str) -> tuple[Toolset, str]:
    path = Path(name)
    if path.is_file() and not session.workspace.domain_file(name).exists():
        return read_schemas(path, toolkit=path.stem), path.stem
    return session.workspace.store(session.workspace.domain(name).name).read_toolset(), name


def _show(report: SchemaOnlyReport, checks: DialogueChecks, folder: Path) -> None:
    show_table("Dialogues from schemas", ("kind", "dialogues"), sorted(report.kinds.items()))
    if report.dropped:
        show_table("Left out", ("why", "how often"), list(report.dropped.items()))
    say(f"{report.made} of {report.asked} dialogues; {report.topics} topics, {report.topics_refused} came again")
    say(f"the judge was asked again in the opposite order {report.swaps} times, and agreed {report.swaps_agreed} times")
    say(f"{report.slot_filling:.0%} of the optional parameters are filled; all results are simulated")
    counts = ", ".join(f"{count} {decision}" for decision, count in sorted(checks.decisions.items()))
    say(f"evaluation: {counts or 'none'}; what was accepted is in {folder / 'dialogues.jsonl'}")
