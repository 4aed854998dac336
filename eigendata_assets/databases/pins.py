"""What is never drawn again: values that examples and edge cases fix."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.databases.edge_rows import counts_of_children
from eigendata_assets.databases.population import Population


def pinned_rows(population: Population, table: str, column: str) -> frozenset[int]:
    """The rows of a table in which a column keeps its value."""
    found = population.table(table)
    rows = {row for row, example in enumerate(found.examples, 1) if column in example}
    for number, case in enumerate(found.edge_cases):
        if column in case.set:
            rows.update(population.edges.rows(table, number))
    kept = pinned_keys(population, table, column)
    if kept:
        rows.update(row for row, value in enumerate(population.working.column(table, column), 1) if value in kept)
    return frozenset(rows)


def pinned_keys(population: Population, table: str, column: str) -> frozenset[Json]:
    """The keys to which a reference may be neither added nor taken away: their edge case counts these rows."""
    parent = population.table(table).columns[column].references
    if parent is None:
        return frozenset()
    keys = population.keys[parent]
    counted = counts_of_children(population.edges, parent, population.table(parent), table)
    return frozenset(keys[row - 1] for row, _ in counted)
