"""DataPopulationAgent (paper 3.2.3): records that conform to the schema, drawn from a plan, the same for the same seed.

Every table and column draws from a stream of its own. What reads other rows is computed when they are there. Checks
that no draw can know of are seen to by `regeneration.py`, which draws again only the records that break them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import ComputedDraw, PerParent, ReferenceDraw, SequenceDraw
from eigendata_assets.artifacts.spec.tables import Column, Table
from eigendata_assets.databases.computing import compute_column
from eigendata_assets.databases.drawing import Stream, children, draw_values, popular, sequence
from eigendata_assets.databases.edge_rows import EdgeRows, choose_edge_rows, counts_of_children, given_to_edges
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.expressions.to_sql import condition_sql, quoted, row_sql
from eigendata_assets.databases.expressions.value_types import row_scope
from eigendata_assets.databases.schedule import Schedule, schedule
from eigendata_assets.databases.streams import stream
from eigendata_assets.databases.working import WorkingDatabase, open_working


@dataclass(slots=True)
class Population:
    """A database being made: what was drawn, and which rows are edge cases or examples."""

    spec: DomainSpec
    scale: int
    working: WorkingDatabase
    order: Schedule
    edges: EdgeRows = field(default_factory=EdgeRows)
    keys: dict[str, list[Json]] = field(default_factory=dict)

    def stream(self, *names: object) -> Stream:
        """The stream of these names."""
        return Stream(stream(self.spec.seed, *names), self.spec.now)

    def table(self, name: str) -> Table:
        """A table of the spec."""
        return self.spec.tables[name]


def populate(spec: DomainSpec, scale: int = 1) -> Population:
    """All tables filled and all columns set once; every column has a draw. `scale` multiplies rows of root tables."""
    population = Population(spec, scale, open_working(spec), schedule(spec.tables))
    for table, column in population.order.steps:
        if column is None:
            _make_rows(population, table)
        else:
            set_column(population, table, column)
    return population


def set_column(
    population: Population, table: str, column: str, rows: Sequence[int] | None = None, *, again: bool = False
) -> set[int]:
    """A column that is set late has its values, those of edge cases too; `rows` says for which rows.

    Gives the rows in which a value may be another than before.
    What was drawn keeps its values `again`, or rows that were drawn anew would have their old ones back.
    """
    draw = population.table(table).columns[column].draw
    changed: set[int] = set()
    if (table, column) in population.order.later and not again:
        count = population.working.count(table)
        values = draw_column(population, table, column, count, population.stream(table, column))
        population.working.set(table, column, zip(values, range(1, count + 1), strict=True))
        changed.update(range(1, count + 1))
    elif isinstance(draw, ComputedDraw):
        changed |= compute_column(population.working, table, column, draw, population.stream(table, column), rows)
    return changed | _set_fixed(population, table, column)


def _set_fixed(population: Population, table: str, column: str) -> set[int]:
    """The column has the values that edge cases and examples give it; gives their rows."""
    changed: set[int] = set()
    for number, case in enumerate(population.table(table).edge_cases):
        if column in case.set:
            found = population.working.values(table, case.set[column], population.edges.rows(table, number))
            population.working.set(table, column, [(value, row) for row, value in found])
            changed.update(row for row, _ in found)
    for row, example in enumerate(population.table(table).examples, start=1):
        if column in example and row <= population.working.count(table):
            population.working.set(table, column, [(example[column], row)])
            changed.add(row)
    return changed


def draw_column(population: Population, table: str, name: str, count: int, random: Stream) -> list[Json]:
    """So many values of a column that is drawn, some of them null where it may be."""
    column = population.table(table).columns[name]
    if isinstance(column.draw, ReferenceDraw):
        values = _references(population, column, column.draw, count, random)
    else:
        values = draw_values(column, column.draw, count, random)
    if column.nullable and column.null_share:
        absent = random.random.random(count) < column.null_share
        values = [None if gone else value for value, gone in zip(values, absent.tolist(), strict=True)]
    return values


def _make_rows(population: Population, name: str) -> None:
    table = population.table(name)
    columns: dict[str, list[Json]] = {}
    count, parents = _rows(population, name, table)
    for each, column in table.columns.items():
        if isinstance(table.rows, PerParent) and each == table.rows.via:
            columns[each] = parents
        elif isinstance(column.draw, SequenceDraw):
            taken = [example[each] for example in table.examples if each in example]
            columns[each] = sequence(column, column.draw, count, taken)
        elif isinstance(column.draw, ComputedDraw) or (name, each) in population.order.later:
            columns[each] = [None] * count
        else:
            columns[each] = draw_column(population, name, each, count, population.stream(name, each))
            _give_children(population, name, each, column, columns[each])
        _put_examples(table, each, columns[each])
    population.working.insert(name, columns)
    population.keys[name] = columns[table.key]
    choose_edge_rows(population.edges, name, table, count, population.stream(name, "edge cases").random)


def _put_examples(table: Table, column: str, values: list[Json]) -> None:
    for row, example in enumerate(table.examples[: len(values)]):
        if column in example:
            values[row] = example[column]


def _give_children(population: Population, table: str, name: str, column: Column, values: list[Json]) -> None:
    """The edge cases of the referred table have as many of these rows as they ask for."""
    if column.references is not None and population.table(column.references).edge_cases:
        parent = population.table(column.references)
        given_to_edges(
            values, population.keys[column.references], population.edges, column.references, parent, table,
            population.stream(table, name, "edge cases").random,
        )  # fmt: skip


def _rows(population: Population, name: str, table: Table) -> tuple[int, list[Json]]:
    """How many rows a table gets, and the parent of each where it has them per parent."""
    if not isinstance(table.rows, PerParent):
        return scaled_rows(table, population.scale), []
    keys = population.keys[table.rows.per]
    counts = children(table.rows, len(keys), population.stream(name, "rows").random)
    parent = population.table(table.rows.per)
    for row, wanted in counts_of_children(population.edges, table.rows.per, parent, name):
        counts[row - 1] = wanted
    parents = [key for key, number in zip(keys, counts.tolist(), strict=True) for _ in range(number)]
    return len(parents), parents


def scaled_rows(table: Table, scale: int) -> int:
    """The rows of a root table at a scale: no more than its unique columns have values."""
    rows = table.rows if isinstance(table.rows, int) else 0
    return rows if scale == 1 else min(rows * scale, max(rows, most_rows(table)))


def most_rows(table: Table) -> int:
    """How many rows a table can have, by the lists of values of its unique columns."""
    lists = [
        len(column.draw.values) if hasattr(column.draw, "values") else len(column.values)  # type: ignore[union-attr]
        for name, column in table.columns.items()
        if (column.unique or name == table.key) and (column.values or hasattr(column.draw, "values"))
    ]
    return min(lists, default=2**62)


def _references(population: Population, column: Column, draw: ReferenceDraw, count: int, random: Stream) -> list[Json]:
    table = str(column.references)
    keys = eligible_keys(population, table, draw.where)
    if not keys:
        return [None] * count
    if column.unique and count <= len(keys):
        picked = random.random.permutation(len(keys))[:count]
    else:
        picked = popular(count, len(keys), draw.skew, random.random)
    return [keys[each] for each in picked.tolist()]


def eligible_keys(population: Population, table: str, where: str | None) -> list[Json]:
    """The keys of a table's rows for which a condition holds."""
    if where is None:
        return population.keys[table]
    scope = row_sql(row_scope(population.spec.tables, table), table, population.spec.now)
    key, condition = quoted(population.table(table).key), condition_sql(parse(where), scope)
    found = population.working.ask(f"SELECT me.{key} FROM {quoted(table)} AS me WHERE {condition} ORDER BY me.rowid")
    return [value for (value,) in found]
