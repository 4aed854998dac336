"""Dialogues as lists of messages: OpenAI's `messages`, and ShareGPT's `conversations`."""

from __future__ import annotations

from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.errors import InputError
from eigendata_assets.imports.dialogue_parts import Role, Said, arguments_of, field, joined
from eigendata_assets.imports.dialogue_tags import read_tagged
from eigendata_assets.imports.json_lines import Place

_ROLES: dict[str, Role] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "gpt": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
    "observation": "tool",
    "ipython": "tool",
    "function_call": "assistant",
}


def read_openai(messages: Json, place: Place) -> list[Said]:
    """What is said in OpenAI's messages; raises InputError naming the message and the field."""
    return [said for number, each in enumerate(messages) for said in _openai(each, _at(place, number))]


def read_sharegpt(messages: Json, place: Place) -> list[Said]:
    """What is said in ShareGPT's conversations, with `from` and `value`; a `function_call` is JSON."""
    return [said for number, each in enumerate(messages) for said in _sharegpt(each, _at(place, number))]


def _openai(message: Json, place: Place) -> list[Said]:
    if not isinstance(message, dict):
        raise InputError(f"a {type(message).__name__}, not a message", where=place)
    role = _role(message, "role", place)
    text = _text(message.get("content"), (*place, "content"))
    calls = field(message, "tool_calls", list, place, [])
    if message.get("function_call"):
        calls = [*calls, {"function": message["function_call"]}]
    if role == "tool":
        return [Said("tool", text, answers=field(message, "tool_call_id", str, place, None))]
    if calls:
        where = (*place[:-1], f"{place[-1]}.tool_calls")
        return [Said(role, text, tuple(_call(each, _at(where, number)) for number, each in enumerate(calls)))]
    return read_tagged(role, text, place)


def _sharegpt(message: Json, place: Place) -> list[Said]:
    if not isinstance(message, dict):
        raise InputError(f"a {type(message).__name__}, not a message", where=place)
    role = _role(message, "from", place)
    text = field(message, "value", str, place)
    if message["from"] == "function_call":
        return read_tagged(role, f"<tool_call>{text}</tool_call>", (*place, "value"))
    return read_tagged(role, text, (*place, "value"))


def _role(message: dict[str, Any], name: str, place: Place) -> Role:
    role = field(message, name, str, place)
    if role not in _ROLES:
        raise InputError(f"nobody knows the role {role!r}", where=(*place, name))
    return _ROLES[role]


def _text(content: Json, place: Place) -> str:
    """Content as text; of a list of parts, those that are text."""
    if content is None or isinstance(content, str):
        return content or ""
    if isinstance(content, list):
        parts = [part.get("text", "") if isinstance(part, dict) else part for part in content]
        if all(isinstance(part, str) for part in parts):
            return joined(parts)
    raise InputError(f"it is a {type(content).__name__}, not a text", where=place)


def _call(call: Json, place: Place) -> tuple[str | None, Call]:
    if not isinstance(call, dict):
        raise InputError(f"a {type(call).__name__}, not a call", where=place)
    function = call["function"] if isinstance(call.get("function"), dict) else call
    name = field(function, "name", str, (*place[:-1], f"{place[-1]}.function"))
    arguments = arguments_of(function.get("arguments"), (*place[:-1], f"{place[-1]}.function.arguments"))
    identifier = call.get("id")
    return identifier if isinstance(identifier, str) else None, Call(name=name, arguments=arguments)


def _at(place: Place, number: int) -> Place:
    return (*place[:-1], f"{place[-1]}[{number}]")
