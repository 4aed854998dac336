"""Everything that a spec says must hold of its records, as statements that can be looked up and counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.spec.draws import PerParent, Scalar
from eigendata_assets.artifacts.spec.remarks import SpecPath
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.expressions.nodes import Boolean, Compare, Constant, Expression, Items, Name
from eigendata_assets.databases.expressions.parse import parse

Kind = Literal["condition", "unique", "reference", "pattern", "children"]


@dataclass(frozen=True, slots=True)
class Constraint:
    """One statement about the rows of a table.

    A `condition` is an expression over the row; `unique`, `reference` and `pattern` speak of `columns`; `children` of
    how many rows refer to each row of another table.
    """

    kind: Kind
    table: str
    path: SpecPath
    statement: str
    condition: Expression | None = None
    columns: tuple[str, ...] = ()


def constraints(tables: Mapping[str, Table]) -> Iterator[Constraint]:
    """All statements, table by table, in the order of the spec."""
    for name, table in tables.items():
        path: SpecPath = ("tables", name)
        if isinstance(table.rows, PerParent):
            said = f"{table.rows.least} to {table.rows.most} rows for each row of {table.rows.per}"
            yield Constraint("children", name, (*path, "rows"), said, columns=(table.rows.via,))
        for column_name, column in table.columns.items():
            yield from _of_column(name, column_name, column, (*path, "columns", column_name))
        yield Constraint("unique", name, (*path, "key"), f"{table.key} is unique", columns=(table.key,))
        for number, columns in enumerate(table.unique):
            said = f"{', '.join(columns)} are unique together"
            yield Constraint("unique", name, (*path, "unique", number), said, columns=columns)
        for number, check in enumerate(table.checks):
            yield Constraint("condition", name, (*path, "checks", number, "that"), check.that, parse(check.that))


def _of_column(table: str, name: str, column: Column, path: SpecPath) -> Iterator[Constraint]:
    if not column.nullable:
        said = Compare("!=", Name(name), Constant(None))
        yield Constraint("condition", table, path, f"{name} is never null", said)
    if column.unique:
        yield Constraint("unique", table, (*path, "unique"), f"{name} is unique", columns=(name,))
    if column.references:
        said_so = f"{name} is a key of {column.references}"
        yield Constraint("reference", table, (*path, "references"), said_so, columns=(name,))
    if column.pattern:
        yield Constraint("pattern", table, (*path, "pattern"), f"{name} fits {column.pattern}", columns=(name,))
    if column.values:
        among = Compare("in", Name(name), Items(tuple(map(Constant, column.values))))
        yield _bound(table, name, column, (*path, "values"), among, f"{name} is among its values")
    if column.minimum is not None:
        yield _range(table, name, column, (*path, "minimum"), ">=", column.minimum)
    if column.maximum is not None:
        yield _range(table, name, column, (*path, "maximum"), "<=", column.maximum)


def _range(
    table: str, name: str, column: Column, path: SpecPath, symbol: Literal["<=", ">="], bound: Scalar
) -> Constraint:
    said = Compare(symbol, Name(name), Constant(bound))
    return _bound(table, name, column, path, said, f"{name} {symbol} {bound}")


def _bound(table: str, name: str, column: Column, path: SpecPath, said: Compare, statement: str) -> Constraint:
    """A statement about a value, which says nothing of null."""
    absent = Compare("==", Name(name), Constant(None))
    condition = Boolean("or", (absent, said)) if column.nullable else said
    return Constraint("condition", table, path, statement, condition)
