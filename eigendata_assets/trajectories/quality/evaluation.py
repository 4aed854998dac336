"""Multi-stage evaluation of finished dialogues (GenesisFunc, section 4): rules, a model, then people."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.many import for_each
from eigendata_assets.artifacts.quality import DialogueChecks, DialogueVerdict, ModelCheck, RuleFailure, RuleRun, Weight
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.progress import Progress
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.model_checker import MODEL_CHECKER, THRESHOLD, model_check
from eigendata_assets.trajectories.quality.rules import RULES, applicable, failures_of

_TOGETHER = 500
_URGENCY: Mapping[Weight, float] = {"blocks": 60, "wrong": 35, "doubtful": 10}
_BY_DOUBT, _BY_IMPACT = 25, 15
"""What a model's doubt, and the share of the function among all calls, can add at most to the priority."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A dialogue with its verdict, as the review queue takes it."""

    entry: Trajectory
    verdict: DialogueVerdict


async def evaluate(
    collection: Collection, chat: ChatModel, progress: Progress, threshold: float = THRESHOLD
) -> AsyncIterator[Judged]:
    """Every dialogue with its verdict, in order, some hundreds in memory at a time.

    Accepted is what fails no rule and has a model's confidence above the threshold; without a model the rules alone
    decide. A model's failure on one dialogue sends that one to review. Raises BudgetExceeded and failures of all calls.
    """
    has_model = model_of(chat)[0]
    with progress("checking dialogues", sum(1 for _ in collection.entries)) as advance:
        for entries in _chunks(collection.entries):
            failures = [failures_of(collection, entry) for entry in entries]
            said = await _ask(collection, entries, failures, chat) if has_model else [(None, "")] * len(entries)
            for entry, broken, (check, problem) in zip(entries, failures, said, strict=True):
                advance()
                yield Judged(entry, _verdict(collection, entry, broken, check, problem, threshold))


def model_of(chat: ChatModel) -> tuple[str, str]:
    """The model that checks, or nothing and the reason why there is none."""
    try:
        return chat.model_for(MODEL_CHECKER.name), ""
    except ModelNeeded as error:
        return "", error.reason


def report_of(
    collection: Collection, verdicts: Sequence[DialogueVerdict], chat: ChatModel, threshold: float
) -> DialogueChecks:
    """The verdicts as a document, with how each rule did."""
    model, missing = model_of(chat)
    return DialogueChecks(
        subject=collection.name,
        source=collection.source,
        threshold=threshold,
        model=model,
        model_missing=missing,
        rules=tuple(_runs(collection, verdicts)),
        verdicts=tuple(verdicts),
        unreadable=collection.unreadable,
    )


def priority_of(
    failures: Sequence[RuleFailure], check: ModelCheck | None, calls: Mapping[str, int], threshold: float
) -> float:
    """How early a person should look, from 0 to 100: what prevents execution, and what concerns much used functions."""
    worst = max((_URGENCY[each.weight] for each in failures), default=0.0)
    doubt = _BY_DOUBT * (1 - check.confidence) if check and check.confidence <= threshold else 0.0
    total = sum(calls.values()) or 1
    impact = max((calls.get(each.function or "", 0) / total for each in failures), default=0.0)
    return round(worst + doubt + _BY_IMPACT * impact, 2)


def _verdict(
    collection: Collection,
    entry: Trajectory,
    failures: tuple[RuleFailure, ...],
    check: ModelCheck | None,
    problem: str,
    threshold: float,
) -> DialogueVerdict:
    good = not failures and not problem and (check is None or check.confidence > threshold)
    calls = collection.recorded.calls
    return DialogueVerdict(
        id=entry.id,
        decision="accepted" if good else "review",
        priority=0 if good else priority_of(failures, check, calls, threshold),
        failures=failures,
        model=check,
        model_problem=problem,
    )


async def _ask(
    collection: Collection, entries: Sequence[Trajectory], failures: Sequence[Sequence[RuleFailure]], chat: ChatModel
) -> list[tuple[ModelCheck | None, str]]:
    """What the model says of each dialogue, or why it says nothing."""
    rows = list(zip(entries, failures, strict=True))
    outcomes = await for_each(rows, partial(_asked, collection, chat))
    return [(each.value, f"the model gave no verdict: {each.error.message}" if each.error else "") for each in outcomes]


async def _asked(collection: Collection, chat: ChatModel, row: tuple[Trajectory, Sequence[RuleFailure]]) -> ModelCheck:
    entry, failures = row
    return await model_check(entry, collection.tools_of(entry), failures, chat)


def _runs(collection: Collection, verdicts: Sequence[DialogueVerdict]) -> Iterator[RuleRun]:
    missing = applicable(collection)
    for rule in RULES:
        found = [[each for each in verdict.failures if each.rule == rule.code] for verdict in verdicts]
        yield RuleRun(
            rule=rule.code,
            aspect=rule.aspect,
            weight=rule.weight,
            title=rule.title,
            dialogues=sum(map(bool, found)),
            places=sum(map(len, found)),
            missing=missing[rule.code],
        )


def _chunks(entries: Iterable[Trajectory]) -> Iterator[list[Trajectory]]:
    left = iter(entries)
    while together := list(islice(left, _TOGETHER)):
        yield together
