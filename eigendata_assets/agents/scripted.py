"""A model that answers from a list or a function: for tests, examples and dry runs."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable

from pydantic import BaseModel

from eigendata_assets.agents.errors import ModelError
from eigendata_assets.agents.messages import ChatReply, ChatRequest, ToolCall, Usage
from eigendata_assets.artifacts.frozen import Json

Answer = str | dict[str, Json] | BaseModel | ToolCall | ChatReply | Exception
"""What a script may hold: text, JSON, a record (as JSON), a tool call, a whole reply, or an error to raise."""


class ScriptEndedError(ModelError):
    """A scripted model was asked more often than its script has answers."""


class ScriptedChat:
    """Answers from `script`: an iterable, one answer after the other, or a function of the request.

    `requests` keeps every question asked. `seconds` is how long each answer takes.
    """

    def __init__(
        self, script: Iterable[Answer] | Callable[[ChatRequest], Answer], *, name: str = "scripted", seconds: float = 0
    ) -> None:
        self.name, self.seconds = name, seconds
        self.requests: list[ChatRequest] = []
        self._answer = script if callable(script) else self._one_after_the_other(script)

    def model_for(self, agent: str) -> str:  # noqa: ARG002 one script answers all
        """The name given to this script."""
        return self.name

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The next answer of the script; an exception in the script is raised."""
        self.requests.append(request)
        answer = self._answer(request)
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if isinstance(answer, Exception):
            raise answer
        return self._as_reply(answer, request)

    def _as_reply(self, answer: str | dict[str, Json] | BaseModel | ToolCall, request: ChatRequest) -> ChatReply:
        if isinstance(answer, ChatReply):
            return answer
        asked = sum(len(message.content) for message in request.messages) // 4
        if isinstance(answer, ToolCall):
            usage = Usage(input=asked, output=len(str(answer.arguments)) // 4)
            return ChatReply(tool_calls=(answer,), finish="tool_calls", model=self.name, usage=usage)
        text = answer if isinstance(answer, str) else _as_json(answer)
        return ChatReply(content=text, model=self.name, usage=Usage(input=asked, output=len(text) // 4))

    def _one_after_the_other(self, script: Iterable[Answer]) -> Callable[[ChatRequest], Answer]:
        answers = iter(script)

        def following(request: ChatRequest) -> Answer:
            for answer in answers:
                return answer
            asked = len(self.requests) - 1
            raise ScriptEndedError(f"the script ended after {asked} answers; agent `{request.labels.agent}` asked more")

        return following


def _as_json(answer: dict[str, Json] | BaseModel) -> str:
    return answer.model_dump_json() if isinstance(answer, BaseModel) else json.dumps(answer, ensure_ascii=False)
