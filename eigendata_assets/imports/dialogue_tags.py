"""Calls, results and tools written as text between tags, as Hermes and Qwen do, and ChatML around them."""

from __future__ import annotations

import json
import re

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.errors import InputError
from eigendata_assets.imports.dialogue_parts import Role, Said, arguments_of
from eigendata_assets.imports.json_lines import Place, reason

_CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)
_RESPONSE = re.compile(r"<tool_response>(.*?)</tool_response>", re.DOTALL)
_TOOLS = re.compile(r"<tools>(.*?)</tools>", re.DOTALL)
_CHATML = re.compile(r"<\|im_start\|>(\w+)\n(.*?)(?:<\|im_end\|>|\Z)", re.DOTALL)


def read_tagged(role: Role, text: str, place: Place) -> list[Said]:
    """What a message with tags says: an assistant's calls, or the results that a user or tool message holds."""
    if role == "assistant" and _CALL.search(text):
        calls = [call for inner in _CALL.findall(text) for call in _calls(inner, place)]
        return [Said("assistant", _CALL.sub("", text).strip(), tuple((None, call) for call in calls))]
    responses = _RESPONSE.findall(text) if role in ("user", "tool") else []
    if responses:
        left = _RESPONSE.sub("", text).strip()
        return [*(Said("tool", _content(each.strip())) for each in responses), *([Said("user", left)] if left else [])]
    return [Said(role, text)]


def read_chatml(text: str, place: Place) -> list[Said]:
    """The messages of a text in ChatML; raises InputError where it has none, or a role nobody knows."""
    found = _CHATML.findall(text)
    if not found:
        raise InputError("there is no <|im_start|> message in it", where=place)
    said: list[Said] = []
    for name, content in found:
        roles: dict[str, Role] = {"system": "system", "user": "user", "assistant": "assistant", "tool": "tool"}
        if name not in roles:
            raise InputError(f"nobody knows the role {name!r}", where=place)
        said += read_tagged(roles[name], content.strip(), place)
    return said


def tools_in(said: list[Said]) -> list[Json]:
    """The tool definitions between `<tools>` in system messages: JSON objects, one a line, or one list."""
    found: list[Json] = []
    for message in said:
        for inner in _TOOLS.findall(message.text) if message.role == "system" else ():
            found += _values(inner)
    return found


def _calls(text: str, place: Place) -> list[Call]:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise InputError(f"<tool_call> holds no JSON: {reason(error)}", where=place) from None
    calls = value if isinstance(value, list) else [value]
    for call in calls:
        if not isinstance(call, dict) or not isinstance(call.get("name"), str):
            raise InputError("<tool_call> holds no call with a name", where=place)
    return [Call(name=call["name"], arguments=arguments_of(call.get("arguments"), place)) for call in calls]


def _content(text: str) -> str:
    """A result; Hermes writes `{"name", "content"}` around it."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    if isinstance(value, dict) and value.keys() == {"name", "content"}:
        content = value["content"]
        return content if isinstance(content, str) else json.dumps(content)
    return text


def _values(text: str) -> list[Json]:
    try:
        whole = json.loads(text)
        return whole if isinstance(whole, list) else [whole]
    except ValueError:
        lines = [line for line in text.splitlines() if line.strip()]
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
