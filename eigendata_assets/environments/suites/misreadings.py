"""Ways to misread a behaviour: each is the behaviour with one thing wrong, for which a good suite has a case.

A misreading is made on the spec's own terms, without looking at any code: a condition dropped or turned round, a
neighbouring comparison, a bound off by one, another column or parameter of the same kind, an effect left out, rows in
another order. A case that tells a misreading from what is meant gives another result, or another state.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    AggregateKind,
    Binary,
    BinaryOperator,
    Boolean,
    Call,
    Column,
    Compare,
    Comparison,
    Conditional,
    Constant,
    Name,
    Unary,
)
from eigendata_assets.environments.behaviour.steps import (
    Behaviour,
    Delete,
    Each,
    Find,
    ForEach,
    Insert,
    Parts,
    Require,
    Step,
    Update,
)

Siblings = Callable[[object], Sequence[object]]
"""The nodes that could be mistaken for a column or a name: those of the same kind."""

_NEIGHBOURS: dict[str, tuple[Comparison, ...]] = {
    "==": ("!=",), "!=": ("==",), "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "in": ("not in",), "not in": ("in",),
}  # fmt: skip
_OTHER_SIGN: dict[str, BinaryOperator] = {"+": "-", "-": "+", "*": "/", "/": "*", "//": "/", "%": "*"}
_OTHER_FUNCTION = {
    "min": "max", "max": "min", "floor": "ceil", "ceil": "floor", "lower": "upper", "upper": "lower",
    "year": "month", "month": "year",
}  # fmt: skip
_OTHER_AGGREGATE: dict[str, AggregateKind] = {"smallest": "largest", "largest": "smallest", "average": "largest"}


@dataclass(frozen=True, slots=True)
class Misreading:
    """A wrong behaviour, and in words what is wrong; `keeps` says that changes before a failure stay."""

    about: str
    behaviour: Behaviour
    keeps: bool = False
    shows_at: int = 0
    """Calls that do not come to this step (from 1) are the same."""


def misreadings(behaviour: Behaviour, siblings: Siblings) -> Iterator[Misreading]:
    """All misreadings of a behaviour, each once."""
    yield Misreading("changes made before a failure stay", behaviour, keeps=True)
    seen = {behaviour}
    for about, wrong in _variants(behaviour, siblings):
        if wrong not in seen:
            seen.add(wrong)
            yield Misreading(about, wrong, shows_at=_first_difference(behaviour, wrong))


def _first_difference(meant: Behaviour, wrong: Behaviour) -> int:
    pairs = enumerate(zip(meant.steps, wrong.steps, strict=False), start=1)
    return next(
        (number for number, (one, other) in pairs if one is not other and one != other),
        min(len(meant.steps), len(wrong.steps)) + 1,
    )


def _variants(tree: Any, siblings: Siblings) -> Iterator[tuple[str, Any]]:
    """A tree with one thing in it wrong."""
    yield from _here(tree, siblings)
    if isinstance(tree, tuple):
        for index, each in enumerate(tree):
            for about, wrong in _variants(each, siblings):
                yield about, (*tree[:index], wrong, *tree[index + 1 :])
    elif dataclasses.is_dataclass(tree) and not isinstance(tree, type):
        for each in dataclasses.fields(tree):
            for about, wrong in _variants(getattr(tree, each.name), siblings):
                yield about, replace(tree, **{each.name: wrong})


def _here(node: Any, siblings: Siblings) -> Iterator[tuple[str, Any]]:
    match node:
        case tuple() if any(isinstance(each, Require | Update | Delete | ForEach) for each in node):
            yield from _without_steps(node)
        case Compare(symbol, left, right):
            for other in _NEIGHBOURS[symbol]:
                yield f"{symbol} read as {other}", Compare(other, left, right)
        case Boolean():
            yield from _of_boolean(node)
        case Binary():
            yield from _of_arithmetic(node)
        case Unary(_, operand):
            yield "a sign or `not` dropped", operand
        case Conditional(_, then, otherwise):
            yield "the first way always", then
            yield "the other way always", otherwise
        case Aggregate():
            yield from _of_aggregate(node)
        case _:
            yield from _of_leaf(node, siblings)
            yield from _of_step(node)


def _of_arithmetic(node: Binary) -> Iterator[tuple[str, Any]]:
    other = _OTHER_SIGN[node.operator]
    yield f"{node.operator} read as {other}", replace(node, operator=other)
    if node.operator in ("-", "/", "//", "%"):
        yield f"both sides of {node.operator} swapped", replace(node, left=node.right, right=node.left)


def _without_steps(steps: tuple[Step, ...]) -> Iterator[tuple[str, Any]]:
    for index, step in enumerate(steps):
        if isinstance(step, Require | Update | Delete | ForEach):
            about = f"{type(step).__name__.lower()} left out"
            yield about, (*steps[:index], *steps[index + 1 :])


def _of_boolean(node: Boolean) -> Iterator[tuple[str, Any]]:
    yield f"{node.operator} read as the other", replace(node, operator="or" if node.operator == "and" else "and")
    for index in range(len(node.operands)):
        rest = (*node.operands[:index], *node.operands[index + 1 :])
        yield "a condition dropped", rest[0] if len(rest) == 1 else replace(node, operands=rest)


def _of_aggregate(node: Aggregate) -> Iterator[tuple[str, Any]]:
    if node.where is not None:
        yield "a filter dropped", replace(node, where=None)
        yield "a filter turned round", replace(node, where=Unary("not", node.where))
    if node.kind in _OTHER_AGGREGATE:
        yield f"{node.kind} mistaken", replace(node, kind=_OTHER_AGGREGATE[node.kind])
    if node.kind == "count":
        yield "count read as exists", replace(node, kind="exists")
    if node.kind == "total":
        yield "total read as largest", replace(node, kind="largest")


def _of_leaf(node: Any, siblings: Siblings) -> Iterator[tuple[str, Any]]:
    match node:
        case Constant(bool() as value):
            yield f"{value} read as the opposite", Constant(not value)
        case Constant(int() | float() as value):
            yield f"{value} off by one", Constant(value + 1)
            yield f"{value} off by one", Constant(value - 1)
        case Constant(str() as value):
            yield f"{value!r} mistaken", Constant(f"{value}_")
        case Column() | Name():
            for other in siblings(node):
                yield f"{_said(node)} mistaken for {_said(other)}", other
        case Call(function, arguments):
            if function in _OTHER_FUNCTION:
                yield f"{function} mistaken", Call(_OTHER_FUNCTION[function], arguments)
            if len(arguments) == 2 and function not in ("min", "max"):
                yield f"arguments of {function} swapped", Call(function, (arguments[1], arguments[0]))
            if function in ("round", "lower", "upper", "abs", "date_of", "floor", "ceil", "text"):
                yield f"{function} left out", arguments[0]


def _of_step(node: Any) -> Iterator[tuple[str, Any]]:
    match node:
        case Find():
            yield from _of_find(node)
        case Require(condition):
            yield "a requirement turned round", replace(node, condition=Unary("not", condition))
        case Update() | Delete():
            if node.when is not None:
                yield "a condition of an effect dropped", replace(node, when=None)
                yield "a condition of an effect turned round", replace(node, when=Unary("not", node.when))
            if isinstance(node, Update):
                yield from _without_one(node, "changes")
        case Insert():
            yield from _without_one(node, "values")
        case ForEach() | Each():
            yield from ()
        case Parts(parts) if len(parts) > 1:
            yield from _without_one(node, "parts")


def _of_find(node: Find) -> Iterator[tuple[str, Any]]:
    if node.where is not None:
        yield "a filter dropped", replace(node, where=None)
        yield "a filter turned round", replace(node, where=Unary("not", node.where))
    for index, order in enumerate(node.order):
        rest = (*node.order[:index], *node.order[index + 1 :])
        yield "an order dropped", replace(node, order=rest)
        turned = replace(order, descending=not order.descending)
        yield "an order turned round", replace(node, order=(*node.order[:index], turned, *node.order[index + 1 :]))
    if node.limit is not None:
        yield "a limit dropped", replace(node, limit=None)
        yield "a limit off by one", replace(node, limit=Binary("+", node.limit, Constant(1)))
        yield "a limit off by one", replace(node, limit=Binary("-", node.limit, Constant(1)))


def _without_one(node: Any, field: str) -> Iterator[tuple[str, Any]]:
    parts = getattr(node, field)
    for index, part in enumerate(parts):
        about = f"{getattr(part, 'column', getattr(part, 'name', ''))} left out"
        yield about, replace(node, **{field: (*parts[:index], *parts[index + 1 :])})


def _said(node: object) -> str:
    return f"{_said(node.of)}.{node.column}" if isinstance(node, Column) else str(getattr(node, "name", node))
