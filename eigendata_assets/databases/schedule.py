"""In which order tables are filled and columns set, so that everything is there before it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from eigendata_assets.artifacts.spec.draws import ComputedDraw, PerParent, ReferenceDraw
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.reads import Read, reads

Step = tuple[str, str | None]
"""A table whose rows are made (None), or a column of it that is set afterwards."""


class Cyclic(Exception):
    """Nothing in this cycle can be made before the others."""

    def __init__(self, cycle: tuple[Step, ...]) -> None:
        super().__init__(" -> ".join(f"{table}.{column}" if column else table for table, column in cycle))
        self.cycle = cycle


@dataclass(frozen=True, slots=True)
class Schedule:
    """The steps in order; `later` are references that are set after both tables are there, being null before."""

    steps: tuple[Step, ...]
    later: frozenset[tuple[str, str]]


def schedule(tables: Mapping[str, Table]) -> Schedule:
    """The order for these tables; raises Cyclic where there is none."""
    later: frozenset[tuple[str, str]] = frozenset()
    while True:
        graph = _graph(tables, later)
        try:
            return Schedule(tuple(TopologicalSorter(graph).static_order()), later)
        except CycleError as error:
            cycle: tuple[Step, ...] = tuple(reversed(error.args[1]))
            broken = _nullable_reference(cycle, tables, later)
            if broken is None:
                raise Cyclic(cycle) from None
            later |= {broken}


def computed_reads(table: str, column: Column, tables: Mapping[str, Table]) -> frozenset[Read]:
    """What the expression of a computed column reads, with the column of its season."""
    if not isinstance(column.draw, ComputedDraw):
        return frozenset()
    by = reads(parse(column.draw.by), tables, table) if column.draw.by else frozenset()
    return reads(parse(column.draw.compute), tables, table) | by


def set_reads(table: str, name: str, tables: Mapping[str, Table]) -> frozenset[Read]:
    """What the edge cases of a table read in order to set a column."""
    texts = [case.set[name] for case in tables[table].edge_cases if name in case.set]
    return frozenset[Read]().union(*(reads(parse(text), tables, table) for text in texts))


def set_late(table: str, name: str, tables: Mapping[str, Table], later: frozenset[tuple[str, str]]) -> bool:
    """Whether a column is set after the rows are there."""
    column = tables[table].columns[name]
    edged = any(name in case.set for case in tables[table].edge_cases)
    return edged or isinstance(column.draw, ComputedDraw) or (table, name) in later


def _graph(tables: Mapping[str, Table], later: frozenset[tuple[str, str]]) -> dict[Step, list[Step]]:
    graph: dict[Step, list[Step]] = {}
    for name, table in tables.items():
        needed: list[Step] = []
        if isinstance(table.rows, PerParent):
            needed.append((table.rows.per, None))
        for column_name, column in table.columns.items():
            before = _before_reference(column, tables, later)
            if (name, column_name) in later:
                graph[name, column_name] = [(name, None), *before]
            else:
                needed += before
            if set_late(name, column_name, tables, later):
                read = computed_reads(name, column, tables) | set_reads(name, column_name, tables)
                waits = [_step(each, tables, later) for each in sorted(read, key=str) if each != (name, column_name)]
                graph[name, column_name] = [*graph.get((name, column_name), [(name, None)]), *waits]
        graph[name, None] = needed
    return graph


def _before_reference(column: Column, tables: Mapping[str, Table], later: frozenset[tuple[str, str]]) -> list[Step]:
    if column.references is None or isinstance(column.draw, ComputedDraw):
        return []
    found: list[Step] = [(column.references, None)]
    if isinstance(column.draw, ReferenceDraw) and column.draw.where:
        where = parse(column.draw.where)
        found += [_step(each, tables, later) for each in sorted(reads(where, tables, column.references), key=str)]
    return found


def _step(read: Read, tables: Mapping[str, Table], later: frozenset[tuple[str, str]]) -> Step:
    table, column = read
    if column is not None and column in tables[table].columns and set_late(table, column, tables, later):
        return (table, column)
    return (table, None)


def _nullable_reference(
    cycle: tuple[Step, ...], tables: Mapping[str, Table], later: frozenset[tuple[str, str]]
) -> tuple[str, str] | None:
    """A reference that makes the cycle and may be null at first."""
    made = {table for table, column in cycle if column is None}
    for table in sorted(made):
        for name, column in tables[table].columns.items():
            via = tables[table].rows
            fixed = isinstance(via, PerParent) and via.via == name
            if column.references in made and column.nullable and not fixed and (table, name) not in later:
                return table, name
    return None
