"""What was answered once is not asked again, whoever asks and however often the process dies."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.cache import Cached, ReplyStore, request_key
from eigendata_assets.agents.errors import ServerFailed
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Labels, Message, Parameters, Tool, ToolCall, Usage
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.errors import InputError

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
ARGUMENTS = st.dictionaries(TEXT, st.none() | st.integers() | TEXT | st.booleans(), max_size=3)
CALLS = st.builds(ToolCall, id=TEXT, name=TEXT, arguments=ARGUMENTS, invalid=st.none() | TEXT)
MESSAGES = st.builds(
    Message,
    role=st.sampled_from(["system", "user", "assistant", "tool"]),
    content=TEXT,
    tool_calls=st.lists(CALLS, max_size=2).map(tuple),
    tool_call_id=st.none() | TEXT,
)
PARAMETERS = st.builds(
    Parameters,
    temperature=st.none() | st.floats(0, 2),
    seed=st.none() | st.integers(),
    max_tokens=st.none() | st.integers(1, 10_000),
    extra=ARGUMENTS,
)
REQUESTS = st.builds(
    ChatRequest,
    messages=st.lists(MESSAGES, max_size=3).map(tuple),
    tools=st.lists(st.builds(Tool, name=TEXT, description=TEXT, parameters=ARGUMENTS), max_size=2).map(tuple),
    reply_schema=st.none() | ARGUMENTS,
    parameters=PARAMETERS,
    sample=st.integers(0, 3),
    attempt=st.integers(0, 3),
)
REPLIES = st.builds(
    ChatReply,
    content=TEXT,
    tool_calls=st.lists(CALLS, max_size=2).map(tuple),
    refusal=st.none() | TEXT,
    finish=st.sampled_from(["stop", "length", "tool_calls", "content_filter"]),
    usage=st.builds(Usage, input=st.integers(0, 99), cached_input=st.integers(0, 9), output=st.integers(0, 99)),
    cost=st.none() | st.integers(0, 10**15),
    seconds=st.floats(0, 100),
    batch=st.booleans(),
)


def question(text: str, **more: Any) -> ChatRequest:
    return ChatRequest((Message(role="user", content=text),), **more)


def shaping(request: ChatRequest) -> tuple[object, ...]:
    return (
        [m.model_dump_json() for m in request.messages],
        [t.model_dump_json() for t in request.tools],
        json.dumps(request.reply_schema),
        request.parameters.model_dump_json(),
        request.sample,
        request.attempt,
    )


@given(REQUESTS, REQUESTS)
def test_keys_are_equal_exactly_when_all_that_shapes_the_answer_is(one: ChatRequest, other: ChatRequest) -> None:
    assert (request_key("m", one) == request_key("m", other)) == (shaping(one) == shaping(other))


@given(REQUESTS)
def test_every_part_that_shapes_the_answer_changes_the_key(request: ChatRequest) -> None:
    parameters = request.parameters
    variants = [
        replace(request, messages=(*request.messages, Message(role="user", content="more"))),
        replace(request, tools=(*request.tools, Tool(name="more"))),
        replace(request, reply_schema={"type": "object", "title": "more"}),
        replace(request, parameters=parameters.model_copy(update={"temperature": (parameters.temperature or 0) + 1})),
        replace(request, parameters=parameters.model_copy(update={"seed": (parameters.seed or 0) + 1})),
        replace(request, parameters=parameters.model_copy(update={"max_tokens": (parameters.max_tokens or 0) + 1})),
        replace(request, parameters=parameters.model_copy(update={"extra": {**parameters.extra, "more": 1}})),
        replace(request, sample=request.sample + 1),
        replace(request, attempt=request.attempt + 1),
    ]
    keys = {request_key("m", variant) for variant in (request, *variants)}
    assert len(keys | {request_key("another", request)}) == len(variants) + 2


@given(REQUESTS)
def test_for_whom_it_is_asked_does_not_change_the_key(request: ChatRequest) -> None:
    labelled = replace(request, labels=Labels(run="r", asset="a", agent="j", prompt="p"), schema_name="other")
    assert request_key("m", labelled) == request_key("m", request)


def test_the_key_is_the_same_in_another_process() -> None:
    program = (
        "from eigendata_assets.agents.cache import request_key\n"
        "from eigendata_assets.agents.messages import ChatRequest, Message, Parameters\n"
        "m = Message(role='user', content='ü \\ud800'.encode('utf-8', 'ignore').decode())\n"
        "print(request_key('m', ChatRequest((m,), parameters=Parameters(extra={'b': 1, 'a': {'x': None}}))))"
    )
    keys = {
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(keys) == 1


@given(REPLIES)
def test_a_stored_reply_comes_back_as_it_was_and_says_that_it_was_stored(reply: ChatReply) -> None:
    assert ChatReply.model_validate_json(reply.model_dump_json()) == reply


def test_a_question_is_asked_once_and_then_answered_from_the_store(tmp_path: Path) -> None:
    chat = ScriptedChat(["one", "two"])
    hits: list[str] = []
    cached = Cached(chat, ReplyStore(tmp_path / "c.sqlite"), lambda request, model: hits.append(model))

    async def run() -> list[ChatReply]:
        return [await cached.complete(question(text)) for text in ("a", "a", "b", "a")]

    replies = asyncio.run(run())
    assert [reply.content for reply in replies] == ["one", "one", "two", "one"]
    assert [reply.cached for reply in replies] == [False, True, False, True]
    assert (len(chat.requests), hits) == (2, ["scripted", "scripted"])


def test_a_new_process_finds_what_the_old_one_stored(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "c.sqlite"
    asyncio.run(Cached(ScriptedChat(["one"]), ReplyStore(path)).complete(question("a")))
    again = asyncio.run(Cached(ScriptedChat([]), ReplyStore(path)).complete(question("a")))
    assert (again.content, again.cached) == ("one", True)


def test_two_tasks_with_the_same_question_ask_it_once(tmp_path: Path) -> None:
    chat = ScriptedChat(lambda _: "one", seconds=0.01)
    cached = Cached(chat, ReplyStore(tmp_path / "c.sqlite"))

    async def run() -> list[ChatReply]:
        return await asyncio.gather(*[cached.complete(question("a")) for _ in range(20)])

    assert {reply.content for reply in asyncio.run(run())} == {"one"}
    assert len(chat.requests) == 1
    assert len(cached.asking) == 0


def test_a_failure_is_not_stored_and_the_next_task_asks_itself(tmp_path: Path) -> None:
    answers: list[Answer] = [ServerFailed("down"), "one"]
    cached = Cached(ScriptedChat(answers, seconds=0.01), ReplyStore(tmp_path / "c.sqlite"))

    async def run() -> list[ChatReply | BaseException]:
        return await asyncio.gather(*[cached.complete(question("a")) for _ in range(3)], return_exceptions=True)

    first, second, third = asyncio.run(run())
    assert isinstance(first, ServerFailed)
    assert isinstance(second, ChatReply)
    assert isinstance(third, ChatReply)
    assert (second.cached, third.cached) == (False, True)


def test_another_model_is_asked_anew(tmp_path: Path) -> None:
    store = ReplyStore(tmp_path / "c.sqlite")
    for name in ("small", "large"):
        reply = asyncio.run(Cached(ScriptedChat([name], name=name), store).complete(question("a")))
        assert (reply.content, reply.cached) == (name, False)


def _write_many(path: Path, writer: int, rounds: int) -> None:
    store = ReplyStore(path)
    for number in range(rounds):
        store.put(f"key {number}", ChatReply(content=f"{writer}"), "m", question("a"))
        assert store.get(f"key {number}") is not None


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_many_processes_write_one_store_and_the_first_reply_to_each_question_stays(tmp_path: Path, method: str) -> None:
    path = tmp_path / "c.sqlite"
    if method == "fork":
        ReplyStore(path).get("opened before the fork")
    context: Any = multiprocessing.get_context(method)
    workers = [context.Process(target=_write_many, args=(path, number, 50)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 3
    store = ReplyStore(path)
    assert store.file.rows("SELECT count(*) FROM replies") == [(50,)]
    kept = store.get("key 7")
    assert kept is not None
    assert not store.put("key 7", ChatReply(content="late"), "m", question("a"))
    assert store.get("key 7") == kept


def test_a_child_of_a_fork_opens_its_own_connection(tmp_path: Path) -> None:
    store = ReplyStore(tmp_path / "c.sqlite")
    store.put("a", ChatReply(content="parent"), "m", question("a"))
    context = multiprocessing.get_context("fork")
    child = context.Process(target=store.put, args=("b", ChatReply(content="child"), "m", question("b")))
    child.start()
    child.join()
    assert child.exitcode == 0
    found = store.get("b")
    assert found is not None
    assert found.content == "child"


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_text("not a database, and long enough to be read as one" * 10)
    with pytest.raises(InputError, match=r"c\.sqlite: cannot be used") as caught:
        ReplyStore(tmp_path / "c.sqlite").get("a")
    assert "Move it away." in str(caught.value)


def test_a_place_where_no_file_can_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for path in (tmp_path, tmp_path / "file" / "c.sqlite"):
        with pytest.raises(InputError, match="cannot be opened"):
            ReplyStore(path).get("a")


def test_threads_share_one_store(tmp_path: Path) -> None:
    store = ReplyStore(tmp_path / "c.sqlite")

    def write(writer: int) -> int:
        return sum(store.put(f"key {n}", ChatReply(content=f"{writer}"), "m", question("a")) for n in range(50))

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(write, range(8))) == 50
