"""The part of `eigendata doctor` about language models: the configuration in force, and what the model can do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from eigendata_assets.agents.errors import CallFailed
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message, Parameters, Tool
from eigendata_assets.agents.reply_json import UnreadableReplyError, find_object
from eigendata_assets.agents.settings import ModelSettings
from eigendata_assets.agents.settings_file import Configuration, read_configuration
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.overview import Diagnosis
from eigendata_assets.errors import EigenDataError
from resources.model_stack import ModelStack
from resources.openai_chat import OpenAIChat

SCHEMA: Mapping[str, Json] = {
    "type": "object",
    "properties": {"capital": {"type": "string"}},
    "required": ["capital"],
    "additionalProperties": False,
}
TOOL = Tool(
    name="get_capital",
    description="The capital of a country.",
    parameters={"type": "object", "properties": {"country": {"type": "string"}}, "required": ["country"]},
)
ENOUGH = Parameters(max_tokens=2048)


def check_models(workspace: Path, environ: Mapping[str, str]) -> tuple[Diagnosis, ...]:
    """What is configured, where each value comes from, and how the default model answers two tiny questions.

    Keys appear only as `set` or `not set`. Nothing is asked when no model is configured; that is not a defect, since
    agents then use their rules. The questions go to the server directly: no cache, no retry, no budget.
    """
    try:
        configuration = read_configuration(workspace, environ)
    except EigenDataError as error:
        return (Diagnosis(subject="models", ok=False, seen=str(error)),)
    return (*_configured(configuration, environ), *_answering(configuration, workspace, environ))


def _configured(configuration: Configuration, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    for name, value, origin in configuration.rows():
        yield Diagnosis(subject=f"setting {name}", ok=True, seen=f"{value} ({origin})")
    for variable in sorted({name for name in _key_names(configuration) if name}):
        yield Diagnosis(subject=f"key {variable}", ok=True, seen="set" if environ.get(variable) else "not set")


def _key_names(configuration: Configuration) -> Iterator[str | None]:
    models = configuration.settings.models
    yield models.default.api_key_env
    for agent in models.roles:
        model = models.of(agent)
        yield None if model == "rule" else model.api_key_env


def _answering(configuration: Configuration, workspace: Path, environ: Mapping[str, str]) -> Iterator[Diagnosis]:
    model = configuration.settings.models.default
    if (reason := model.missing(environ)) is not None:
        yield Diagnosis(subject="model", ok=True, seen=f"none ({reason}): agents use their rules")
        return
    endpoint = ModelStack(configuration.settings, workspace, environ).endpoint(model)
    forced = model.model_copy(update={"structured": "schema"})
    yield from asyncio.run(_ask(OpenAIChat(forced, endpoint), model))


async def _ask(chat: OpenAIChat, model: ModelSettings) -> list[Diagnosis]:
    question = Message(role="user", content="What is the capital of France?")
    asked = time.perf_counter()
    schema = await _attempt(chat, ChatRequest((question,), reply_schema=SCHEMA, parameters=ENOUGH))
    seconds = time.perf_counter() - asked
    if isinstance(schema, CallFailed) and model.structured != "schema":
        asked = time.perf_counter()
        plain = await _attempt(chat, ChatRequest((question,), parameters=ENOUGH))
        seconds = time.perf_counter() - asked
    else:
        plain = schema
    if isinstance(plain, CallFailed):
        return [Diagnosis(subject="model", ok=False, seen=f"{model.name}: {plain}")]
    tools = await _attempt(chat, ChatRequest((question,), tools=(TOOL,), parameters=ENOUGH))
    return [
        Diagnosis(subject="model", ok=True, seen=f"{model.name} answered in {seconds:.2f} s"),
        Diagnosis(subject="model: JSON schema", ok=True, seen=_schema_support(schema)),
        Diagnosis(subject="model: tool calls", ok=True, seen=_tool_support(tools)),
    ]


async def _attempt(chat: OpenAIChat, request: ChatRequest) -> ChatReply | CallFailed:
    try:
        return await chat.complete(request)
    except CallFailed as error:
        return error


def _schema_support(reply: ChatReply | CallFailed) -> str:
    if isinstance(reply, CallFailed):
        return f"no: {reply.message}; replies are asked for by instruction"
    try:
        fits = set(find_object(reply.content)) == {"capital"}
    except UnreadableReplyError:
        fits = False
    return "yes" if fits else "ignored: the reply does not fit; set `structured: instruction`"


def _tool_support(reply: ChatReply | CallFailed) -> str:
    if isinstance(reply, CallFailed):
        return f"no: {reply.message}"
    called = [call.name for call in reply.tool_calls if call.invalid is None]
    return "yes" if called == [TOOL.name] else "not shown: it answered without calling the tool"
