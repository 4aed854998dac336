"""One answer of a model, as BFCL's result files hold it, read into calls the way BFCL's own handlers read it.

Function-calling models leave lists of `{name: arguments}`, arguments as JSON text or as an object; one call that
cannot be read makes the benchmark ignore the whole answer, and so it does here. Prompted models leave text that holds
Python calls, or JSON between `<tool_call>` tags.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelStep
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.imports.call_strings import CallSyntaxError, parse_call, parse_expression, read_calls
from eigendata_assets.imports.json_lines import json_value, reason

_SHOWN = 60
_TAGGED = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)


def decode_step(answer: Json, logged: Sequence[Json] | None = None, *, prompted: bool = False) -> ModelStep:
    """The calls in an answer, or its text.

    `logged` are the calls that the benchmark's own handler read from the same answer, as Python text, where the file
    says so; they decide about answers that are text, and are run one by one, so that one which cannot be read spoils no
    other. `prompted` says that text may hold calls.
    """
    if isinstance(answer, dict):
        answer = [answer]
    if isinstance(answer, list):
        return _decode_structured(answer)
    text = answer if isinstance(answer, str) else json.dumps(answer)
    if logged is not None:
        return ModelStep(text="" if logged else text, calls=tuple(map(_logged_call, logged)))
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
                return ModelStep(unreadable=f"the arguments of {name} are not JSON: {reason(error)}")
            if not isinstance(value, dict):
                return ModelStep(unreadable=f"the arguments of {name} are not an object: {_short(value)}")
            calls.append(_attempted(name, value))
    return ModelStep(calls=tuple(calls))


def _decode_text(source: str, text: str) -> ModelStep:
    try:
        tagged = _TAGGED.findall(source)
        calls = [_tagged_call(each) for each in tagged] if tagged else _python_calls(source)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        return ModelStep(text=text, unreadable=f"no calls can be read: {reason(error)}")
    return ModelStep(text="" if calls else text, calls=tuple(calls))


def _logged_call(text: Json) -> AttemptedCall:
    try:
        call = parse_call(str(text))
    except CallSyntaxError as error:
        name = str(text).partition("(")[0][:_SHOWN]
        return AttemptedCall(call=Call(name=name, arguments={}), problem=f"it cannot be read: {reason(error)}")
    return _attempted(call.name, call.keywords)


def _tagged_call(text: str) -> AttemptedCall:
    call = json.loads(text)
    arguments = call["arguments"]
    return _attempted(call["name"], json.loads(arguments) if isinstance(arguments, str) else arguments)


def _python_calls(text: str) -> list[AttemptedCall]:
    """The calls in text like `[f(a=1), g(b='x')]`, with or without its brackets; names count as strings."""
    text = text.strip("`\n ")
    text = ("" if text.startswith("[") else "[") + text + ("" if text.endswith("]") else "]")
    expression = parse_expression(text)
    try:
        parsed = read_calls(expression)
    except CallSyntaxError:
        parsed = read_calls(_NamesAsText().visit(expression))
    return [_attempted(call.name, call.keywords) for call in parsed]


class _NamesAsText(ast.NodeTransformer):
    """Replaces what stands for an argument and is no literal by its text, as BFCL's parser does.

    That is a name, an item of something, and a call without named arguments.
    """

    _depth = 0

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if self._depth and not node.keywords:
            return ast.Constant(ast.unparse(node))
        self._depth += 1
        node.args = [self.visit(value) for value in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        self._depth -= 1
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Constant(node.id)

    def visit_Subscript(self, node: ast.Subscript) -> ast.expr:
        return ast.Constant(ast.unparse(node))


def _attempted(name: str, arguments: dict[str, Any]) -> AttemptedCall:
    try:
        passed_on = json_value(arguments)
    except (ValueError, RecursionError) as error:
        problem = f"the arguments cannot be passed on: {reason(error)}"
        return AttemptedCall(call=Call(name=name, arguments={}), problem=problem)
    return AttemptedCall(call=Call(name=name, arguments=passed_on))


def _short(value: Json) -> str:
    try:
        text = json.dumps(value)
    except RecursionError as error:
        return reason(error)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
