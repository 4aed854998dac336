"""More rows than there are different values for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import floor

from eigendata_assets.artifacts.spec.draws import NumberDraw, ValuesDraw
from eigendata_assets.artifacts.spec.remarks import SpecPath
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.population import scaled_rows

Source = tuple[int, tuple[SpecPath, ...]]
"""How many different values there are, and the statements that say so."""


def too_many_rows(tables: Mapping[str, Table], scale: int = 1) -> Iterator[tuple[SpecPath, ...]]:
    """For each unique column, or combination of columns, with fewer values than the table has rows: the statements."""
    for name, table in tables.items():
        rows = scaled_rows(table, scale) if isinstance(table.rows, int) else 0
        for path, columns in _unique(name, table):
            sources = [_values(name, each, tables, scale) for each in columns]
            known = [each for each in sources if each is not None]
            if len(known) == len(columns) and rows > _product(known):
                domains = dict.fromkeys(statement for _, said in known for statement in said)
                yield (path, ("tables", name, "rows"), *domains)


def _unique(name: str, table: Table) -> Iterator[tuple[SpecPath, tuple[str, ...]]]:
    yield ("tables", name, "key"), (table.key,)
    for each, column in table.columns.items():
        if column.unique and not column.nullable and each != table.key:
            yield ("tables", name, "columns", each, "unique"), (each,)
    for number, columns in enumerate(table.unique):
        if not any(table.columns[each].nullable for each in columns):
            yield ("tables", name, "unique", number), columns


def _values(table: str, name: str, tables: Mapping[str, Table], scale: int) -> Source | None:
    column = tables[table].columns[name]
    path: SpecPath = ("tables", table, "columns", name)
    if column.references is not None:
        other = tables[column.references]
        if not isinstance(other.rows, int):
            return None
        return scaled_rows(other, scale), ((*path, "references"), ("tables", column.references, "rows"))
    if column.values:
        return len(set(column.values)), ((*path, "values"),)
    if column.type == "boolean":
        return 2, ((*path, "type"),)
    if isinstance(column.draw, ValuesDraw):
        return len(column.draw.values), ((*path, "draw", "values"),)
    return _in_range(column, path)


def _in_range(column: Column, path: SpecPath) -> Source | None:
    low, high = column.minimum, column.maximum
    if low is None or high is None:
        return _in_draw(column, path)
    both = ((*path, "minimum"), (*path, "maximum"))
    if column.type == "integer":
        return max(0, floor(float(high)) - floor(float(low)) + 1), both
    if column.type == "date":
        return max(0, (date.fromisoformat(str(high)) - date.fromisoformat(str(low))).days + 1), both
    return None


def _in_draw(column: Column, path: SpecPath) -> Source | None:
    draw = column.draw
    if isinstance(draw, NumberDraw) and draw.distribution == "uniform":
        width = draw.parameters["high"] - draw.parameters["low"]
        return floor(width / draw.step + 1e-9) + 1, ((*path, "draw"),)
    return None


def _product(sources: list[Source]) -> int:
    found = 1
    for number, _ in sources:
        found *= number
    return found
