"""Expressions written out again, and names that were probably meant."""

from __future__ import annotations

import json
from collections.abc import Iterable
from difflib import get_close_matches

from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Binary,
    Boolean,
    Call,
    Column,
    Compare,
    Conditional,
    Constant,
    Expression,
    Items,
    Name,
    NewKey,
    Row,
    Unary,
)

_CONSTANTS = {None: "null", True: "true", False: "false"}


def text_of(node: Expression) -> str:
    """A text that is read as the same expression."""
    match node:
        case Constant(value):
            return _CONSTANTS[value] if value is None or isinstance(value, bool) else _literal(value)
        case Name(name):
            return name
        case Column(of, column):
            return f"{text_of(of)}.{column}"
        case Row(table, key):
            return f"row({table}, {text_of(key)})"
        case Call(function, arguments):
            return f"{function}({', '.join(map(text_of, arguments))})"
        case NewKey(table):
            return f"new_key({table})"
        case Items(items):
            return f"[{', '.join(map(text_of, items))}]"
        case Aggregate():
            return _aggregate(node)
    return _operation(node)


def similar(name: str, known: Iterable[str]) -> str:
    """`; did you mean x?`, where something known is spelled almost so."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _operation(node: Expression) -> str:
    match node:
        case Unary("not", operand):
            return f"not {_inner(operand)}"
        case Unary(_, operand):
            return f"-{_inner(operand)}"
        case Binary(symbol, left, right) | Compare(symbol, left, right):
            return f"{_inner(left)} {symbol} {_inner(right)}"
        case Boolean(symbol, operands):
            return f" {symbol} ".join(map(_inner, operands))
        case Conditional(condition, then, otherwise):
            return f"{_inner(then)} if {_inner(condition)} else {_inner(otherwise)}"
    raise TypeError(f"not an expression: {node!r}")


def _inner(node: Expression) -> str:
    text = text_of(node)
    negative = isinstance(node, Constant) and text.startswith("-")
    return f"({text})" if negative or isinstance(node, Unary | Binary | Compare | Boolean | Conditional) else text


def _aggregate(node: Aggregate) -> str:
    of = node.table if node.column is None else f"{node.table}.{node.column}"
    return f"{node.kind}({of}{'' if node.where is None else f', {text_of(node.where)}'})"


def _literal(value: str | float) -> str:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
