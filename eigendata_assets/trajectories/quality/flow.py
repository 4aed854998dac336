"""The quality of a collection: rules and a model judge, people have the last word; and how varied it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.diversity import DiversityReport
from eigendata_assets.artifacts.quality import DialogueChecks, DialogueVerdict
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import write_text
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.quality import report
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.diversity import measure_diversity
from eigendata_assets.trajectories.quality.evaluation import evaluate, priority_of, report_of
from eigendata_assets.trajectories.quality.model_checker import THRESHOLD
from eigendata_assets.trajectories.quality.review_queue import InReview, ReviewQueue
from eigendata_assets.trajectories.quality.rules import failures_of

CHECKS, DIVERSITY, PAGE = "dialogue_checks.json", "diversity.json", "report.html"


def folder_of(store: DomainStore) -> Path:
    """Where the verdicts and the report on a domain's dialogues lie."""
    return store.folder / "quality"


def queue_of(workspace: Workspace) -> ReviewQueue:
    """The review queue of a workspace."""
    return ReviewQueue(workspace.root / "review_queue.sqlite")


async def check_dialogues(
    collection: Collection,
    queue: ReviewQueue,
    chat: ChatModel,
    progress: Progress,
    threshold: float = THRESHOLD,
    keep: Callable[[Trajectory], None] = lambda _: None,
) -> DialogueChecks:
    """The verdicts on all dialogues; what is to be reviewed waits in the queue.

    `keep` is given every dialogue that is fit for training: accepted, or approved in two passes (as revised).
    """
    verdicts: list[DialogueVerdict] = []
    queue.begin(collection.name, collection.toolset)
    async for judged in evaluate(collection, chat, progress, threshold):
        verdict = queue.take(collection.name, judged)
        verdicts.append(verdict)
        if verdict.decision == "accepted":
            keep(judged.entry)
        elif verdict.decision == "approved":
            keep(queue.find(collection.name, verdict.id).entry)
    queue.keep_only(collection.name, {each.id for each in verdicts})
    return report_of(collection, verdicts, chat, threshold)


def revise(queue: ReviewQueue, subject: str, path: Path, reviewer: str, note: str = "") -> InReview:
    """The corrected dialogue in a file waits for the second pass, with the verdict of the rules on it.

    Raises InputError where the file holds no trajectory, RequestError where a call could still not be executed.
    """
    try:
        revised = Trajectory.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise InputError(f"not a trajectory: {error}", where=(str(path),)) from None
    collection = Collection(subject, subject, (revised,), queue.toolset(subject))
    failures = failures_of(collection, revised)
    blocking = [each for each in failures if each.weight == "blocks"]
    if blocking:
        first = blocking[0]
        raise RequestError(f"{revised.id} cannot be executed: {first.where}: {first.message}", hint=first.hint)
    priority = priority_of(failures, None, collection.recorded.calls, THRESHOLD) if failures else 0
    verdict = DialogueVerdict(id=revised.id, decision="review", priority=priority, failures=failures)
    return queue.revise(subject, revised.id, reviewer, revised, verdict, note)


def measure(collection: Collection, folder: Path, progress: Progress) -> DiversityReport:
    """The variety of a collection; the folder holds it as data, page and Markdown, with the last verdicts if any."""
    done, checks = measure_diversity(collection, progress), read_checks(folder)
    write_text(folder / DIVERSITY, done.to_json(indent=1) + "\n")
    write_text(folder / PAGE, report.html(done, checks))
    write_text(folder / "report.md", report.markdown(done, checks))
    return done


async def assess(
    collection: Collection, queue: ReviewQueue, folder: Path, chat: ChatModel, progress: Progress
) -> tuple[DialogueChecks, DiversityReport]:
    """Verdicts and variety of a collection, both in the folder."""
    checks = await check_dialogues(collection, queue, chat, progress)
    write_text(folder / CHECKS, checks.to_json(indent=1) + "\n")
    return checks, measure(collection, folder, progress)


def read_checks(folder: Path) -> DialogueChecks | None:
    """The last verdicts; None where there are none; raises InputError where they are of another version."""
    path = folder / CHECKS
    if not path.exists():
        return None
    try:
        return DialogueChecks.model_validate_json(path.read_bytes())
    except ValidationError as error:
        hint = "`eigendata check-dialogues` makes them anew."
        raise InputError(f"not verdicts: {error.errors()[0]['msg']}", where=(str(path),), hint=hint) from None
