"""Edge cases: which rows are made to be of which kind, and how many rows of other tables refer to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.tables import Table


@dataclass(slots=True)
class EdgeRows:
    """By table and the number of its edge case: the numbers of the rows (from 1)."""

    chosen: dict[tuple[str, int], tuple[int, ...]] = field(default_factory=dict)

    def rows(self, table: str, case: int) -> tuple[int, ...]:
        """The rows made for an edge case."""
        return self.chosen.get((table, case), ())


def choose_edge_rows(edges: EdgeRows, name: str, table: Table, count: int, random: np.random.Generator) -> None:
    """Different rows for each edge case, none of them an example; fewer where the table has too few."""
    examples = len(table.examples)
    order = iter((random.permutation(max(0, count - examples)) + examples + 1).tolist())
    for number, case in enumerate(table.edge_cases):
        edges.chosen[name, number] = tuple(sorted(row for _, row in zip(range(case.rows), order, strict=False)))


def counts_of_children(edges: EdgeRows, parent: str, table: Table, child: str) -> Iterator[tuple[int, int]]:
    """Row of the parent and how many rows of the child it has, where an edge case says so."""
    for number, case in enumerate(table.edge_cases):
        if child in case.with_children:
            yield from ((row, case.with_children[child]) for row in edges.rows(parent, number))


def given_to_edges(
    values: list[Json], keys: list[Json], edges: EdgeRows, parent: str, table: Table, child: str,
    random: np.random.Generator,
) -> None:  # fmt: skip
    """References changed in place so that each edge case has as many rows as it asks for, and others the rest."""
    wanted = {keys[row - 1]: number for row, number in counts_of_children(edges, parent, table, child)}
    if not wanted:
        return
    others = [key for key in keys if key not in wanted]
    free = [place for place, value in enumerate(values) if value is not None]
    taken = iter(random.permutation(np.array(free, dtype=np.intp)).tolist())
    fixed: set[int] = set()
    for key, number in wanted.items():
        for _, place in zip(range(number), taken, strict=False):
            values[place] = key
            fixed.add(place)
    for place in free:
        if place not in fixed and values[place] in wanted and others:
            values[place] = others[int(random.integers(len(others)))]
