"""Trajectories as messages and as training records, and back: nothing that was said, called or returned is lost."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.trajectory import Call, Message, Result, Step, Trajectory, Turn
from eigendata_assets.imports.dialogue_files import read_dialogues
from eigendata_assets.imports.dialogue_parts import turns_of
from eigendata_assets.trajectories.pilot.conversion import messages_of, openai_record
from tests.trajectories.quality.dialogues import KEYS, TOOLS, dialogue, good

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-99, 99) | TEXT, lambda inner: st.lists(inner, max_size=2)
)
CALLS = st.builds(
    Call, name=st.sampled_from(["find_room", "book_room"]), arguments=st.dictionaries(TEXT, VALUES, max_size=2)
)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    steps = []
    for calls in draw(st.lists(st.lists(CALLS, min_size=1, max_size=2), max_size=2)):
        given = tuple(Result(value=draw(VALUES.filter(lambda value: not isinstance(value, str)))) for _ in calls)
        steps.append(Step(text=draw(TEXT), calls=tuple(calls), results=given))
    said = (Message(role="user", content=draw(TEXT)),)
    return Turn(messages=said, steps=(*steps, Step(text=draw(TEXT))))


def plain(entry: Trajectory) -> list[object]:
    """What was said, called and returned, without how a result was written."""
    return [
        [
            [message.content for message in turn.messages],
            [(step.text, step.calls, [result.value for result in step.results]) for step in turn.steps],
        ]
        for turn in entry.turns
    ]


@given(st.lists(turns(), min_size=1, max_size=3))
@settings(max_examples=40)
def test_messages_become_the_same_turns_again(made: list[Turn]) -> None:
    entry = dialogue(*made)
    back = entry.model_copy(update={"turns": turns_of(list(messages_of(entry)))})
    assert plain(back) == plain(entry)


@given(st.lists(turns(), min_size=1, max_size=3))
@settings(max_examples=25)
def test_a_record_in_a_file_is_read_as_the_same_dialogue(made: list[Turn]) -> None:
    entry = dialogue(*made)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dialogues.jsonl"
        path.write_text(json.dumps(openai_record(entry, TOOLS)) + "\n")
        (read,) = read_dialogues(path).entries
    assert plain(read) == plain(entry)


def test_results_stand_after_their_calls_by_number() -> None:
    said = list(messages_of(good()))
    assert [each.role for each in said] == ["user", "assistant", "tool", "assistant"] * 2
    assert [each.answers for each in said if each.role == "tool"] == ["call_0", "call_1"]
    assert [name for each in said for name, _ in each.calls] == ["call_0", "call_1"]


@pytest.mark.parametrize("offered", [KEYS, KEYS[:1]])
def test_a_record_has_the_tools_that_the_dialogue_comes_with(offered: tuple[str, ...]) -> None:
    entry = good().model_copy(update={"tools": offered})
    names = [tool["function"]["name"] for tool in openai_record(entry, TOOLS)["tools"]]
    assert names == [key.split(".")[1] for key in offered]
