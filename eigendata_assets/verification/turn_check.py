"""The turn-level check that EigenData (4.3) compares outcomes with: the semantics of BFCL's multi-turn checker.

After every turn whose reference has calls, the state of every toolkit must equal the reference's, and every result
of the reference's turn must be among all results so far, each counted once. A run that makes no call in such a turn
fails. In a turn whose reference is empty, what a run does is executed and not judged (the irrelevance check is
switched off in both published versions).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.trajectory import Result, Trajectory
from eigendata_assets.execution.protocol import CallResult, ReplayOutcome
from eigendata_assets.execution.worker.snapshot import same_state

RAISED = "Error during execution: "
"""What the benchmark puts before the message of an exception."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Why the check rejects a run: its name for what is wrong, and the turn, from 0."""

    error: str
    turn: int
    detail: str


def first_miss(
    reference: Trajectory,
    called: Sequence[bool],
    outcome: ReplayOutcome,
    wanted: Sequence[Counter[str]] | None = None,
) -> Miss | None:
    """The first thing that the check rejects in a run of as many turns as the reference; None: it accepts the run.

    `called` says in which turns the run made calls, `outcome` is their replay, without a failure. `wanted` is
    `texts_of` the reference, for callers who check many runs against it.
    """
    wanted = texts_of(reference) if wanted is None else wanted
    got: Counter[str] = Counter()
    for number, (expected, results) in enumerate(zip(reference.turns, outcome.results, strict=True)):
        got.update(map(shown_by_benchmark, results))
        if not expected.calls:
            continue
        if not called[number]:
            return Miss("empty_turn_model_response", number, "no call was made")
        wrong = _wrong_states(expected.state_hashes, outcome.turn_states[number])
        if wrong:
            return Miss("instance_state_mismatch", number, f"the state of {wrong[0]} differs")
        missing = wanted[number] - got
        if missing:
            return Miss("execution_response_mismatch", number, f"never got {min(missing)[:200]}")
    return None


def texts_of(reference: Trajectory) -> tuple[Counter[str], ...]:
    """For each turn of a reference, the texts of its results as the checker compares them, counted."""
    return tuple(Counter(map(shown_by_benchmark, turn.results)) for turn in reference.turns)


def shown_by_benchmark(result: CallResult | Result) -> str:
    """The text of a result as the benchmark's checker compares it."""
    text = result.text if isinstance(result, CallResult) else result.shown
    return text if result.error is None else RAISED + text


def _wrong_states(expected: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    return [toolkit for toolkit in expected if not same_state(expected[toolkit], found[toolkit])]
