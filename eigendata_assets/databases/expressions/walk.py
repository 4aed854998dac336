"""What an expression is made of: its parts, the names and the columns that it reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Binary,
    Boolean,
    Call,
    Column,
    Compare,
    Conditional,
    Expression,
    Items,
    Name,
    Row,
    Unary,
)


def parts(node: Expression) -> tuple[Expression, ...]:
    """The expressions directly below a node, from left to right."""
    match node:
        case Column(inner, _) | Row(_, inner) | Unary(_, inner):
            return (inner,)
        case Binary(_, left, right) | Compare(_, left, right):
            return (left, right)
        case Boolean(_, several) | Call(_, several) | Items(several):
            return several
        case Conditional(condition, then, otherwise):
            return (condition, then, otherwise)
        case Aggregate(where=where) if where is not None:
            return (where,)
    return ()


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it."""
    yield node
    for part in parts(node):
        yield from walk(part)


def names(node: Expression) -> frozenset[str]:
    """Every bare name, also those inside conditions over rows of other tables."""
    return frozenset(each.name for each in walk(node) if isinstance(each, Name))


def aggregates(node: Expression) -> tuple[Aggregate, ...]:
    """The numbers over rows of tables in it, outermost first."""
    return tuple(each for each in walk(node) if isinstance(each, Aggregate))


def conjuncts(node: Expression | None) -> tuple[Expression, ...]:
    """The conditions of which a condition is the conjunction; none of no condition."""
    if node is None:
        return ()
    if isinstance(node, Boolean) and node.operator == "and":
        return tuple(each for operand in node.operands for each in conjuncts(operand))
    return (node,)


def rebuilt(node: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The node with each expression directly below it changed."""
    match node:
        case Column() | Row() | Unary() | Binary() | Compare() | Conditional() | Aggregate():
            below: dict[str, Any] = {name: getattr(node, name) for name in _BELOW[type(node)]}
            changed: dict[str, Any] = {name: change(each) for name, each in below.items() if each is not None}
            return replace(node, **changed)
        case Boolean(operator, several):
            return Boolean(operator, tuple(map(change, several)))
        case Call(function, several):
            return Call(function, tuple(map(change, several)))
        case Items(several):
            return Items(tuple(map(change, several)))
    return node


_BELOW: dict[type, tuple[str, ...]] = {
    Column: ("of",), Row: ("key",), Unary: ("operand",), Binary: ("left", "right"), Compare: ("left", "right"),
    Conditional: ("condition", "then", "otherwise"), Aggregate: ("where",),
}  # fmt: skip
