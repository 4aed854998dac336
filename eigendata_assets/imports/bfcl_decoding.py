"""One answer of a model, as BFCL's result files hold it, read into calls the way BFCL's own handlers read it.

Function-calling models leave lists of `{name: arguments}`, arguments as JSON text or as an object; one call that
cannot be read makes the benchmark ignore the whole answer, and so it does here. Prompted models leave text that holds
Python calls, or JSON between `<tool_call>` tags.
"""

from __future__ import annotations

import ast
import json
import math
import re
from collections.abc import Sequence
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelStep
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.imports.call_strings import CallSyntaxError, parse_calls

_TAGGED = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)


def decode_step(answer: Json, logged: Sequence[str] | None = None, *, prompted: bool = False) -> ModelStep:
    """The calls in an answer, or its text.

    `logged` are the calls that the benchmark's own handler read from the same answer, where the file says so; they
    decide about answers that are text. `prompted` says that text may hold calls.
    """
    if isinstance(answer, dict):
        answer = [answer]
    if isinstance(answer, list):
        return _decode_structured(answer)
    text = answer if isinstance(answer, str) else json.dumps(answer)
    if logged is not None:
        return _decode_text("[" + ",".join(logged) + "]", text) if logged else ModelStep(text=text)
    return _decode_text(text, text) if prompted else ModelStep(text=text)


def _decode_structured(answer: list[Json]) -> ModelStep:
    calls: list[AttemptedCall] = []
    for item in answer:
        if not isinstance(item, dict):
            return ModelStep(unreadable=f"{_short(item)} is not a call")
        for name, arguments in item.items():
            try:
                value = json.loads(arguments) if isinstance(arguments, str) else arguments
            except (ValueError, RecursionError) as error:
                return ModelStep(unreadable=f"the arguments of {name} are not JSON: {error}")
            if not isinstance(value, dict):
                return ModelStep(unreadable=f"the arguments of {name} are not an object: {_short(value)}")
            calls.append(_attempted(name, value))
    return ModelStep(calls=tuple(calls))


def _decode_text(source: str, text: str) -> ModelStep:
    try:
        tagged = _TAGGED.findall(source)
        calls = [_tagged_call(each) for each in tagged] if tagged else _python_calls(source)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return ModelStep(text=text, unreadable=f"no calls can be read: {error}")
    return ModelStep(text="" if calls else text, calls=tuple(calls))


def _tagged_call(text: str) -> AttemptedCall:
    call = json.loads(text)
    arguments = call["arguments"]
    return _attempted(call["name"], json.loads(arguments) if isinstance(arguments, str) else arguments)


def _python_calls(text: str) -> list[AttemptedCall]:
    """The calls in text like `[f(a=1), g(b='x')]`, with or without its brackets; names count as strings."""
    text = text.strip("`\n ")
    text = ("" if text.startswith("[") else "[") + text + ("" if text.endswith("]") else "]")
    try:
        parsed = parse_calls(text)
    except CallSyntaxError:
        parsed = parse_calls(ast.unparse(_NamesAsText().visit(ast.parse(text.strip().strip("'"), mode="eval"))))
    return [_attempted(call.name, call.keywords) for call in parsed]


class _NamesAsText(ast.NodeTransformer):
    """Replaces a bare name that stands for an argument by the name as text, as BFCL's parser does."""

    def visit_Call(self, node: ast.Call) -> ast.Call:
        node.args = [self.visit(value) for value in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        return node

    def visit_Name(self, node: ast.Name) -> ast.Constant:
        return ast.Constant(node.id)


def _attempted(name: str, arguments: dict[str, Any]) -> AttemptedCall:
    if not _finite(arguments):
        return AttemptedCall(call=Call(name=name, arguments={}), problem="an argument is not a finite number")
    return AttemptedCall(call=Call(name=name, arguments=arguments))


def _finite(value: Json) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, dict):
        return all(_finite(item) for item in value.values())
    return not isinstance(value, list) or all(_finite(item) for item in value)


def _short(value: Json) -> str:
    text = json.dumps(value)
    return text if len(text) <= 60 else text[:57] + "..."
