"""Requests go out as the protocol has them, and whatever comes back is a reply or a named failure."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.errors import NotAReply
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message, Parameters, Tool, ToolCall, Usage
from eigendata_assets.agents.settings import OFFICIAL, ModelSettings
from resources.openai_wire import read_completion, request_body

LOCAL = ModelSettings(model="m", base_url="http://127.0.0.1:1/v1")
QUESTION = ChatRequest((Message(role="user", content="?"),))
CLOSED = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False}


def completion(message: dict[str, Any], **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": None} | message}
    return {"id": "x", "object": "chat.completion", "model": "m-2", "choices": [choice]} | more


def read(body: Any) -> ChatReply:
    return read_completion(body if isinstance(body, str) else json.dumps(body), QUESTION)


def test_a_plain_question_holds_nothing_but_model_and_messages() -> None:
    assert request_body(QUESTION, LOCAL, with_schema=True) == {
        "model": "m",
        "messages": [{"role": "user", "content": "?"}],
    }


def test_everything_that_shapes_the_answer_is_sent() -> None:
    call = ToolCall(id="c1", name="f", arguments={"n": 7})
    request = ChatRequest(
        (
            Message(role="assistant", content="", tool_calls=(call, ToolCall(id="c2", name="g", invalid="{n"))),
            Message(role="tool", content="done", tool_call_id="c1"),
        ),
        tools=(Tool(name="f", description="d", parameters={"type": "object"}),),
        reply_schema=CLOSED,
        schema_name="Answer",
        parameters=Parameters(temperature=0, seed=3, max_tokens=9, extra={"reasoning_effort": "low"}),
    )
    assert request_body(request, LOCAL, with_schema=True) == {
        "model": "m",
        "messages": [
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [
                    {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"n": 7}'}},
                    {"id": "c2", "type": "function", "function": {"name": "g", "arguments": "{n"}},
                ],
            },
            {"role": "tool", "content": "done", "tool_call_id": "c1"},
        ],
        "tools": [
            {"type": "function", "function": {"name": "f", "description": "d", "parameters": {"type": "object"}}}
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "Answer", "schema": CLOSED, "strict": True},
        },
        "temperature": 0,
        "seed": 3,
        "max_tokens": 9,
        "reasoning_effort": "low",
    }


def test_an_open_schema_is_not_called_strict_and_none_is_sent_by_instruction() -> None:
    request = ChatRequest(QUESTION.messages, reply_schema={"type": "object"})
    assert request_body(request, LOCAL, with_schema=True)["response_format"]["json_schema"]["strict"] is False
    assert "response_format" not in request_body(request, LOCAL, with_schema=False)


@pytest.mark.parametrize("base_url", [None, OFFICIAL])
def test_the_official_server_gets_the_newer_name_of_the_token_limit(base_url: str | None) -> None:
    request = ChatRequest(QUESTION.messages, parameters=Parameters(max_tokens=9))
    body = request_body(request, ModelSettings(model="m", base_url=base_url), with_schema=True)
    assert (body["max_completion_tokens"], "max_tokens" in body) == (9, False)


def test_a_completion_is_read_with_its_usage() -> None:
    usage = {"prompt_tokens": 12, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 8}}
    assert read(completion({"content": "hello"}, usage=usage)) == ChatReply(
        content="hello", model="m-2", usage=Usage(input=12, cached_input=8, output=5)
    )


def test_refusals_and_finishes_are_read() -> None:
    assert read(completion({"refusal": "no"})).refusal == "no"
    for finish, meaning in (
        ("length", "length"),
        ("content_filter", "content_filter"),
        ("eos", "stop"),
        (None, "stop"),
    ):
        body = completion({"content": "x"})
        body["choices"][0]["finish_reason"] = finish
        assert read(body).finish == meaning


@pytest.mark.parametrize(
    ("arguments", "call"),
    [
        ('{"n": 7}', ToolCall(id="i", name="f", arguments={"n": 7})),
        ({"n": 7}, ToolCall(id="i", name="f", arguments={"n": 7})),
        ("", ToolCall(id="i", name="f")),
        (None, ToolCall(id="i", name="f")),
        ("{n: 7}", ToolCall(id="i", name="f", invalid="{n: 7}")),
        ("[7]", ToolCall(id="i", name="f", invalid="[7]")),
        ("[" * 100_000, ToolCall(id="i", name="f", invalid="[" * 100_000)),
    ],
)
def test_tool_calls_are_parsed_and_never_evaluated(arguments: Any, call: ToolCall) -> None:
    wire = {"id": "i", "type": "function", "function": {"name": "f", "arguments": arguments}}
    assert read(completion({"tool_calls": [wire]})).tool_calls == (call,)


def test_tool_calls_without_ids_get_some() -> None:
    wire = {"function": {"name": "f", "arguments": "{}"}}
    assert [call.id for call in read(completion({"tool_calls": [wire, wire]})).tool_calls] == ["call_0", "call_1"]


def test_text_in_parts_is_joined() -> None:
    assert read(completion({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]})).content == "ab"


def test_a_server_that_does_not_count_is_reckoned_high() -> None:
    usage = read(completion({"content": "hello"})).usage
    assert usage.estimated
    assert usage.input > 50
    assert usage.output > len("hello")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<html>hello</html>", "no JSON: '<html>hello</html>'"),
        ("", "no JSON: ''"),
        ('{"id": "x", "choices": [{"mess', "no JSON"),
        ("[" * 100_000, "no JSON"),
        ({"result": "ok"}, 'JSON, but no chat completion: {"result": "ok"}'),
        ([], "JSON, but no chat completion"),
        ("null", "JSON, but no chat completion"),
        ({"choices": []}, "no chat completion"),
        ({"choices": [{}]}, "no chat completion"),
        ({"choices": [{"message": {"content": 7}}]}, "no chat completion"),
        ({"choices": [{"message": {"tool_calls": [{"function": {}}]}}]}, "no chat completion"),
    ],
)
def test_what_is_no_completion_is_named(body: Any, said: str) -> None:
    with pytest.raises(NotAReply) as caught:
        read(body)
    assert said in caught.value.message
    assert len(caught.value.message) < 200


def test_what_was_charged_is_known_even_when_the_reply_cannot_be_read() -> None:
    with pytest.raises(NotAReply) as caught:
        read({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 4}})
    assert (caught.value.usage, caught.value.charged) == (Usage(input=3, output=4), "known")


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["choices", "message", "content", "usage", "prompt_tokens", "tool_calls", "function"]),
                x,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_breaks_the_reading(body: Any) -> None:
    with suppress(NotAReply):
        assert isinstance(read(body), ChatReply)
