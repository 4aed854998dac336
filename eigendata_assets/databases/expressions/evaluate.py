"""What an expression is worth: the reference semantics of the language, over tables of plain dictionaries.

Generated environments and SQL are held against this. Nothing is guessed: a comparison of null with `<`, or a column of
a row that is not there, is an `ExpressionError`, except that a column of null is null. A tree is turned into functions
once, and these are called: there is no other form of the meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.databases.expressions.functions import FUNCTIONS, OPERATORS, as_text
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
from eigendata_assets.databases.expressions.walk import conjuncts, names

Rows = Mapping[str, dict[str, Json]]
"""Key, as text, to row."""

_MOST_KNOWN = 20_000


class ExpressionError(Exception):
    """An expression has no value here; the message says why."""


@dataclass(slots=True)
class Scope:
    """What an expression can see: named values, tables, the clock, how the next key of a table is made.

    The columns of `row`, the row at hand, hide names.
    """

    tables: Mapping[str, Rows]
    now: str
    names: dict[str, Json] = field(default_factory=dict)
    new_key: Callable[[str], str] | None = None
    row: Mapping[str, Json] = field(default_factory=dict)

    def within(self, row: Mapping[str, Json]) -> Scope:
        """The scope of a condition over a row."""
        seen = {**self.names, **self.row} if self.row else self.names
        return Scope(self.tables, self.now, seen, self.new_key, row)


Meaning = Callable[[Scope], Json]
"""What an expression is worth in a scope."""

Choice = Callable[[Rows, Scope], Iterator[dict[str, Json]]]
"""The rows of a table for which a condition holds."""

Made = TypeVar("Made")


class IndexedRows(dict[str, dict[str, Json]]):
    """Rows of a table that nobody changes: those with one value in a column are found without looking at all."""

    def __init__(self, rows: Rows) -> None:
        super().__init__(rows)
        self.columns = frozenset(next(iter(rows.values()), ()))
        self._by_column: dict[str, dict[Json, list[dict[str, Json]]]] = {}

    def having(self, column: str, value: Json) -> list[dict[str, Json]]:
        """The rows with this value, in order."""
        if column not in self._by_column:
            found: dict[Json, list[dict[str, Json]]] = {}
            for row in self.values():
                found.setdefault(row[column], []).append(row)
            self._by_column[column] = found
        return self._by_column[column].get(value, [])


def evaluate(expression: Expression, scope: Scope) -> Json:
    """The value of an expression; raises ExpressionError where it has none."""
    known = _MEANINGS.get(id(expression))
    if known is None or known[0] is not expression:
        known = _remembered(expression, _MEANINGS, _meaning(expression))
    try:
        return known[1](scope)
    except _NOT_ONE as error:
        raise ExpressionError(f"{error.__class__.__name__}: {error}") from None


def meaning_of(expression: Expression) -> Meaning:
    """What an expression is worth, made once for those who ask often; it raises one of `NO_VALUE` where it has none."""
    return _meaning(expression)


def matching(table: str, where: Expression, scope: Scope) -> list[dict[str, Json]]:
    """The rows of a table for which a condition holds, in order; raises ExpressionError where it has no value."""
    known = _CHOICES.get(id(where))
    if known is None or known[0] is not where:
        known = _remembered(where, _CHOICES, _choice(where))
    try:
        return list(known[1](scope.tables[table], scope))
    except _NOT_ONE as error:
        raise ExpressionError(f"{error.__class__.__name__}: {error}") from None


def render(template: Template, scope: Scope) -> str:
    """A message with its expressions replaced by their values."""
    return "".join(piece if isinstance(piece, str) else as_text(evaluate(piece, scope)) for piece in template)


_NOT_ONE = (TypeError, ValueError, KeyError, ZeroDivisionError, OverflowError, AttributeError)
NO_VALUE = (*_NOT_ONE, ExpressionError)
"""What a meaning raises where an expression has no value."""

_MEANINGS: dict[int, tuple[Expression, Meaning]] = {}
_CHOICES: dict[int, tuple[Expression, Choice]] = {}


def _remembered(
    expression: Expression, known: dict[int, tuple[Expression, Made]], made: Made
) -> tuple[Expression, Made]:
    """What is made of this very tree; equal trees can differ, as 1 and true do."""
    if len(known) >= _MOST_KNOWN:
        known.clear()
    found = known[id(expression)] = (expression, made)
    return found


def _meaning(node: Expression) -> Meaning:
    return _MEANING[type(node)](node)


def _constant(node: Constant) -> Meaning:
    value = node.value
    return lambda _: value


def _name(node: Name) -> Meaning:
    name = node.name

    def named(scope: Scope) -> Json:
        if name in scope.row:
            return scope.row[name]
        if name in scope.names:
            return scope.names[name]
        if name == "now":
            return scope.now
        if name == "today":
            return scope.now[:10]
        raise ExpressionError(f"nothing here is called {name}")

    return named


def _column(node: Column) -> Meaning:
    of, column = _meaning(node.of), node.column

    def value(scope: Scope) -> Json:
        row = of(scope)
        return None if row is None else row[column]

    return value


def _row(node: Row) -> Meaning:
    table, key = node.table, _meaning(node.key)
    return lambda scope: scope.tables[table].get(str(key(scope)))


def _operation(node: Binary | Compare) -> Meaning:
    of, left, right = OPERATORS[node.operator], _meaning(node.left), _meaning(node.right)
    return lambda scope: of(left(scope), right(scope))


def _boolean(node: Boolean) -> Meaning:
    operands, at_once = [_meaning(each) for each in node.operands], node.operator == "or"

    def joined(scope: Scope) -> Json:
        for each in operands:
            if bool(each(scope)) is at_once:
                return at_once
        return not at_once

    return joined


def _conditional(node: Conditional) -> Meaning:
    condition, then, otherwise = _meaning(node.condition), _meaning(node.then), _meaning(node.otherwise)
    return lambda scope: then(scope) if condition(scope) else otherwise(scope)


def _unary(node: Unary) -> Meaning:
    operand = _meaning(node.operand)
    if node.operator == "not":
        return lambda scope: not operand(scope)
    return lambda scope: -operand(scope)


def _call(node: Call) -> Meaning:
    function, arguments = FUNCTIONS[node.function], [_meaning(each) for each in node.arguments]
    return lambda scope: function(*[each(scope) for each in arguments])


def _items(node: Items) -> Meaning:
    items = [_meaning(each) for each in node.items]
    return lambda scope: [each(scope) for each in items]


def _new_key(node: NewKey) -> Meaning:
    def key(scope: Scope) -> Json:
        if scope.new_key is None:
            raise ExpressionError(f"no value for {node}")
        return scope.new_key(node.table)

    return key


def _aggregate(node: Aggregate) -> Meaning:
    table, column, of = node.table, str(node.column), _OF_ROWS.get(node.kind) or _OF_VALUES[node.kind]
    chosen: Choice = (lambda rows, _: iter(rows.values())) if node.where is None else _choice(node.where)
    if node.kind in _OF_ROWS:
        return lambda scope: of(chosen(scope.tables[table], scope))
    return lambda scope: of([value for row in chosen(scope.tables[table], scope) if (value := row[column]) is not None])


def _choice(where: Expression) -> Choice:
    """The rows for which a condition holds; by an index where one column has to have a known value first."""
    holds, sought = _meaning(where), list(_sought(conjuncts(where)[0]))

    def chosen(rows: Rows, scope: Scope) -> Iterator[dict[str, Json]]:
        inner, some = scope.within({}), iter(rows.values())
        if isinstance(rows, IndexedRows):
            for column, others, value in sought:
                if column in rows.columns and rows.columns.isdisjoint(others):
                    some = iter(rows.having(column, value(scope)))
                    break
        for row in some:
            inner.row = row
            if holds(inner):
                yield row

    return chosen


def _sought(condition: Expression) -> Iterator[tuple[str, frozenset[str], Meaning]]:
    """What may be a column, the names in what it has to be equal to, and its meaning."""
    if isinstance(condition, Compare) and condition.operator == "==":
        for one, other in ((condition.left, condition.right), (condition.right, condition.left)):
            if isinstance(one, Name):
                yield one.name, names(other), _meaning(other)


_OF_ROWS: dict[str, Callable[[Any], Json]] = {
    "exists": lambda rows: any(True for _ in rows),
    "count": lambda rows: sum(1 for _ in rows),
}
_OF_VALUES: dict[str, Callable[[Any], Json]] = {
    "total": sum,
    "average": lambda values: sum(values) / len(values) if values else None,
    "smallest": lambda values: min(values, default=None),
    "largest": lambda values: max(values, default=None),
}

_MEANING: dict[type, Callable[[Any], Meaning]] = {
    Constant: _constant,
    Name: _name,
    Column: _column,
    Row: _row,
    Unary: _unary,
    Binary: _operation,
    Compare: _operation,
    Boolean: _boolean,
    Conditional: _conditional,
    Call: _call,
    Aggregate: _aggregate,
    NewKey: _new_key,
    Items: _items,
}
