"""Which columns of which tables an expression reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.expressions.nodes import Aggregate, Column, Conditional, Expression, Name, Row
from eigendata_assets.databases.expressions.walk import parts

Read = tuple[str, str | None]
"""A table and a column of it; None stands for which rows there are."""


def reads(
    expression: Expression, tables: Mapping[str, Table], table: str | None = None, rows: Mapping[str, str] | None = None
) -> frozenset[Read]:
    """What is read; `table` is that of the row at hand, `rows` maps names bound to rows to their tables."""
    bound = {**(rows or {}), **({} if table is None else {"this": table})}
    return frozenset(_reads(expression, tables, () if table is None else (table,), bound))


def _reads(
    node: Expression, tables: Mapping[str, Table], within: tuple[str, ...], bound: Mapping[str, str]
) -> Iterator[Read]:
    match node:
        case Name(name):
            owner = next((each for each in reversed(within) if name in tables[each].columns), None)
            if owner is not None:
                yield (owner, name)
            return
        case Column(of, column):
            yield from ((owner, column) for owner in _row_tables(of, bound) if owner in tables)
        case Row(table, _):
            yield (table, None)
        case Aggregate(_, table, column, where):
            yield (table, None)
            if column is not None:
                yield (table, column)
            if where is not None:
                yield from _reads(where, tables, (*within, table), bound)
            return
    for part in parts(node):
        yield from _reads(part, tables, within, bound)


def _row_tables(of: Expression, bound: Mapping[str, str]) -> tuple[str, ...]:
    match of:
        case Row(table, _):
            return (table,)
        case Name(name) if name in bound:
            return (bound[name],)
        case Conditional(_, then, otherwise):
            return (*_row_tables(then, bound), *_row_tables(otherwise, bound))
    return ()
