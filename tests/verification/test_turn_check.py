"""The turn-level check compares states after each turn, and asks for the reference's results among all so far."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.trajectory import Call, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.execution.protocol import CallResult, ReplayOutcome
from eigendata_assets.verification.turn_check import first_miss, texts_of


def reference(*turns: list[str]) -> Trajectory:
    """Turns that give these texts; the state after each is its number."""
    step = [
        tuple(Step(calls=(Call(name="f", arguments={}),), results=(Result(value=t),)) for t in each) for each in turns
    ]
    return Trajectory(
        id="e",
        category="c",
        toolkits=("A",),
        tools=(),
        turns=tuple(Turn(steps=steps, state_hashes={"A": str(number)}) for number, steps in enumerate(step)),
        provenance=Provenance(source="tests", version="1", entry="e"),
    )


def outcome(states: list[str], *turns: list[str]) -> ReplayOutcome:
    results = [[CallResult(text) for text in each] for each in turns]
    return ReplayOutcome("e", results, {}, [{"A": state} for state in states], {})


@pytest.mark.parametrize(
    ("states", "turns", "error"),
    [
        (["0", "1"], [["x", "more"], ["y"]], None),
        (["0", "1"], [["x", "y"], ["z"]], None),
        (["0", "1"], [["y"], ["x"]], ("execution_response_mismatch", 0)),
        (["0", "2"], [["x"], ["y"]], ("instance_state_mismatch", 1)),
    ],
)
def test_states_and_results_are_compared_turn_by_turn(
    states: list[str], turns: list[list[str]], error: tuple[str, int] | None
) -> None:
    miss = first_miss(reference(["x"], ["y"]), [True, True], outcome(states, *turns))
    assert (None if miss is None else (miss.error, miss.turn)) == error


def test_a_turn_without_a_call_is_rejected_and_one_without_a_reference_is_not_judged() -> None:
    run = outcome(["0", "1"], ["x"], ["x"])
    assert first_miss(reference(["x"], ["x"]), [True, False], run) is not None
    assert first_miss(reference(["x"], []), [True, False], outcome(["0", "other"], ["x"], ["z"])) is None


def test_results_count_as_often_as_the_reference_has_them() -> None:
    wanted = reference(["x", "x"])
    assert first_miss(wanted, [True], outcome(["0"], ["x"]), texts_of(wanted)) is not None
    assert first_miss(wanted, [True], outcome(["0"], ["x", "x"]), texts_of(wanted)) is None
