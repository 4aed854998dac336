"""Expressions as SQL of SQLite; where `evaluate` gives a value the SQL gives the same, where it fails mostly NULL.

Python and SQL differ in null (`null == null` is true here), in division, in the remainder of negative numbers and in
sums of floats; the functions that `register` gives to a connection keep to Python.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.databases.expressions.functions import FUNCTIONS
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
from eigendata_assets.databases.expressions.text import text_of
from eigendata_assets.databases.expressions.types import typed
from eigendata_assets.databases.expressions.value_types import Type, TypeScope, column_type, row_type
from eigendata_assets.errors import InputError

_NATIVE = frozenset({"abs"})


@dataclass(frozen=True, slots=True)
class SqlScope:
    """How names are written in SQL: `values` for values, `rows` for rows (an alias in the statement)."""

    types: TypeScope
    now: str
    values: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)
    aliases: count[int] = field(default_factory=lambda: count(1))

    def within(self, table: str, alias: str) -> SqlScope:
        """The scope of a condition over a row of a table that the statement calls `alias`."""
        columns = {name: f"{alias}.{quoted(name)}" for name in self.types.tables[table].columns}
        return replace(self, types=self.types.within(table), values={**self.values, **columns})

    def binding(self, name: str, table: str, alias: str) -> SqlScope:
        """The scope in which a name stands for the row that the statement calls `alias`."""
        return replace(self, types=self.types.binding(name, row_type(table)), rows={**self.rows, name: alias})

    def giving(self, name: str, value: str, kind: Type) -> SqlScope:
        """The scope in which a name stands for a value."""
        return replace(self, types=self.types.binding(name, kind), values={**self.values, name: value})


def row_sql(types: TypeScope, table: str, now: str, alias: str = "me") -> SqlScope:
    """The scope of checks and computed columns of a table that the statement calls `alias`."""
    return SqlScope(types, now).binding("this", table, alias).within(table, alias)


def quoted(name: str) -> str:
    """A name of a table or column in SQL; names of specs hold no quotes."""
    return f'"{name}"'


def literal(value: Json) -> str:
    """A value in SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(int(value) if isinstance(value, bool) else value)


def to_sql(node: Expression, scope: SqlScope) -> str:
    """The expression in SQL; raises InputError for what has no SQL (new_key, lists outside of `in`, bare rows)."""
    match node:
        case Constant(value):
            return literal(value)
        case Name(name):
            return _name(name, scope)
        case Column(of, column):
            return _column(of, column, scope)
        case Binary(symbol, left, right):
            return _binary(symbol, left, right, scope)
        case Compare(symbol, left, right):
            return _compare(symbol, left, right, scope)
        case Call(function, arguments):
            return _call(function, arguments, scope)
        case Aggregate():
            return _aggregate(node, scope)
    return _logic(node, scope)


def condition_sql(node: Expression, scope: SqlScope) -> str:
    """The expression as 0 or 1 (NULL where it fails), with null as false."""
    sql = to_sql(node, scope)
    return f"coalesce({sql}, 0)" if _type(node, scope).nullable else sql


def register(connection: sqlite3.Connection) -> None:
    """The connection knows the functions that the SQL uses."""
    for name, function in FUNCTIONS.items():
        guarded = function if name == "text" else _null_on_failure(function)
        connection.create_function(f"py_{name}", -1, guarded, deterministic=True)
    connection.create_function("py_floordiv", 2, _null_on_failure(lambda a, b: a // b), deterministic=True)
    connection.create_function("py_mod", 2, _null_on_failure(lambda a, b: a % b), deterministic=True)
    connection.create_aggregate("py_total", 1, _Total)  # type: ignore[arg-type]  # 0 or a float
    connection.create_aggregate("py_average", 1, _Average)  # type: ignore[arg-type]  # a float or null


class _Total:
    def __init__(self) -> None:
        self.values: list[float] = []

    def step(self, value: float | None) -> None:
        if value is not None:
            self.values.append(value)

    def finalize(self) -> float | None:
        return sum(self.values)


class _Average(_Total):
    def finalize(self) -> float | None:
        return sum(self.values) / len(self.values) if self.values else None


def _null_on_failure(function: Callable[..., Json]) -> Callable[..., Json]:
    def guarded(*arguments: Json) -> Json:
        try:
            found = None if None in arguments else function(*arguments)
        except (TypeError, ValueError, ZeroDivisionError, OverflowError, AttributeError):
            return None
        return None if isinstance(found, float) and not math.isfinite(found) else found

    return guarded


def _type(node: Expression, scope: SqlScope) -> Type:
    return typed(node, scope.types).type


def _name(name: str, scope: SqlScope) -> str:
    if name in scope.values:
        return scope.values[name]
    if name in ("now", "today"):
        return literal(scope.now if name == "now" else scope.now[:10])
    raise InputError(f"no SQL for {name}")


def _column(of: Expression, column: str, scope: SqlScope) -> str:
    match of:
        case Name("args") if f"args.{column}" in scope.values:
            return scope.values[f"args.{column}"]
        case Name(name) if name in scope.rows:
            return f"{scope.rows[name]}.{quoted(column)}"
        case Row(table, key):
            alias, keyed = _looked_up(table, key, scope)
            return f"(SELECT {alias}.{quoted(column)} FROM {quoted(table)} AS {alias} WHERE {keyed})"
        case Conditional(condition, then, otherwise):
            return to_sql(Conditional(condition, Column(then, column), Column(otherwise, column)), scope)
    raise InputError(f"no SQL for {text_of(of)}.{column}")


def _looked_up(table: str, key: Expression, scope: SqlScope) -> tuple[str, str]:
    alias = f"t{next(scope.aliases)}"
    return alias, f"{alias}.{quoted(scope.types.tables[table].key)} = {to_sql(key, scope)}"


def _binary(symbol: str, left: Expression, right: Expression, scope: SqlScope) -> str:
    a, b = to_sql(left, scope), to_sql(right, scope)
    if symbol == "/":
        return f"(CAST({a} AS REAL) / {b})"
    if symbol in ("//", "%"):
        return f"{'py_floordiv' if symbol == '//' else 'py_mod'}({a}, {b})"
    joined = symbol == "+" and _type(left, scope).group == "text"
    return f"({a} {'||' if joined else symbol} {b})"


def _compare(symbol: str, left: Expression, right: Expression, scope: SqlScope) -> str:
    if symbol in ("in", "not in"):
        return f"(NOT {_member(left, right, scope)})" if symbol == "not in" else _member(left, right, scope)
    if symbol in ("==", "!="):
        word = "IS" if symbol == "==" else "IS NOT"
        for row, other in ((left, right), (right, left)):
            if isinstance(row, Row) and other == Constant(None):
                alias, keyed = _looked_up(row.table, row.key, scope)
                found = f"EXISTS (SELECT 1 FROM {quoted(row.table)} AS {alias} WHERE {keyed})"
                return f"(NOT {found})" if symbol == "==" else f"({found})"
        return f"({to_sql(left, scope)} {word} {to_sql(right, scope)})"
    return f"({to_sql(left, scope)} {symbol} {to_sql(right, scope)})"


def _member(left: Expression, right: Expression, scope: SqlScope) -> str:
    sought = to_sql(left, scope)
    if isinstance(right, Items):
        return "(" + (" OR ".join(f"{sought} IS {to_sql(item, scope)}" for item in right.items) or "0") + ")"
    return f"(instr({to_sql(right, scope)}, {sought}) > 0)"


def _call(function: str, arguments: tuple[Expression, ...], scope: SqlScope) -> str:
    given = [to_sql(each, scope) for each in arguments]
    if function == "text" and _type(arguments[0], scope).kind == "boolean":
        given = [f"CASE {given[0]} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"]
    return f"{'' if function in _NATIVE else 'py_'}{function}({', '.join(given)})"


def _aggregate(node: Aggregate, scope: SqlScope) -> str:
    alias = f"t{next(scope.aliases)}"
    inner = scope.within(node.table, alias)
    where = "" if node.where is None else f" WHERE {condition_sql(node.where, inner)}"
    source = f"FROM {quoted(node.table)} AS {alias}{where}"
    if node.column is None:
        return f"(EXISTS (SELECT 1 {source}))" if node.kind == "exists" else f"(SELECT count(*) {source})"
    column = f"{alias}.{quoted(node.column)}"
    whole = column_type(scope.types.tables[node.table].columns[node.column]).kind == "integer"
    value = {
        "total": f"coalesce(sum({column}), 0)" if whole else f"coalesce(py_total({column}), 0)",
        "average": f"py_average({column})",
        "smallest": f"min({column})",
        "largest": f"max({column})",
    }[node.kind]
    return f"(SELECT {value} {source})"


def _logic(node: Expression, scope: SqlScope) -> str:
    match node:
        case Unary("not", operand):
            return f"(NOT {condition_sql(operand, scope)})"
        case Unary(_, operand):
            return f"(-1 * {to_sql(operand, scope)})"  # SQLite's own `- x` is `0 - x`, which has no -0.0
        case Boolean(symbol, operands):
            return "(" + f" {symbol.upper()} ".join(condition_sql(each, scope) for each in operands) + ")"
        case Conditional(condition, then, otherwise):
            chosen = condition_sql(condition, scope)
            return f"CASE {chosen} WHEN 1 THEN {to_sql(then, scope)} WHEN 0 THEN {to_sql(otherwise, scope)} END"
    raise InputError(f"no SQL for {text_of(node)}")
