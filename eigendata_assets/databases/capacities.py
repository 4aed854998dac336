"""Checks that limit how many rows refer to one: recognized, so that the surplus can be given to others.

`count(bookings, flight_id == this.flight_id) <= capacity`, and the same behind computed columns, as in
`free == capacity - count(...)` with a minimum of 0 for `free`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.spec.draws import ComputedDraw, PerParent, ReferenceDraw
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.expressions.nodes import (
    Aggregate,
    Binary,
    Column,
    Compare,
    Expression,
    Name,
    Unary,
)
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.walk import aggregates, conjuncts

_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is left for each row must not be negative.

    `left` is an expression over the row, `used` the part of it that counts rows; those refer by `link` to what the row
    has in `own`. `strict` says that 0 is too little.
    """

    left: Expression
    used: Aggregate
    link: str
    own: str
    strict: bool


def capacity(condition: Expression | None, table: str, tables: Mapping[str, Table]) -> Capacity | None:
    """The capacity that a condition speaks of, if it is one."""
    for part in conjuncts(condition):
        if isinstance(part, Compare) and part.operator in ("<=", "<", ">=", ">"):
            more, less = (part.left, part.right) if part.operator in (">", ">=") else (part.right, part.left)
            left = inlined(Binary("-", more, less), table, tables)
            for used in aggregates(left):
                found = _linked(used, table, tables)
                if found is not None and _share(left, used) == -1:
                    return Capacity(left, used, *found, strict=part.operator in ("<", ">"))
    return None


def inlined(node: Expression, table: str, tables: Mapping[str, Table], depth: int = 0) -> Expression:
    """The expression with computed columns of the row replaced by what they are computed from."""
    match node:
        case Name(name) | Column(Name("this"), name) if name in tables[table].columns:
            draw = tables[table].columns[name].draw
            if isinstance(draw, ComputedDraw) and not draw.noise and not draw.season and depth < _DEPTH:
                return inlined(parse(draw.compute), table, tables, depth + 1)
        case Binary(symbol, left, right):
            return Binary(symbol, inlined(left, table, tables, depth), inlined(right, table, tables, depth))
        case Unary("-", operand):
            return Unary("-", inlined(operand, table, tables, depth))
    return node


def _share(node: Expression, used: Aggregate) -> int | None:
    """By how much the value changes when one more is used; None where that depends."""
    match node:
        case Binary("+" | "-" as symbol, left, right):
            a, b = _share(left, used), _share(right, used)
            return None if a is None or b is None else a + b if symbol == "+" else a - b
        case Unary("-", operand):
            inner = _share(operand, used)
            return None if inner is None else -inner
    if node == used:
        return 1
    return None if used in aggregates(node) else 0


def _linked(used: Aggregate, table: str, tables: Mapping[str, Table]) -> tuple[str, str] | None:
    """The column by which counted rows refer, and the row's column that they refer to."""
    if used.kind not in ("count", "total"):
        return None
    child = tables[used.table]
    for part in conjuncts(used.where):
        if not isinstance(part, Compare) or part.operator != "==":
            continue
        for link, own in ((part.left, part.right), (part.right, part.left)):
            name = _own_column(own, table, child, tables)
            if isinstance(link, Name) and _movable(child, link.name) and name is not None:
                return link.name, name
    return None


def _movable(child: Table, name: str) -> bool:
    column = child.columns.get(name)
    fixed = isinstance(child.rows, PerParent) and child.rows.via == name
    return column is not None and isinstance(column.draw, ReferenceDraw) and not fixed


def _own_column(node: Expression, table: str, child: Table, tables: Mapping[str, Table]) -> str | None:
    match node:
        case Column(Name("this"), name) if name in tables[table].columns:
            return name
        case Name(name) if name not in child.columns and name in tables[table].columns:
            return name
    return None
