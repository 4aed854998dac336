"""Expressions over one row of a table as formulas of z3.

Numbers are reals (integers where the column is one), dates and datetimes are minutes, texts are numbers that stand for
them: only whether two are equal is known. A value that may be null comes with a condition `null`. Whatever has no form
here becomes something about which nothing is known.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

import z3

from eigendata_assets.artifacts.spec.tables import Table
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
    Row,
    Unary,
)
from eigendata_assets.databases.expressions.types import typed
from eigendata_assets.databases.expressions.value_types import Type, row_scope

_FALSE = z3.BoolVal(False)
_DAY = 24 * 60
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@dataclass(frozen=True, slots=True)
class Value:
    """A formula of z3 and the condition under which the value is null."""

    is_: Any
    null: z3.BoolRef = _FALSE


@dataclass(slots=True)
class Encoder:
    """Keeps the variables: the same column of the same row is the same variable everywhere."""

    tables: Mapping[str, Table]
    now: str
    numbers: dict[tuple[str, Aggregate], z3.ArithRef] = field(default_factory=dict)
    always: list[z3.BoolRef] = field(default_factory=list)
    _columns: dict[tuple[str, str], Value] = field(default_factory=dict)
    _texts: dict[str, int] = field(default_factory=dict)
    _fresh: count[int] = field(default_factory=count)

    def holds(self, node: Expression, table: str) -> z3.BoolRef:
        """The expression is true for the row; null counts as false."""
        found = self.value(node, table)
        truth = found.is_ if z3.is_bool(found.is_) else self._unknown_truth()
        return z3.And(z3.Not(found.null), truth)

    def equals(self, column: str, node: Expression, table: str) -> z3.BoolRef:
        """A column of the row is what the expression gives."""
        return self._equal(self._column(table, table, column), self.value(node, table))

    def value(self, node: Expression, table: str) -> Value:
        """The value of the expression for the row of a table that is looked at."""
        match node:
            case Constant(value):
                return self._constant(value)
            case Name("now"):
                return Value(z3.RealVal(_minutes(self.now)))
            case Name("today"):
                return Value(z3.RealVal(_minutes(self.now[:10])))
            case Name(name) | Column(Name("this"), name) if name in self.tables[table].columns:
                return self._column(table, table, name)
            case Column(Row(other, key), name) if other in self.tables:
                return self._column(f"{table}>{other}>{key}", other, name)
            case Binary():
                return self._binary(node, table)
            case Call():
                return self._call(node, table)
            case Aggregate():
                return self._aggregate(node, table)
        return self._logic(node, table)

    def _logic(self, node: Expression, table: str) -> Value:
        match node:
            case Compare():
                return Value(self._compare(node, table))
            case Unary("not", operand):
                return Value(z3.Not(self.holds(operand, table)))
            case Unary(_, operand):
                inner = self.value(operand, table)
                return Value(-inner.is_, inner.null) if z3.is_arith(inner.is_) else self._unknown()
            case Boolean(symbol, operands):
                both = [self.holds(each, table) for each in operands]
                return Value(z3.And(*both) if symbol == "and" else z3.Or(*both))
            case Conditional(condition, then, otherwise):
                return self._chosen(self.holds(condition, table), self.value(then, table), self.value(otherwise, table))
        return self._unknown()

    def _chosen(self, condition: z3.BoolRef, then: Value, otherwise: Value) -> Value:
        if z3.is_bool(then.is_) != z3.is_bool(otherwise.is_):
            return Value(otherwise.is_ if then.null.eq(z3.BoolVal(True)) else then.is_, self._unknown_truth())
        return Value(z3.If(condition, then.is_, otherwise.is_), z3.If(condition, then.null, otherwise.null))

    def _column(self, row: str, table: str, name: str) -> Value:
        if (row, name) not in self._columns:
            column = self.tables[table].columns[name]
            label = f"{row}.{name}"
            make = {"boolean": z3.Bool, "integer": z3.Int, "text": z3.Int}.get(column.type, z3.Real)
            open_ = column.nullable or row == table  # that it is never null is one of the statements
            null = z3.Bool(f"{label} is null") if open_ else _FALSE
            self._columns[row, name] = Value(make(label), null)
            if row != table:
                self._limit(self._columns[row, name], table, name)
        return self._columns[row, name]

    def _limit(self, value: Value, table: str, name: str) -> None:
        """What the ranges of its column say of a value of a row that is referred to."""
        column = self.tables[table].columns[name]
        for bound, more in ((column.minimum, True), (column.maximum, False)):
            limit = self._constant(bound)
            if bound is not None and z3.is_arith(value.is_):
                said = value.is_ >= limit.is_ if more else value.is_ <= limit.is_
                self.always.append(z3.Or(value.null, said))
        if column.values:
            among = [self._equal(value, self._constant(each)) for each in column.values]
            self.always.append(z3.Or(value.null, *among))

    def _constant(self, value: str | float | bool | None) -> Value:
        match value:
            case None:
                return Value(z3.IntVal(0), z3.BoolVal(True))
            case bool():
                return Value(z3.BoolVal(value))
            case int():
                return Value(z3.IntVal(value))
            case float():
                return Value(z3.RealVal(repr(value)))
        moment = _minutes(value)
        return Value(z3.RealVal(moment) if moment is not None else z3.IntVal(self._text(value)))

    def _text(self, text: str) -> int:
        return self._texts.setdefault(text, len(self._texts) + 1)

    def _binary(self, node: Binary, table: str) -> Value:
        left, right = self.value(node.left, table), self.value(node.right, table)
        numeric = all(self._is_number(each, table) for each in (node.left, node.right))
        if not numeric or not (z3.is_arith(left.is_) and z3.is_arith(right.is_)):
            return self._unknown()
        null = z3.Or(left.null, right.null)
        match node.operator:
            case "+":
                return Value(left.is_ + right.is_, null)
            case "-":
                return Value(left.is_ - right.is_, null)
            case "*":
                return Value(left.is_ * right.is_, null)
            case "/":
                return Value(_real(left.is_) / _real(right.is_), z3.Or(null, right.is_ == 0))
        return self._unknown()

    def _compare(self, node: Compare, table: str) -> z3.BoolRef:
        left = self.value(node.left, table)
        if node.operator in ("in", "not in"):
            if not isinstance(node.right, Items):
                return self._unknown_truth()
            among = z3.Or(*(self._equal(left, self.value(each, table)) for each in node.right.items))
            return z3.Not(among) if node.operator == "not in" else among
        right = self.value(node.right, table)
        if node.operator in ("==", "!="):
            if isinstance(node.left, Row) or isinstance(node.right, Row):
                return self._unknown_truth()
            same = self._equal(left, right)
            return same if node.operator == "==" else z3.Not(same)
        ordered = all(self._is_number(each, table) or self._is_time(each, table) for each in (node.left, node.right))
        if not ordered or not (z3.is_arith(left.is_) and z3.is_arith(right.is_)):
            return self._unknown_truth()
        compared = _ORDER[node.operator](left.is_, right.is_)
        return z3.And(z3.Not(left.null), z3.Not(right.null), compared)

    def _equal(self, left: Value, right: Value) -> z3.BoolRef:
        comparable = z3.is_bool(left.is_) == z3.is_bool(right.is_)
        same = left.is_ == right.is_ if comparable else self._unknown_truth()
        return z3.Or(z3.And(left.null, right.null), z3.And(z3.Not(left.null), z3.Not(right.null), same))

    def _call(self, node: Call, table: str) -> Value:
        given = [self.value(each, table) for each in node.arguments]
        if node.function not in _FUNCTIONS or not all(z3.is_arith(each.is_) for each in given):
            return self._unknown()
        return Value(_FUNCTIONS[node.function](*(each.is_ for each in given)), z3.Or(*(each.null for each in given)))

    def _aggregate(self, node: Aggregate, table: str) -> Value:
        if node.kind not in ("count", "total"):
            return Value(self._unknown_truth()) if node.kind == "exists" else self._unknown()
        if (table, node) not in self.numbers:
            number = z3.Real(f"{table}: {node}") if node.kind == "total" else z3.Int(f"{table}: {node}")
            self.numbers[table, node] = number
            column = None if node.column is None else self.tables[node.table].columns[node.column]
            if column is None or (isinstance(column.minimum, int | float) and column.minimum >= 0):
                self.always.append(number >= 0)
        return Value(self.numbers[table, node])

    def _is_number(self, node: Expression, table: str) -> bool:
        return self._type(node, table).group == "number"

    def _is_time(self, node: Expression, table: str) -> bool:
        return self._type(node, table).kind in ("date", "datetime")

    def _type(self, node: Expression, table: str) -> Type:
        return typed(node, row_scope(self.tables, table)).type

    def _unknown(self) -> Value:
        return Value(z3.Real(f"unknown {next(self._fresh)}"), self._unknown_truth())

    def _unknown_truth(self) -> z3.BoolRef:
        return z3.Bool(f"unknown {next(self._fresh)}")


def _real(value: Any) -> Any:
    return z3.ToReal(value) if z3.is_int(value) else value


def _day(moment: Any) -> Any:
    return z3.ToInt(_real(moment) / _DAY)


_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": lambda a: z3.If(a < 0, -a, a),
    "min": lambda a, b: z3.If(a <= b, a, b),
    "max": lambda a, b: z3.If(a >= b, a, b),
    "floor": lambda a: z3.ToInt(_real(a)),
    "ceil": lambda a: -z3.ToInt(-_real(a)),
    "add_days": lambda moment, days: moment + _DAY * days,
    "add_hours": lambda moment, hours: moment + 60 * _real(hours),
    "hours_between": lambda before, after: (after - before) / 60,
    "date_of": lambda moment: z3.ToReal(_day(moment)) * _DAY,
    "days_between": lambda before, after: _day(after) - _day(before),
}


def _minutes(text: str) -> int | None:
    """A date or datetime as minutes; None for another text."""
    try:
        moment = datetime.fromisoformat(text) if text[4:5] == "-" else None
    except ValueError:
        return None
    return None if moment is None else round((moment - datetime(1970, 1, 1)).total_seconds() / 60)  # noqa: DTZ001
