"""What an expression is worth: the reference semantics of the language, over tables of plain dictionaries.

Generated environments and SQL are held against this. Nothing is guessed: a comparison of null with `<`, or a column of
a row that is not there, is an `ExpressionError`, except that a column of null is null.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from eigendata_assets.artifacts.frozen import Json
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
    Template,
    Unary,
)

Rows = Mapping[str, Mapping[str, Json]]
"""Key, as text, to row."""


class ExpressionError(Exception):
    """An expression has no value here; the message says why."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression can see: named values, tables, the clock, and how the next key of a table is made."""

    tables: Mapping[str, Rows]
    now: str
    names: Mapping[str, Json] = field(default_factory=dict)
    new_key: Callable[[str], str] | None = None

    def within(self, row: Mapping[str, Json]) -> Scope:
        """The scope of a condition over a row: its columns hide names outside."""
        return Scope(self.tables, self.now, {**self.names, **row}, self.new_key)


_ARITHMETIC: dict[str, Callable[[Json, Json], Json]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "in": lambda left, right: left in right, "not in": lambda left, right: left not in right,
}  # fmt: skip


def parse_time(text: str) -> date | datetime:
    """The date or datetime that a text of the language stands for."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _shift(text: str, change: timedelta) -> str:
    return (parse_time(text) + change).isoformat()


def _add_hours(text: str, hours: float) -> str:
    return (datetime.fromisoformat(text) + timedelta(hours=hours)).isoformat()


def _hours_between(before: str, after: str) -> float:
    return (datetime.fromisoformat(after) - datetime.fromisoformat(before)).total_seconds() / 3600


def _days_between(before: str, after: str) -> int:
    return (date.fromisoformat(after[:10]) - date.fromisoformat(before[:10])).days


def as_text(value: Json) -> str:
    """A value as it stands in a message: texts as they are, others as JSON has them."""
    if isinstance(value, str):
        return value
    return (
        {True: "true", False: "false", None: "null"}[value]
        if value is None or value is True or value is False
        else str(value)
    )


FUNCTIONS: dict[str, Callable[..., Json]] = {
    "abs": abs,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
    "length": len,
    "lower": str.lower,
    "upper": str.upper,
    "text": as_text,
    "contains": lambda text, part: part.lower() in text.lower(),
    "starts_with": str.startswith,
    "date_of": lambda text: text[:10],
    "year": lambda text: int(text[:4]),
    "month": lambda text: int(text[5:7]),
    "weekday": lambda text: parse_time(text).weekday(),
    "days_between": _days_between,
    "hours_between": _hours_between,
    "add_days": lambda text, days: _shift(text, timedelta(days=days)),
    "add_hours": _add_hours,
}


def evaluate(expression: Expression, scope: Scope) -> Json:
    """The value of an expression; raises ExpressionError where it has none."""
    try:
        return _value(expression, scope)
    except (TypeError, ValueError, KeyError, ZeroDivisionError, OverflowError, AttributeError) as error:
        raise ExpressionError(f"{error.__class__.__name__}: {error}") from None


def render(template: Template, scope: Scope) -> str:
    """A message with its expressions replaced by their values."""
    return "".join(piece if isinstance(piece, str) else as_text(evaluate(piece, scope)) for piece in template)


def _value(node: Expression, scope: Scope) -> Json:
    return _MEANING[type(node)](node, scope)


def _column(node: Column, scope: Scope) -> Json:
    row = _value(node.of, scope)
    return None if row is None else row[node.column]


def _operation(node: Binary | Compare, scope: Scope) -> Json:
    return _ARITHMETIC[node.operator](_value(node.left, scope), _value(node.right, scope))


def _boolean(node: Boolean, scope: Scope) -> Json:
    joined = all if node.operator == "and" else any
    return joined(_value(each, scope) for each in node.operands)


def _conditional(node: Conditional, scope: Scope) -> Json:
    return _value(node.then if _value(node.condition, scope) else node.otherwise, scope)


def _unary(node: Unary, scope: Scope) -> Json:
    value = _value(node.operand, scope)
    return not value if node.operator == "not" else -value


def _new_key(node: NewKey, scope: Scope) -> Json:
    if scope.new_key is None:
        raise ExpressionError(f"no value for {node}")
    return scope.new_key(node.table)


def _name(node: Name, scope: Scope) -> Json:
    name = node.name
    if name in scope.names:
        return scope.names[name]
    if name == "now":
        return scope.now
    if name == "today":
        return scope.now[:10]
    raise ExpressionError(f"nothing here is called {name}")


def _aggregate(node: Aggregate, scope: Scope) -> Json:
    rows: Iterable[Mapping[str, Json]] = scope.tables[node.table].values()
    where = node.where
    if where is not None:
        rows = (row for row in rows if _value(where, scope.within(row)))
    if node.kind == "exists":
        return any(True for _ in rows)
    if node.kind == "count":
        return sum(1 for _ in rows)
    column = str(node.column)
    values = [row[column] for row in rows if row[column] is not None]
    if node.kind == "total":
        return sum(values)
    if not values:
        return None
    return {
        "average": lambda: sum(values) / len(values),
        "smallest": lambda: min(values),
        "largest": lambda: max(values),
    }[node.kind]()


_MEANING: dict[type, Callable[[Any, Scope], Json]] = {
    Constant: lambda node, _: node.value,
    Name: _name,
    Column: _column,
    Row: lambda node, scope: scope.tables[node.table].get(str(_value(node.key, scope))),
    Unary: _unary,
    Binary: _operation,
    Compare: _operation,
    Boolean: _boolean,
    Conditional: _conditional,
    Call: lambda node, scope: FUNCTIONS[node.function](*(_value(each, scope) for each in node.arguments)),
    Aggregate: _aggregate,
    NewKey: _new_key,
    Items: lambda node, scope: [_value(each, scope) for each in node.items],
}
