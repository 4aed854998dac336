"""What an expression is worth: the reference semantics of the language, over tables of plain dictionaries.

Generated environments and SQL are held against this. Nothing is guessed: a comparison of null with `<`, or a column of
a row that is not there, is an `ExpressionError`, except that a column of null is null.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

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
        return replace(self, names={**self.names, **row})


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
    match node:
        case Constant(value):
            return value
        case Name(name):
            return _name(name, scope)
        case Column(of, column):
            row = _value(of, scope)
            return None if row is None else row[column]
        case Binary(symbol, left, right) | Compare(symbol, left, right):
            return _ARITHMETIC[symbol](_value(left, scope), _value(right, scope))
        case Call(function, arguments):
            return FUNCTIONS[function](*(_value(each, scope) for each in arguments))
        case Row(table, key):
            return scope.tables[table].get(str(_value(key, scope)))
        case Aggregate():
            return _aggregate(node, scope)
    return _logic(node, scope)


def _logic(node: Expression, scope: Scope) -> Json:
    match node:
        case Unary("not", operand):
            return not _value(operand, scope)
        case Unary("-", operand):
            return -_value(operand, scope)
        case Boolean("and", operands):
            return all(_value(each, scope) for each in operands)
        case Boolean("or", operands):
            return any(_value(each, scope) for each in operands)
        case Conditional(condition, then, otherwise):
            return _value(then if _value(condition, scope) else otherwise, scope)
        case Items(items):
            return [_value(each, scope) for each in items]
        case NewKey(table) if scope.new_key is not None:
            return scope.new_key(table)
    raise ExpressionError(f"no value for {node}")


def _name(name: str, scope: Scope) -> Json:
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
