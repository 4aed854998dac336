"""The wire format of chat completions: requests out, replies in."""

import json
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from eigendata_assets.agents.errors import NotAReply
from eigendata_assets.agents.estimate import most_tokens
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Finish, Message, Tool, ToolCall, Usage
from eigendata_assets.agents.reply_schema import is_strict
from eigendata_assets.agents.settings import OFFICIAL, ModelSettings
from eigendata_assets.artifacts.frozen import Json

SHOWN = 120
"""Characters of an unreadable reply that an error repeats."""


def request_body(request: ChatRequest, settings: ModelSettings, *, with_schema: bool) -> dict[str, Json]:
    """The body of `POST /chat/completions`; what is None is left to the server."""
    parameters = request.parameters
    newest = settings.base_url in (None, OFFICIAL)
    body: dict[str, Json] = {"model": settings.model, "messages": [_message(message) for message in request.messages]}
    if request.tools:
        body["tools"] = [_tool(tool) for tool in request.tools]
    if with_schema and request.reply_schema:
        strict = is_strict(request.reply_schema)
        schema = {"name": request.schema_name, "schema": request.reply_schema, "strict": strict}
        body["response_format"] = {"type": "json_schema", "json_schema": schema}
    choices = {
        "temperature": parameters.temperature,
        "seed": parameters.seed,
        "max_completion_tokens" if newest else "max_tokens": parameters.max_tokens,
    }
    body |= {name: value for name, value in choices.items() if value is not None}
    return body | parameters.extra


def _message(message: Message) -> dict[str, Json]:
    wire: dict[str, Json] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        wire["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": call.invalid or json.dumps(call.arguments)},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        wire["tool_call_id"] = message.tool_call_id
    return wire


def _tool(tool: Tool) -> dict[str, Json]:
    return {"type": "function", "function": tool.model_dump(mode="json")}


def _joined(content: Any) -> Any:
    """Text that some servers send in parts, as one string."""
    if isinstance(content, list):
        return "".join(part.get("text", "") for part in content if isinstance(part, dict))
    return content


class _Function(BaseModel):
    name: str
    arguments: str | dict[str, Any] | None = None


class _ToolCall(BaseModel):
    id: str = ""
    function: _Function


class _Message(BaseModel):
    content: Annotated[str | None, BeforeValidator(_joined)] = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Details(BaseModel):
    cached_tokens: int | None = None


class _Usage(BaseModel):
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(default=0, ge=0)
    prompt_tokens_details: _Details | None = None


class _Completion(BaseModel):
    choices: list[_Choice] = Field(min_length=1)
    model: str | None = None


FINISHES: dict[str, Finish] = {"length": "length", "tool_calls": "tool_calls", "content_filter": "content_filter"}


def read_completion(text: str, request: ChatRequest) -> ChatReply:
    """The reply in the body of a response; raises `NotAReply`, with the usage where at least that is readable."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        raise NotAReply(f"no JSON: {' '.join(text[:SHOWN].split())!r}") from None
    usage = _usage(body)
    try:
        completion = _Completion.model_validate(body)
    except ValidationError:
        raise NotAReply(f"JSON, but no chat completion: {json.dumps(body)[:SHOWN]}", usage=usage) from None
    choice = completion.choices[0]
    return ChatReply(
        content=choice.message.content or "",
        tool_calls=tuple(_call(call, number) for number, call in enumerate(choice.message.tool_calls or [])),
        refusal=choice.message.refusal or None,
        finish=FINISHES.get(choice.finish_reason or "stop", "stop"),
        model=completion.model or "",
        usage=usage or _estimate(text, request),
    )


def _usage(body: Json) -> Usage | None:
    try:
        usage = _Usage.model_validate(body["usage"])
    except (KeyError, TypeError, IndexError, ValidationError):
        return None
    cached = (usage.prompt_tokens_details and usage.prompt_tokens_details.cached_tokens) or 0
    return Usage(input=usage.prompt_tokens, cached_input=cached, output=usage.completion_tokens)


def _estimate(text: str, request: ChatRequest) -> Usage:
    """For servers that do not count: the bytes of what went out and came back, never too little."""
    return Usage(input=most_tokens(request).input, output=len(text.encode()), estimated=True)


def _call(call: _ToolCall, number: int) -> ToolCall:
    """A tool call whose arguments are parsed; some servers send no id, some send the arguments as an object."""
    given = call.function.arguments
    identity, name = call.id or f"call_{number}", call.function.name
    if not given:
        return ToolCall(id=identity, name=name)
    try:
        arguments = given if isinstance(given, dict) else json.loads(given)
    except (ValueError, RecursionError):
        arguments = None
    if isinstance(arguments, dict):
        return ToolCall(id=identity, name=name, arguments=arguments)
    return ToolCall(id=identity, name=name, invalid=str(given))
