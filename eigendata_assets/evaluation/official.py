"""The benchmark's own verdict: the semantics of BFCL's multi-turn checker, computed from replays.

After every turn whose reference has calls, the state of every toolkit must equal the reference's, and every result
of the reference's turn must be among all results the model has got so far, each counted once. A model that makes no
call in such a turn fails. In a turn whose reference is empty the model should make no call; the checker executes what
it does there and does not judge it (its irrelevance check is switched off in both published versions), and so it is
here; `idle_turns_with_calls` reports it.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.model_results import ModelEntry
from eigendata_assets.artifacts.trajectory import Result, Trajectory
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import CallResult, ReplayOutcome
from eigendata_assets.execution.worker.snapshot import same_state

_CALLED_NAME = re.compile(r"\b([a-zA-Z_]\w*)\s*(?=\()")

RAISED = "Error during execution: "
"""What the benchmark puts before the message of an exception."""


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
    wanted = texts_of(reference) if wanted is None else wanted
    got: Counter[str] = Counter()
    for number, (expected, steps, results) in enumerate(
        zip(reference.turns, entry.turns, outcome.results, strict=True)
    ):
        got.update(map(shown_by_benchmark, results))
        if not expected.calls:
            continue
        if not any(step.calls for step in steps):
            return OfficialVerdict(False, "empty_turn_model_response", number, "no call was made")
        wrong = _wrong_states(expected.state_hashes, outcome.turn_states[number])
        if wrong:
            return OfficialVerdict(False, "instance_state_mismatch", number, f"the state of {wrong[0]} differs")
        missing = wanted[number] - got
        if missing:
            return OfficialVerdict(False, "execution_response_mismatch", number, f"never got {min(missing)[:200]}")
    return OfficialVerdict(True)


def idle_turns_with_calls(reference: Trajectory, entry: ModelEntry) -> tuple[int, ...]:
    """The turns in which the reference makes no call and the model does."""
    pairs = zip(reference.turns, entry.turns, strict=False)
    return tuple(
        number for number, (turn, steps) in enumerate(pairs) if not turn.calls and any(step.calls for step in steps)
    )


def texts_of(reference: Trajectory) -> tuple[Counter[str], ...]:
    """For each turn of a reference, the texts of its results as the checker compares them, counted."""
    return tuple(Counter(map(shown_by_benchmark, turn.results)) for turn in reference.turns)


def shown_by_benchmark(result: CallResult | Result) -> str:
    """The text of a result as the benchmark's checker compares it."""
    text = result.text if isinstance(result, CallResult) else result.shown
    return text if result.error is None else RAISED + text


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


def _wrong_states(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    return [toolkit for toolkit in expected if not same_state(expected[toolkit], found[toolkit])]
