"""Calls written as Python text, `f(a=1, b='x')`, read into names and literals without evaluating anything."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field
from typing import Any

MAX_CALL_CHARACTERS = 1 << 20
_SHOWN = 80


class CallSyntaxError(ValueError):
    """The text is not one call with literal arguments; `str()` says why."""


@dataclass(frozen=True, slots=True)
class ParsedCall:
    """A call as written: positional arguments have no names yet. `name` keeps its dots (`math.sqrt`)."""

    name: str
    positional: tuple[Any, ...] = ()
    keywords: dict[str, Any] = field(default_factory=dict)

    def resolve(self, parameters: tuple[str, ...]) -> dict[str, Any]:
        """All arguments by name, positional ones in the order of `parameters`.

        Raises CallSyntaxError where there are more of them than parameters, or one is given twice.
        """
        if len(self.positional) > len(parameters):
            given = f"{len(self.positional)} are given"
            raise CallSyntaxError(f"{self.name} takes {len(parameters)} positional arguments, {given}")
        named = dict(zip(parameters, self.positional, strict=False))
        twice = named.keys() & self.keywords.keys()
        if twice:
            raise CallSyntaxError(f"{self.name} is given {min(twice)} twice")
        return named | self.keywords


def parse_call(text: str) -> ParsedCall:
    """The call in a text; raises CallSyntaxError where it is anything else than one call with literal arguments."""
    node = parse_expression(text)
    if not isinstance(node, ast.Call):
        raise CallSyntaxError("it is not a call")
    call = read_call(node)
    if len(call.keywords) < len(node.keywords):
        raise CallSyntaxError(f"{call.name} is given an argument twice")
    return call


def read_calls(node: ast.expr) -> tuple[ParsedCall, ...]:
    """The calls of a syntax tree that is one call or a list of calls; raises CallSyntaxError for anything else.

    Of an argument that is given twice the last one counts, as in a JSON object.
    """
    if isinstance(node, ast.Call):
        return (read_call(node),)
    if not isinstance(node, ast.List | ast.Tuple) or not all(isinstance(item, ast.Call) for item in node.elts):
        raise CallSyntaxError("it is not a list of calls")
    return tuple(read_call(item) for item in node.elts if isinstance(item, ast.Call))


def read_call(node: ast.Call) -> ParsedCall:
    """The call of a syntax tree; raises CallSyntaxError where an argument is not a literal."""
    name = _dotted_name(node.func)
    keywords: dict[str, Any] = {}
    for keyword in node.keywords:
        if keyword.arg is None:
            raise CallSyntaxError(f"{name} is given **arguments")
        keywords[keyword.arg] = _literal(name, keyword.value)
    return ParsedCall(name, tuple(_literal(name, value) for value in node.args), keywords)


def _dotted_name(node: ast.expr) -> str:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        raise CallSyntaxError("what is called is not a name")
    return ".".join((node.id, *reversed(parts)))


def parse_expression(text: str) -> ast.expr:
    """The syntax tree of a text; raises CallSyntaxError where it is not one Python expression of decent size."""
    if len(text) > MAX_CALL_CHARACTERS:
        raise CallSyntaxError(f"it has {len(text)} characters, more than {MAX_CALL_CHARACTERS}")
    try:
        with warnings.catch_warnings():
            for kind in (SyntaxWarning, DeprecationWarning):  # an invalid escape in a string is the author's business
                warnings.simplefilter("ignore", kind)
            return ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise CallSyntaxError(f"it is not Python: {error.msg[:_SHOWN]}") from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise CallSyntaxError(f"it cannot be parsed: {str(error)[:_SHOWN] or type(error).__name__}") from None


def _literal(name: str, node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        raise CallSyntaxError(f"an argument of {name[:_SHOWN]} is not a literal: {_shown(node)}") from None


def _shown(node: ast.expr) -> str:
    try:
        return ast.unparse(node)[:_SHOWN]
    except (ValueError, RecursionError):
        return "..."
