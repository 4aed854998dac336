"""The rules of the benchmark's checker, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.artifacts.model_results import AttemptedCall, ModelEntry, ModelStep
from eigendata_assets.artifacts.trajectory import Call, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.evaluation.official import (
    OfficialVerdict,
    calls_as_benchmark_runs_them,
    idle_turns_with_calls,
    judge,
    runnable_calls,
)
from eigendata_assets.execution.protocol import CallResult, Failure, ReplayOutcome
from eigendata_assets.verification.turn_check import shown_by_benchmark

F = Call(name="f", arguments={})
ACCEPTED = OfficialVerdict(True)


def reference(*turns: tuple[str, list[str]]) -> Trajectory:
    """A reference with a state hash and the texts of the results for each turn."""
    return Trajectory(
        id="e",
        category="c",
        toolkits=("A",),
        tools=("A.f",),
        turns=tuple(
            Turn(
                steps=tuple(Step(calls=(F,), results=(Result(value=text),)) for text in texts),
                state_hashes={"A": state, "B": "b"},
            )
            for state, texts in turns
        ),
        initial_state={},
        provenance=Provenance(source="hand", version="1", entry="e"),
    )


def model(*turns: list[str]) -> ModelEntry:
    """A model's entry with one step for each call of a turn."""
    step = ModelStep(calls=(AttemptedCall(call=F),))
    return ModelEntry(id="e", turns=tuple((step,) * len(texts) or (ModelStep(text="hm"),) for texts in turns))


def outcome(*turns: tuple[str, list[str]], failure: Failure | None = None) -> ReplayOutcome:
    return ReplayOutcome(
        "e",
        results=[[CallResult(text) for text in texts] for _, texts in turns],
        initial_state_hashes={"A": "0", "B": "b"},
        turn_states=[{"A": state, "B": "b"} for state, _ in turns],
        state_parts={},
        failure=failure,
    )


def verdict(expected: list[tuple[str, list[str]]], found: list[tuple[str, list[str]]]) -> OfficialVerdict:
    return judge(reference(*expected), model(*(texts for _, texts in found)), outcome(*found))


@pytest.mark.parametrize(
    ("expected", "found", "error"),
    [
        # the same, in any order, and with more besides
        ([("1", ["x"])], [("1", ["x"])], None),
        ([("1", ["x", "y"])], [("1", ["y", "z", "x"])], None),
        # each result counts once
        ([("1", ["x", "x"])], [("1", ["x"])], ("execution_response_mismatch", 0)),
        ([("1", ["x", "x"])], [("1", ["x", "x"])], None),
        # results of earlier turns count, and are not used up by them
        ([("1", ["x"]), ("1", ["x"])], [("1", ["x"]), ("1", ["y"])], None),
        ([("1", ["x"]), ("1", ["x", "x"])], [("1", ["x"]), ("1", ["y"])], ("execution_response_mismatch", 1)),
        # results of later turns come too late
        ([("1", ["x"]), ("1", ["y"])], [("1", ["y"]), ("1", ["x"])], ("execution_response_mismatch", 0)),
        # the state is compared after every turn, before the results
        ([("1", ["x"])], [("2", ["y"])], ("instance_state_mismatch", 0)),
        ([("1", ["x"]), ("2", ["x"])], [("1", ["x"]), ("1", ["x"])], ("instance_state_mismatch", 1)),
        ([("1", ["x"]), ("2", ["x"])], [("2", ["x"]), ("2", ["x"])], ("instance_state_mismatch", 0)),
        ([("never:1", ["x"])], [("never:1", ["x"])], ("instance_state_mismatch", 0)),
        # a turn without calls where the reference has some
        ([("1", ["x"])], [("1", [])], ("empty_turn_model_response", 0)),
        ([("1", ["x"]), ("1", ["x"])], [("1", ["x"]), ("1", [])], ("empty_turn_model_response", 1)),
        # a turn where the reference has none is not judged, but its results count and its state is seen later
        ([("1", [])], [("2", ["y"])], None),
        ([("1", []), ("1", ["x"])], [("1", ["x"]), ("1", ["z"])], None),
        ([("1", []), ("1", ["x"])], [("2", []), ("2", ["x"])], ("instance_state_mismatch", 1)),
        ([], [], None),
    ],
)
def test_the_verdict_is(expected: Any, found: Any, error: tuple[str, int] | None) -> None:
    given = verdict(expected, found)
    assert (given.valid, given.error, given.turn) == ((True, None, None) if error is None else (False, *error))


def test_the_first_thing_that_is_wrong_is_told() -> None:
    assert verdict([("1", ["b", "a"])], [("1", ["c"])]).detail == "never got a"
    assert verdict([("1", ["x" * 500])], [("1", ["c"])]).detail == "never got " + "x" * 200
    assert verdict([("1", ["x"])], [("2", ["x"])]).detail == "the state of A differs"


@pytest.mark.parametrize("turns", [[], [["x"]], [["x"], ["x"], ["x"]]])
def test_a_run_with_other_turns_was_terminated(turns: list[list[str]]) -> None:
    expected = reference(("1", ["x"]), ("1", ["x"]))
    given = judge(expected, model(*turns), outcome(*(("1", texts) for texts in turns)))
    assert (given.error, given.turn, given.detail) == ("force_terminated", None, f"{len(turns)} turns instead of 2")


def test_a_run_that_never_was_is_an_inference_error() -> None:
    entry = ModelEntry(id="e", problem="the inference failed: 500")
    given = judge(reference(("1", ["x"])), entry, None)
    assert given == OfficialVerdict(False, "inference_error", None, "the inference failed: 500")


def test_a_run_that_the_sandbox_stopped_fails_where_it_stopped() -> None:
    stopped = outcome(("1", ["x"]), failure=Failure("timeout", "f ran longer than 5 s", 1, 0))
    given = judge(reference(("1", ["x"]), ("1", ["x"])), model(["x"], ["x"]), stopped)
    assert given == OfficialVerdict(False, "execution_failed", 1, "timeout: f ran longer than 5 s")


def test_a_call_that_cannot_be_run_is_a_call_all_the_same() -> None:
    broken = ModelStep(calls=(AttemptedCall(call=F, problem="not finite"),))
    entry = ModelEntry(id="e", turns=((broken,),))
    assert runnable_calls(entry) == [[]]
    given = judge(reference(("1", ["x"])), entry, outcome(("1", [])))
    assert given.error == "execution_response_mismatch"


def test_calls_are_run_turn_by_turn_whatever_their_steps() -> None:
    entry = model(["x", "y"], [], ["z"])
    assert runnable_calls(entry) == [[("f", {}), ("f", {})], [], [("f", {})]]


def test_turns_in_which_only_the_model_makes_calls_are_reported() -> None:
    expected = reference(("1", []), ("1", ["x"]), ("1", []), ("1", []))
    assert idle_turns_with_calls(expected, model(["x"], ["x"], [], ["y"])) == (0, 3)
    assert idle_turns_with_calls(expected, ModelEntry(id="e", problem="none")) == ()


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (CallResult("text"), "text"),
        (CallResult("no", error="ValueError"), "Error during execution: no"),
        (CallResult("None", "null"), "None"),
        (Result(value={"a": 1}), '{"a": 1}'),
        (Result(value=None, text="None"), "None"),
        (Result(value="no", error="KeyError"), "Error during execution: no"),
    ],
)
def test_a_result_is_compared_as_the_text_that_the_benchmark_makes_of_it(result: Any, shown: str) -> None:
    assert shown_by_benchmark(result) == shown


TOOLS = {"ls": "Files", "cd": "Files", "tweet": "Posts"}


@pytest.mark.parametrize(
    ("arguments", "damaged"),
    [
        ({"a": "see ls(1)"}, {"a": "see m_eval_e_0_Files_instance.ls(1)"}),
        ({"a": "ls ( and tweet\t("}, {"a": "m_eval_e_0_Files_instance.ls( and tweet\t("}),
        ({"a": "words (in brackets)"}, {"a": "words(in brackets)"}),
        ({"a": [{"cd (": "tweet()"}]}, {"a": [{"m_eval_e_0_Files_instance.cd(": "m_eval_e_0_Posts_instance.tweet()"}]}),
        ({"a": "\nls("}, None),
        ({"a": "9ls("}, None),
        ({"a": "(ls) 'it''s'"}, None),
        ({"ls": 1, "a": "ls"}, None),
        ({"a": 'it\'s "ls (x)"'}, {"a": 'it\'s "m_eval_e_0_Files_instance.ls(x)"'}),
        ({}, None),
    ],
)
def test_arguments_are_damaged_as_the_benchmark_damages_them(arguments: Any, damaged: Any) -> None:
    turns = [[("f", {"b": 1})], [("f", arguments)], []]
    expected = None if damaged is None else [[("f", {"b": 1})], [("f", damaged)], []]
    assert calls_as_benchmark_runs_them(turns, TOOLS, "m_eval_e_0") == expected


@pytest.mark.parametrize("model_name", ["it's", 'a"b', "a\\", "org/m-1.5", "é ü", "m\n"])
def test_a_models_name_does_not_break_its_calls(model_name: str) -> None:
    ((call,),) = calls_as_benchmark_runs_them([[("f", {"a": "'ls(1)'"})]], TOOLS, model_name) or [[("", {})]]
    assert call[1]["a"].endswith("_Files_instance.ls(1)'")
