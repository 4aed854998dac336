"""The log beside a model's answers gives the user's words and the tools' results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Call, Step, Turn
from eigendata_assets.imports.dialogue_files import read_dialogues
from eigendata_assets.imports.inference_log import heard_in, with_heard

LOG: list[Any] = [
    [{"role": "state_info", "class_name": "Desk", "content": {}}],
    {
        "begin_of_turn_query": [{"role": "user", "content": "Open the ticket."}],
        "step_0": [
            {"role": "assistant", "content": [{"open": "{}"}]},
            {"role": "handler_log", "content": "Successfully decoded model response."},
            {"role": "tool", "content": '{"ticket": 7}'},
        ],
        "step_1": [{"role": "assistant", "content": []}],
    },
]


def test_a_run_of_the_benchmark_is_read_with_what_it_heard(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    path.write_text(json.dumps({"id": "e1", "result": [[[{"open": "{}"}], []]], "inference_log": LOG}))
    (turn,) = read_dialogues(path).entries[0].turns
    assert [message.content for message in turn.messages] == ["Open the ticket."]
    assert [[result.value for result in step.results] for step in turn.steps] == [[{"ticket": 7}], []]


def test_a_log_of_another_number_of_turns_says_nothing() -> None:
    turns = (Turn(), Turn())
    assert with_heard(turns, heard_in(LOG)) == turns


def test_a_step_has_no_more_results_than_calls() -> None:
    turn = Turn(steps=(Step(), Step(calls=(Call(name="open", arguments={}),))))
    assert [step.results for step in with_heard([turn], heard_in(LOG))[0].steps] == [(), ()]


@pytest.mark.parametrize("log", [None, "text", 3, [], [[]], [{"role": "inference_input", "content": {}}]])
def test_what_is_no_log_of_turns_is_not_read(log: Any) -> None:
    assert heard_in(log) == ()


def test_broken_parts_of_a_log_are_left_out() -> None:
    (heard,) = heard_in([{"begin_of_turn_query": [3, {"role": "user"}], "step_x": [], "step_0": "no"}])
    assert heard.messages == ()
    assert heard.results == {0: ()}
