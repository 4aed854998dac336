"""Dialogues from schemas alone, as a story: made, evaluated; what passes lies in the workspace, the rest waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.counted import Counted
from eigendata_assets.artifacts.quality import DialogueChecks
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.files import replaced, write_text
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.quality import flow as quality
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.scenarios.scenario import Kind
from eigendata_assets.trajectories.schema_only.flow import SchemaOnlyReport, schema_only
from eigendata_assets.trajectories.schema_only.function_agent import FUNCTION_AGENT
from eigendata_assets.trajectories.schema_only.writing import openai_line


@dataclass(frozen=True, slots=True)
class Request:
    """How many dialogues are wanted, from which seed, in which shares of kinds."""

    count: int
    seed: int = 0
    shares: Mapping[Kind, float] | None = None


@dataclass(frozen=True, slots=True)
class Simulated:
    """The folder of a generation from schemas."""

    folder: Path

    @property
    def dialogues_file(self) -> Path:
        """What was accepted, in OpenAI's format."""
        return self.folder / "dialogues.jsonl"

    def report(self) -> SchemaOnlyReport:
        """How it went; raises InputError where there is no report."""
        path = self.folder / "report.json"
        try:
            return SchemaOnlyReport.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError(f"no report: {error}", where=(str(path),), hint="Generate the dialogues anew.") from None

    def checks(self) -> DialogueChecks:
        """What the evaluation came to; raises InputError where there was none."""
        found = quality.read_checks(self.folder)
        if found is None:
            raise InputError("nothing was evaluated", where=(str(self.folder),), hint="Generate the dialogues anew.")
        return found


def simulated(workspace: Workspace, subject: str) -> Simulated:
    """Where the dialogues of a subject lie."""
    return Simulated(workspace.root / "simulated" / subject)


def make_from_schemas(
    workspace: Workspace, subject: str, toolset: Toolset, request: Request, chat: ChatModel, progress: Progress
) -> Simulated:
    """What passed the evaluation is in the workspace under `simulated/`, and the rest waits for review."""
    return asyncio.run(_make(workspace, subject, toolset, request, chat, progress))


async def _make(
    workspace: Workspace, subject: str, toolset: Toolset, request: Request, chat: ChatModel, progress: Progress
) -> Simulated:
    counted = Counted(chat)
    generation = schema_only(toolset, subject, request.count, request.seed, counted, request.shares)
    told = await generation.make(progress)
    took = {"made_by": chat.model_for(FUNCTION_AGENT.name), "questions": counted.asked, "tokens": counted.tokens}
    report = generation.report(told).model_copy(update=took)
    collection = Collection(subject, "simulated dialogues", tuple(generation.trajectories(told)), toolset)
    kept, files = list[Trajectory](), simulated(workspace, subject)
    checks = await quality.check_dialogues(collection, quality.queue_of(workspace), chat, progress, keep=kept.append)
    _write(files.dialogues_file, kept, toolset)
    write_text(files.folder / "report.json", report.to_json(indent=1) + "\n")
    write_text(files.folder / quality.CHECKS, checks.to_json(indent=1) + "\n")
    return files


def _write(path: Path, entries: Sequence[Trajectory], toolset: Toolset) -> None:
    with replaced(path) as temporary, temporary.open("w", encoding="utf-8") as file:
        for entry in entries:
            print(openai_line(entry, [toolset.by_key[key] for key in entry.tools]), file=file)
