"""What an interpreted call looked at: the rows that mattered, the values that were compared, the way it took."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.databases.expressions.evaluate import ExpressionError, Scope, evaluate
from eigendata_assets.databases.expressions.nodes import Aggregate, Call, Column, Compare, Expression, Name, Row
from eigendata_assets.environments.suites.inversion import wishes

_MOST_INSIDE, _MOST_OUTSIDE, _MOST_SUGGESTED, _MOST_COMPARED = 4, 2, 150, 120

Sides = tuple[Expression, Expression]
"""What is compared with what."""


class Watch:
    """Looks at nothing; a `Watcher` does."""

    def expression(self, expression: Expression, scope: Scope) -> None:
        """An expression is about to be evaluated."""

    def condition(self, expression: Expression, scopes: Sequence[Scope]) -> None:
        """A condition over rows is about to be evaluated, once in each scope."""

    def found(self, table: str, inside: Sequence[dict[str, Json]], outside: Sequence[dict[str, Json]]) -> None:
        """Rows of a table were found, and others were not."""

    def branch(self, step: object, way: Json) -> None:
        """A step went one way."""


UNWATCHED = Watch()


@dataclass(slots=True)
class Watcher(Watch):
    """Remembers what a call looked at.

    `rows` are those that mattered, with some that were looked at in vain; `compared` are both sides of comparisons with
    their values, `wished` are values that would make them equal, `suggested` arguments that would make all comparisons
    of one condition equal; `way` is what each step decided.
    """

    rows: dict[str, list[dict[str, Json]]] = field(default_factory=dict)
    compared: list[tuple[Expression, Expression, Json, Json]] = field(default_factory=list)
    wished: list[Json] = field(default_factory=list)
    suggested: list[dict[str, Json]] = field(default_factory=list)
    way: list[tuple[int, Json]] = field(default_factory=list)

    def expression(self, expression: Expression, scope: Scope) -> None:
        """Remembers the rows that tables in it give, and what is compared."""
        for node in nodes(expression):
            if isinstance(node, Row):
                row = _tried(node, scope)
                self.found(node.table, [row] if row else [], [])
            elif isinstance(node, Aggregate):
                self._aggregate(node, scope)
        self.condition(expression, (scope,))

    def condition(self, expression: Expression, scopes: Sequence[Scope]) -> None:
        """Remembers what is compared, where both sides have a value, until there is enough of it."""
        comparisons = [sides for sides in map(_sides, nodes(expression)) if sides]
        for scope in scopes if comparisons else ():
            if len(self.suggested) >= _MOST_SUGGESTED and len(self.compared) > _MOST_COMPARED:
                return
            self._suggest(comparisons, scope)
            self._compare(comparisons, scope)

    def _suggest(self, comparisons: Sequence[Sides], scope: Scope) -> None:
        if len(self.suggested) < _MOST_SUGGESTED:
            suggestion = _suggestion(comparisons, scope)
            if suggestion and suggestion not in self.suggested:
                self.suggested.append(suggestion)

    def _compare(self, comparisons: Sequence[Sides], scope: Scope) -> None:
        if len(self.compared) > _MOST_COMPARED:
            return
        for sides in comparisons:
            left, right = _tried(sides[0], scope), _tried(sides[1], scope)
            self.compared.append((*sides, left, right))
            self.wished += [wish for wish in _wishes(sides, (left, right), scope) if wish not in self.wished]

    def found(self, table: str, inside: Sequence[dict[str, Json]], outside: Sequence[dict[str, Json]]) -> None:
        """Remembers a few of each."""
        some = [*inside[:_MOST_INSIDE], *outside[: _MOST_OUTSIDE // 2], *outside[-_MOST_OUTSIDE // 2 :]]
        self.rows.setdefault(table, []).extend(some)

    def branch(self, step: object, way: Json) -> None:
        """Remembers which way the step went."""
        self.way.append((id(step), way))

    def _aggregate(self, node: Aggregate, scope: Scope) -> None:
        rows = list(scope.tables[node.table].values())
        where = node.where
        if where is None:
            self.found(node.table, [dict(row) for row in rows], [])
            return
        inside: list[dict[str, Json]] = []
        outside: list[dict[str, Json]] = []
        for row in rows:
            (inside if _tried(where, scope.within(row)) else outside).append(dict(row))
        self.found(node.table, inside, outside)
        for row in [*inside[:_MOST_INSIDE], *outside[:_MOST_OUTSIDE]]:
            self.expression(where, scope.within(row))


def nodes(tree: Any) -> Iterator[object]:
    """A tree of dataclasses and all that is in it, outermost first; what is inside of an aggregate is left out."""
    yield tree
    if isinstance(tree, tuple):
        for each in tree:
            yield from nodes(each)
    elif not isinstance(tree, Aggregate):
        for name in _fields(tree.__class__):
            yield from nodes(getattr(tree, name))


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """The fields of a dataclass; nothing else has any."""
    return tuple(each.name for each in dataclasses.fields(kind)) if dataclasses.is_dataclass(kind) else ()


def _sides(node: object) -> Sides | None:
    """What a comparison, or a search in a text, compares."""
    if isinstance(node, Compare):
        return node.left, node.right
    if isinstance(node, Call) and node.function in ("contains", "starts_with"):
        return node.arguments[0], node.arguments[1]
    return None


def _suggestion(comparisons: Sequence[Sides], scope: Scope) -> dict[str, Json]:
    """Parameter to the value that it is compared with in a condition; not where that is the value it has."""
    known: dict[str, Json] = scope.names.get("args", {})
    found: dict[str, Json] = {}
    for sides in comparisons:
        for one, other in (sides, sides[::-1]):
            name = parameter_of(one)
            if name in known and name not in found:
                value = _tried(other, scope)
                if value is not None:
                    found[name] = value
    return found


def parameter_of(node: Expression) -> str:
    """The parameter that an expression may be, or nothing."""
    if isinstance(node, Column) and node.of == Name("args"):
        return node.column
    return node.name if isinstance(node, Name) else ""


def _wishes(sides: Sides, values: tuple[Json, Json], scope: Scope) -> Iterator[Json]:
    for side, target in zip(sides, reversed(values), strict=True):
        if target is not None and not isinstance(side, Name | Column):
            yield from wishes(side, target, scope)


def _tried(expression: Expression, scope: Scope) -> Json:
    try:
        return evaluate(expression, scope)
    except ExpressionError:
        return None
