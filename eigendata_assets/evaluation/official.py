"""The benchmark's own verdict: the semantics of BFCL's multi-turn checker, computed from replays.

What it compares turn by turn is said in `verification/turn_check.py`. In a turn whose reference is empty the model
should make no call; the checker does not judge what it does there, and so it is here; `idle_turns_with_calls`
reports it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.model_results import ModelEntry
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import ReplayOutcome
from eigendata_assets.verification.turn_check import first_miss

_CALLED_NAME = re.compile(r"\b([a-zA-Z_]\w*)\s*(?=\()")


@dataclass(frozen=True, slots=True)
class OfficialVerdict:
    """Whether the benchmark's checker accepts a run; `error` is its name for what is wrong, `turn` counts from 0."""

    valid: bool
    error: str | None = None
    turn: int | None = None
    detail: str = ""


def judge(
    reference: Trajectory,
    entry: ModelEntry,
    outcome: ReplayOutcome | None,
    wanted: Sequence[Counter[str]] | None = None,
) -> OfficialVerdict:
    """The verdict on one entry; `outcome` is the replay of its runnable calls, None where it has no turns.

    `wanted` is `texts_of` the reference, for callers who judge many runs by it.
    """
    if entry.problem is not None or outcome is None:
        return OfficialVerdict(False, "inference_error", detail=entry.problem or "")
    if len(entry.turns) != len(reference.turns):
        detail = f"{len(entry.turns)} turns instead of {len(reference.turns)}"
        return OfficialVerdict(False, "force_terminated", detail=detail)
    if outcome.failure is not None:
        detail = f"{outcome.failure.kind}: {outcome.failure.message}"
        return OfficialVerdict(False, "execution_failed", outcome.failure.turn, detail)
    called = [any(step.calls for step in steps) for steps in entry.turns]
    miss = first_miss(reference, called, outcome, wanted)
    return OfficialVerdict(False, miss.error, miss.turn, miss.detail) if miss else OfficialVerdict(True)


def idle_turns_with_calls(reference: Trajectory, entry: ModelEntry) -> tuple[int, ...]:
    """The turns in which the reference makes no call and the model does."""
    pairs = zip(reference.turns, entry.turns, strict=False)
    return tuple(
        number for number, (turn, steps) in enumerate(pairs) if not turn.calls and any(step.calls for step in steps)
    )


def runnable_calls(entry: ModelEntry) -> list[list[RawCall]]:
    """The calls of every turn that can be run; the others change nothing and give no result that could be compared."""
    return [
        [(attempt.call.name, attempt.call.arguments) for step in steps for attempt in step.calls if not attempt.problem]
        for steps in entry.turns
    ]


def calls_as_benchmark_runs_them(
    turns: Sequence[Sequence[RawCall]], tools: Mapping[str, str], prefix: str
) -> list[list[RawCall]] | None:
    """The calls with the benchmark's own damage done to their arguments; None where there is none.

    Its checker writes a call as Python text and puts an instance's name before every word that is a tool's name and
    is followed by a parenthesis, inside quoted text too. `tools` maps tool to toolkit.
    """
    instance = re.sub(r"\W", "_", prefix)

    def put_before(match: re.Match[str]) -> str:
        tool = match[1]
        return f"{instance}_{tools[tool]}_instance.{tool}" if tool in tools else tool

    def damaged(arguments: Mapping[str, Json]) -> Mapping[str, Json]:
        text = repr(dict(arguments))
        if "(" not in text:
            return arguments
        changed = _CALLED_NAME.sub(put_before, text)
        return arguments if changed == text else ast.literal_eval(changed)

    result = [[(name, damaged(arguments)) for name, arguments in calls] for calls in turns]
    return result if result != [list(calls) for calls in turns] else None
