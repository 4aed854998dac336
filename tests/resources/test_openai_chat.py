"""The adapter speaks to any OpenAI-compatible server; the server here is a function behind the transport."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2
import pytest

from eigendata_assets.agents.errors import (
    AccessDenied,
    CallFailed,
    ConnectionLost,
    NotAReply,
    RateLimited,
    RequestInvalid,
    ServerFailed,
    TimedOut,
)
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Labels, Message
from eigendata_assets.agents.settings import ModelSettings
from resources.openai_chat import OpenAIChat, OpenAIEndpoint

KEY = "sk-planted-0123456789abcdef"
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
QUESTION = ChatRequest((Message(role="user", content="?"),), labels=Labels(agent="judge"))
STRUCTURED = ChatRequest(QUESTION.messages, reply_schema=SCHEMA)

Answer = httpx2.Response | Exception
Function = Callable[[httpx2.Request], Answer | Awaitable[Answer]]


def good(content: str = "fine") -> httpx2.Response:
    usage = {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
    return httpx2.Response(200, json={"id": "1", "model": "served", "choices": [choice], "usage": usage})


class Server:
    """Answers by a function of the request, and keeps the requests."""

    def __init__(self, answer: Function) -> None:
        self.answer = answer
        self.requests: list[httpx2.Request] = []
        self.clients: list[httpx2.AsyncClient] = []

    async def handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answer(request)
        answer = answer if isinstance(answer, (httpx2.Response, Exception)) else await answer
        if isinstance(answer, Exception):
            raise answer
        return answer

    def client(self) -> httpx2.AsyncClient:
        self.clients.append(httpx2.AsyncClient(transport=httpx2.MockTransport(self.handle)))
        return self.clients[-1]

    def chat(self, key: str | None = KEY, timeout: float = 5, **settings: Any) -> OpenAIChat:
        model = ModelSettings.model_validate({"model": "m", "base_url": "http://server.test/v1"} | settings)
        endpoint = OpenAIEndpoint(model.base_url, key, timeout=timeout, http_client=self.client)
        return OpenAIChat(model, endpoint)


def ask(chat: OpenAIChat, request: ChatRequest = QUESTION) -> ChatReply:
    return asyncio.run(chat.complete(request))


def test_a_question_is_posted_with_the_key_and_answered() -> None:
    server = Server(lambda _: good())
    reply = ask(server.chat())
    assert (reply.content, reply.model, reply.usage.tokens) == ("fine", "served", 7)
    (request,) = server.requests
    assert (request.method, str(request.url)) == ("POST", "http://server.test/v1/chat/completions")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert json.loads(request.content) == {"model": "m", "messages": [{"role": "user", "content": "?"}]}


def test_without_a_key_the_servers_own_variable_is_not_sent_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    server = Server(lambda _: good())
    ask(server.chat(key=None))
    assert KEY not in server.requests[0].headers["authorization"]


def test_the_name_of_the_model_holds_its_revision() -> None:
    assert Server(lambda _: good()).chat(revision="q4").model_for("judge") == "m#q4"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx2.Response(429, headers={"retry-after": "3"}), RateLimited),
        (httpx2.Response(503, text="busy"), ServerFailed),
        (httpx2.Response(401, text="who"), AccessDenied),
        (httpx2.Response(200, text="<html></html>"), NotAReply),
        (httpx2.Response(200, json={"object": "list"}), NotAReply),
        (httpx2.ConnectError("refused"), ConnectionLost),
        (httpx2.RemoteProtocolError("gone"), ConnectionLost),
        (httpx2.ReadError("cut"), ConnectionLost),
        (httpx2.ReadTimeout("slow"), TimedOut),
        (httpx2.ConnectTimeout("slow"), TimedOut),
        (httpx2.TooManyRedirects("round"), ConnectionLost),
    ],
)
def test_every_failure_has_a_name_and_is_not_retried_here(answer: Answer, error: type[CallFailed]) -> None:
    server = Server(lambda _: answer)
    with pytest.raises(error) as caught:
        ask(server.chat())
    assert len(server.requests) == 1
    if isinstance(caught.value, RateLimited):
        assert caught.value.retry_after == 3.0


def test_a_server_that_hangs_is_given_up_after_the_time_out() -> None:
    async def hang(_: httpx2.Request) -> Answer:
        await asyncio.sleep(60)
        return good()

    with pytest.raises(TimedOut, match=r"http://server.test/v1: no whole reply within 0.05 s"):
        ask(Server(hang).chat(timeout=0.05))


def test_text_that_cannot_be_sent_is_a_named_error() -> None:
    odd = Message.model_construct(role="user", content="\ud800", tool_calls=(), tool_call_id=None)
    with pytest.raises(RequestInvalid, match="Unicode"):
        ask(Server(lambda _: good()).chat(), ChatRequest((odd,)))


def refusing(request: httpx2.Request) -> Answer:
    return httpx2.Response(400, text="no response_format") if b"response_format" in request.content else good()


def test_a_server_that_refuses_the_schema_is_asked_without_it_from_then_on() -> None:
    server = Server(refusing)
    chat = server.chat(structured="auto")
    assert [ask(chat, STRUCTURED).content for _ in range(3)] == ["fine"] * 3
    assert [b"response_format" in request.content for request in server.requests] == [True, False, False, False]


def test_a_server_that_must_take_the_schema_is_not_asked_without_it() -> None:
    server = Server(refusing)
    with pytest.raises(RequestInvalid):
        ask(server.chat(structured="schema"), STRUCTURED)
    assert len(server.requests) == 1


def test_by_instruction_no_schema_is_sent() -> None:
    server = Server(refusing)
    ask(server.chat(structured="instruction"), STRUCTURED)
    assert len(server.requests) == 1


def test_a_request_that_is_wrong_in_itself_does_not_turn_schemas_off() -> None:
    server = Server(lambda _: httpx2.Response(400, text="too long"))
    chat = server.chat()
    with pytest.raises(RequestInvalid, match="too long"):
        ask(chat, STRUCTURED)
    assert not chat.schema_refused


def test_each_event_loop_has_its_own_client_and_closes_it() -> None:
    server = Server(lambda _: good())
    chat = server.chat()
    for _ in range(3):
        ask(chat)
    assert len(server.clients) == 3
    assert all(client.is_closed for client in server.clients)
    gc.collect()


def test_many_calls_of_one_loop_share_a_client() -> None:
    server = Server(lambda _: good())
    chat = server.chat()

    async def run() -> None:
        await asyncio.gather(*[chat.complete(QUESTION) for _ in range(20)])

    asyncio.run(run())
    assert len(server.clients) == 1


def leaking(request: httpx2.Request) -> Answer:
    return httpx2.Response(401, json={"error": {"message": f"bad key {request.headers['authorization']}"}})


def leaking_html(request: httpx2.Request) -> Answer:
    return httpx2.Response(200, text=f"<pre>{request.headers['authorization']}</pre>")


def breaking(request: httpx2.Request) -> Answer:
    return httpx2.ConnectError(f"{dict(request.headers)}")


def shown(error: BaseException | None) -> str:
    """All that a log, a report or a debugger would show of an error and of what lies behind it."""
    text = ""
    while error is not None:
        text += f"{error} {error!r} {error.args} {vars(error)} "
        error = error.__cause__ or error.__context__
    return text


@pytest.mark.parametrize("answer", [leaking, leaking_html, breaking])
def test_a_key_that_the_server_sends_back_is_in_no_error_and_nothing_behind_it(answer: Function) -> None:
    with pytest.raises(CallFailed) as caught:
        ask(Server(answer).chat())
    assert KEY not in shown(caught.value)


def test_a_key_that_the_server_sends_back_is_in_no_reply() -> None:
    reply = ask(Server(lambda request: good(request.headers["authorization"])).chat())
    assert reply.content == "Bearer [key]"


def test_a_placeholder_for_a_key_is_left_alone_in_replies() -> None:
    assert ask(Server(lambda _: good("ollama is a server")).chat(key="ollama")).content == "ollama is a server"


def test_no_repr_and_no_log_shows_the_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    chat = Server(lambda _: good()).chat()
    ask(chat)
    with pytest.raises(AccessDenied):
        ask(Server(leaking).chat())
    assert caplog.records
    assert KEY not in caplog.text + repr(chat) + repr(chat.endpoint)
    assert repr(chat) == "OpenAIChat('m', OpenAIEndpoint('http://server.test/v1', key set))"
