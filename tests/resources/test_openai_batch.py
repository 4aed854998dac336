"""The files of the Batch API: what goes up, what comes back, and how much fits into one batch."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.batch_queue import QueuedCall
from eigendata_assets.agents.budget import Amount
from eigendata_assets.agents.errors import NotAReply
from eigendata_assets.agents.messages import Labels
from resources import openai_batch
from resources.openai_batch import lines_of, parts, read_answer, read_lines


def call(key: str, **body: Any) -> QueuedCall:
    return QueuedCall(key, "m", "r", "waiting", "", Labels(), {"messages": [], **body}, Amount(), 0.0)


CALLS = st.lists(st.integers(0, 400), max_size=20).map(
    lambda sizes: [call(f"k{number}", text="x" * size) for number, size in enumerate(sizes)]
)


@given(CALLS)
def test_the_input_has_one_request_a_line_with_the_key_as_its_id(calls: list[QueuedCall]) -> None:
    lines = [json.loads(line) for line in lines_of(calls).splitlines()]
    assert [line["custom_id"] for line in lines] == [call.key for call in calls]
    assert [line["body"] for line in lines] == [call.body for call in calls]
    assert all((line["method"], line["url"]) == ("POST", "/v1/chat/completions") for line in lines)


@given(CALLS)
def test_every_call_is_in_one_part_and_no_part_is_too_large(calls: list[QueuedCall]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(openai_batch, "MOST_CALLS", 4)
        patch.setattr(openai_batch, "MOST_BYTES", 1_000)
        found = list(parts(calls))
    assert [call for part in found for call in part] == calls
    for part in found:
        assert 1 <= len(part) <= 4
        assert len(part) == 1 or len(lines_of(part)) <= 1_000


def test_a_broken_line_of_the_output_is_left_out() -> None:
    text = '{"custom_id": "a"}\nnot json\n[]\n{"id": "no key"}\n\n{"custom_id": "b"}\n'
    assert set(read_lines(text)) == {"a", "b"}


def test_a_reply_in_the_output_is_read() -> None:
    body = {"choices": [{"message": {"content": "hi"}}], "usage": {"prompt_tokens": 2, "completion_tokens": 1}}
    reply = read_answer({"custom_id": "a", "response": {"status_code": 200, "body": body}}, call("a"))
    assert (reply.content, reply.usage.tokens) == ("hi", 3)


@pytest.mark.parametrize(
    "line",
    [
        None,
        {},
        {"response": None, "error": {"code": "batch_expired"}},
        {"response": {"status_code": 500, "body": {}}},
        {"response": {"status_code": 200, "body": None}},
        {"response": {"status_code": 200, "body": "<html>"}},
    ],
)
def test_anything_else_is_no_reply(line: Any) -> None:
    with pytest.raises(NotAReply):
        read_answer(line, call("a"))
