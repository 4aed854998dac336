"""The JSON object in what a model wrote is found, or the reason why there is none."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from eigendata_assets.agents.reply_json import UnreadableReplyError, find_object, read_reply
from eigendata_assets.agents.reply_schema import is_strict, reply_schema, schema_name

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(max_size=5), JSON, max_size=3)


class Step(BaseModel):
    model_config = ConfigDict(extra="forbid")
    tool: str
    wait: int = Field(ge=0)


class Plan(BaseModel):
    model_config = ConfigDict(extra="forbid")
    steps: list[Step]


class Loose(BaseModel):
    size: int = 3


@given(OBJECTS)
def test_an_object_is_found_alone_in_a_fence_after_a_thought_and_amid_prose(value: dict[str, Any]) -> None:
    text = json.dumps(value)
    assert find_object(text) == value
    assert find_object(f"```json\n{text}\n```") == value
    assert find_object(f"<think>is it {{}}?</think>\n{text}") == value
    assert find_object(f"is it {{}}?</think>```\n{text}\n```") == value
    assert find_object(f"Here it is: {text} I hope it helps.") == value


def test_a_thought_that_is_part_of_the_answer_stays() -> None:
    assert find_object('{"said": "<think>no</think>"}') == {"said": "<think>no</think>"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not JSON"),
        ("I cannot say.", "not JSON"),
        ('{"a": 1', "not JSON"),
        ("[1, 2]", "not an object: list"),
        ('[{"a": 1}]', "not an object: list"),
        ('"text"', "not an object: str"),
        ('{"a": NaN}', "NaN is not JSON"),
        ("{" * 100_000, "not JSON"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_is_no_object_says_why(text: str, problem: str) -> None:
    with pytest.raises(UnreadableReplyError, match=problem):
        find_object(text)


@given(st.text())
def test_any_text_is_read_or_refused_by_name(text: str) -> None:
    with suppress(UnreadableReplyError):
        assert isinstance(find_object(text), dict)


def test_a_reply_of_the_wrong_shape_names_each_field() -> None:
    with pytest.raises(UnreadableReplyError) as caught:
        read_reply('{"steps": [{"tool": 1, "wait": -1}], "more": 2}', Plan)
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["steps.0.tool", "steps.0.wait", "more"]


def test_problems_are_few_and_do_not_repeat_the_reply() -> None:
    secret = "sk-" + "x" * 20
    with pytest.raises(UnreadableReplyError) as caught:
        read_reply(json.dumps({"steps": [{"tool": [secret], "wait": secret}] * 50}), Plan)
    assert len(caught.value.problems) == 8
    assert secret not in str(caught.value)


def test_a_fitting_reply_is_of_the_type() -> None:
    assert read_reply('{"steps": [{"tool": "a", "wait": 2}]}', Plan) == Plan(steps=[Step(tool="a", wait=2)])


def test_a_lone_surrogate_in_a_reply_is_refused_by_name() -> None:
    with pytest.raises(UnreadableReplyError):
        read_reply('{"steps": [{"tool": "\\ud800", "wait": 2}]}', Plan)


def test_a_schema_is_strict_when_every_object_is_closed_and_complete() -> None:
    assert is_strict(reply_schema(Plan))
    assert not is_strict(reply_schema(Loose))
    assert not is_strict({"type": "object", "properties": {"a": {"type": "object"}}, "required": ["a"]})
    assert not is_strict({"type": "object", "additionalProperties": False, "properties": {"a": {}}})


def test_a_schema_keeps_everything_but_titles() -> None:
    class Book(BaseModel):
        title: str
        kind: Literal["title", "book"] = "title"

    assert reply_schema(Book) == {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "kind": {"type": "string", "enum": ["title", "book"], "default": "title"},
        },
        "required": ["title"],
    }


def test_a_schema_name_is_one_that_providers_allow() -> None:
    class Größe(BaseModel):
        pass

    assert schema_name(Größe) == "Gr__e"
    assert schema_name(Plan) == "Plan"
