"""A dialogue holds what execution gives, step by step, and nothing where execution did not reach."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.errors import InputError
from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.execution.protocol import CallResult, EnvironmentCode, Failure, ReplayOutcome, Toolkit
from eigendata_assets.execution.replay import (
    as_result,
    executed,
    is_error,
    replay_trajectories,
    step_replay,
    turn_replay,
)
from resources.subprocess_sandbox import SubprocessSandbox
from tests.json_values import JSON

ADD, READ = Call(name="count", arguments={"steps": 2}), Call(name="read", arguments={})


def dialogue(*turns: list[list[Call]], **more: Any) -> Trajectory:
    return Trajectory(
        id="d",
        category="c",
        toolkits=("Counter",),
        tools=("Counter.count", "Counter.read"),
        turns=tuple(
            Turn(
                messages=(Message(role="user", content="go"),), steps=tuple(Step(calls=tuple(calls)) for calls in turn)
            )
            for turn in turns
        ),
        initial_state={"Counter": {"value": 1}},
        load_options={"long_context": False},
        provenance=Provenance(source="hand", version="1", entry="d"),
        **more,
    )


def test_a_dialogue_is_filled_in_by_execution(tiny_benchmark: Benchmark, sandbox: SubprocessSandbox) -> None:
    asked = [dialogue([[READ], [ADD, READ]], [], [[READ]]), dialogue()]
    done, empty = replay_trajectories(asked, tiny_benchmark.environment, sandbox)
    assert [[result.value for result in turn.results] for turn in done.turns] == [
        [{"value": 1}, {"value": 3}, {"value": 3}],
        [],
        [{"value": 3}],
    ]
    assert [[step.changed for step in turn.steps] for turn in done.turns] == [[(), ("Counter",)], [], [()]]
    hashes = [turn.state_hashes for turn in done.turns]
    assert hashes[0] == hashes[1] == hashes[2]
    assert done.final_state == {"Counter": {"value": 3, "notes": []}}
    assert done.failure is None
    assert [turn.messages for turn in done.turns] == [turn.messages for turn in asked[0].turns]
    assert empty.final_state == {"Counter": {"value": 1, "notes": []}}


def test_executing_again_changes_nothing(tiny_benchmark: Benchmark, sandbox: SubprocessSandbox) -> None:
    references = list(tiny_benchmark.references.values())
    assert replay_trajectories(references, tiny_benchmark.environment, sandbox) == references


def test_every_dialogue_is_heard_of_once(tiny_benchmark: Benchmark, sandbox: SubprocessSandbox) -> None:
    heard: list[str] = []
    references = list(tiny_benchmark.references.values())
    replay_trajectories(references, tiny_benchmark.environment, sandbox, lambda outcome: heard.append(outcome.id))
    assert sorted(heard) == sorted(reference.id for reference in references)


def test_an_environment_that_cannot_be_imported_is_an_error_with_its_folder(
    tmp_path: Any, sandbox: SubprocessSandbox
) -> None:
    (tmp_path / "broken.py").write_text("1 / 0\n")
    code = EnvironmentCode(tmp_path, (Toolkit("Counter", "broken"),))
    with pytest.raises(InputError, match=r"module 'broken' could not be imported: ZeroDivisionError") as caught:
        replay_trajectories([dialogue()], code, sandbox)
    assert caught.value.where == (str(tmp_path),)
    assert caught.value.hint


def test_a_step_replay_has_a_turn_for_every_step_and_a_turn_replay_one_for_every_turn() -> None:
    asked = dialogue([[READ], [ADD, READ]], [], [[READ]])
    read, add = (READ.name, READ.arguments), (ADD.name, ADD.arguments)
    assert step_replay(asked).turns == [[read], [add, read], [read]]
    assert turn_replay(asked).turns == [[read, add, read], [], [read]]
    assert step_replay(asked).state == {"Counter": {"value": 1}}
    assert step_replay(asked).options == {"long_context": False}


def test_steps_that_were_not_reached_have_no_results() -> None:
    outcome = ReplayOutcome(
        "d",
        results=[[CallResult('{"value": 1}', '{"value": 1}')], [CallResult("None", "null")]],
        initial_state_hashes={"Counter": "1"},
        turn_states=[{"Counter": "2"}],
        state_parts={},
        failure=Failure("timeout", "read ran longer than 5 s", 1, 1),
    )
    done = executed(dialogue([[READ]], [[ADD, READ]], [[READ]]), outcome)
    assert [len(turn.results) for turn in done.turns] == [1, 1, 0]
    assert [step.changed for turn in done.turns for step in turn.steps] == [("Counter",), (), ()]
    assert {turn.state_hashes["Counter"] for turn in done.turns} == {"2"}
    assert done.failure == "timeout: read ran longer than 5 s"
    assert done.final_state == {}


def test_a_dialogue_whose_state_was_refused_has_nothing() -> None:
    done = executed(dialogue([[READ]]), ReplayOutcome("d", [], {}, [], {}, Failure("load", "no")))
    assert done.turns[0].results == ()
    assert done.turns[0].state_hashes == {}
    assert done.failure == "load: no"


@given(JSON)
def test_a_result_is_shown_after_storing_as_it_was_shown_before(value: Any) -> None:
    for result in (CallResult(str(value), json.dumps(value)), CallResult(json.dumps(value), json.dumps(value))):
        kept = as_result(result)
        assert kept.value == value
        assert kept.shown == result.text
        assert Result.model_validate(json.loads(json.dumps(kept.model_dump()))).shown == result.text


def test_a_result_that_json_cannot_hold_keeps_its_text() -> None:
    text = '{"mean": NaN}'
    kept = as_result(CallResult(text, text))
    assert kept == Result(value={"mean": "NaN"}, text=text)
    assert Result.model_validate_json(kept.model_dump_json()) == kept


def test_text_is_kept_only_where_it_does_not_follow_from_the_value() -> None:
    assert as_result(CallResult('{"a": 1}', '{"a": 1}')).text is None
    assert as_result(CallResult("plain")).text is None
    assert as_result(CallResult("None", "null")).text == "None"


@pytest.mark.parametrize(
    ("result", "failed"),
    [
        (Result(value="no", error="ValueError"), True),
        (Result(value={"error": "no"}), True),
        (Result(value=[{"error": "no"}]), True),
        (Result(value=[{"a": 1}]), False),
        (Result(value={"error": None, "a": 1}), False),
        (Result(value={"a": 1}), False),
        (Result(value="error"), False),
        (Result(value=None), False),
    ],
)
def test_a_call_failed_when_the_tool_raised_or_says_so(result: Result, failed: bool) -> None:
    assert is_error(result) == failed


@pytest.mark.parametrize(
    "text",
    [
        '"\\ud800"',
        "[Infinity, -Infinity, NaN]",
        "12345678901234567890123",
        "1e400",
        "-0",
        "-0.0",
        "0.1",
        '{"a": 1, "a": 2}',
    ],
)
def test_a_value_is_what_the_library_reads_with_names_for_what_is_no_number(text: str) -> None:
    value = CallResult("shown", text).value
    assert repr(value) == repr(json.loads(text, parse_constant=str))
