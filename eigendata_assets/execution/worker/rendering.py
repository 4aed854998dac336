"""What foreign code gives, as it is told: results, messages of exceptions, and which methods are tools.

Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import functools
import inspect
import json
from types import BuiltinFunctionType, ClassMethodDescriptorType, MethodDescriptorType, WrapperDescriptorType
from typing import Any

Rendered = tuple[str, ...]
"""A result on the wire: code, text, and what the code asks for.

s: the text is the value. j: the text is the value as JSON. o: the text is Python's `str`, the value follows as JSON.
x: the text is the message of the exception whose type follows.
"""

_JSON = (str, int, float, bool, type(None), list, dict)
_MADE_IN_C = (BuiltinFunctionType, ClassMethodDescriptorType, MethodDescriptorType, WrapperDescriptorType)
_NEVER_BOUND: tuple[type, ...] = (staticmethod, functools.cached_property, functools.partialmethod, *_MADE_IN_C)


def rendered(value: Any) -> Rendered:
    """The result that a tool gave; raises what the value's own methods raise."""
    kind = type(value)
    if kind is dict:
        try:
            return "j", json.dumps(value)
        except Exception:
            return "s", _text_of(value)
    if kind is str:
        return "s", value
    text = _text_of(value)
    if isinstance(value, _JSON):
        try:
            return "o", text, json.dumps(value)
        except Exception:
            return "s", text
    return "s", text


def raised(error: Exception) -> Rendered:
    """The exception that a tool raised."""
    return "x", message_of(error), _exactly(type(error).__name__)


def message_of(error: Exception) -> str:
    """Its text, where it has one."""
    try:
        return _text_of(error)
    except Exception:
        return "(its message cannot be read)"


def tool_names(kind: type) -> tuple[str, ...]:
    """The methods of a class that are tools: those written in Python that an instance binds, without an underscore."""
    members: dict[str, Any] = {name: inspect.getattr_static(kind, name) for name in dir(kind) if name[:1] != "_"}
    return tuple(
        name for name, member in members.items() if inspect.isroutine(member) and not isinstance(member, _NEVER_BOUND)
    )


def _text_of(value: object) -> str:
    return _exactly(str(value))


def _exactly(text: str) -> str:
    """The text as a `str`: one of a class derived from it has methods of its own."""
    return text if type(text) is str else str.__str__(text)
