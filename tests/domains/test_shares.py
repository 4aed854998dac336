"""Drawn shares against declared ones, at 5x with the seeds of the specs, where no check or edge case interferes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from eigendata_assets.artifacts.spec.draws import ComputedDraw, PerParent, ReferenceDraw
from eigendata_assets.databases.flow import Generated, generate_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.databases.writing import edge_labels, state_rows
from tests.domains.conftest import SPECS
from tests.domains.declared import children, claims, p_value
from tests.domains.plain_sql import DOMAINS

REDRAWN = 0.02
UNLIKELY = 1e-3


@dataclass
class Drawn:
    """A database of a domain, without its edge cases, and which columns were redrawn in more than a few rows."""

    made: Generated
    rows: dict[str, list[dict[str, object]]]
    redrawn: set[tuple[str, str]]

    def free(self, table: str, column: str) -> bool:
        return (table, column) not in self.redrawn


@pytest.fixture(scope="module", params=DOMAINS)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    made = generate_database(read_spec(SPECS / f"{request.param}.yaml"), scale=5)
    special = {(label["table"], label["key"]) for label in edge_labels(made.population)}
    rows = {
        table: [dict(row) for key, row in keyed if (table, key) not in special]
        for table, keyed in state_rows(made.population)
    }
    redrawn: Counter[tuple[str, str]] = Counter()
    for each in made.report.redrawn:
        redrawn.update({(each.table, column): each.records for column in each.columns})
    many = {place for place, count in redrawn.items() if count > REDRAWN * len(rows[place[0]])}
    return Drawn(made, rows, many)


def p_values(drawn: Drawn) -> Iterator[tuple[str, float]]:
    spec = drawn.made.population.spec
    for name, table in spec.tables.items():
        for column_name, column in table.columns.items():
            if not drawn.free(name, column_name):
                continue
            values = [row[column_name] for row in drawn.rows[name]]
            present = [value for value in values if value is not None]
            if 0 < column.null_share < 1 and not isinstance(column.draw, ComputedDraw):
                nulls = Counter(value is None for value in values)
                yield (
                    f"{name}.{column_name} null",
                    p_value(nulls, {True: column.null_share, False: 1 - column.null_share}),
                )
            for what, kind, shares in claims(column, spec.now):
                yield f"{name}.{column_name} {what}", p_value(Counter(map(kind, present)), shares)


def test_shares_are_within_sampling_error(drawn: Drawn) -> None:
    found = dict(p_values(drawn))
    assert len(found) >= 10
    assert {claim: p for claim, p in found.items() if p < UNLIKELY} == {}


def test_numbers_of_children_are_within_sampling_error(drawn: Drawn) -> None:
    spec = drawn.made.population.spec
    for name, table in spec.tables.items():
        if not isinstance(table.rows, PerParent):
            continue
        key = spec.tables[table.rows.per].key
        count = Counter(drawn.made.population.working.column(name, table.rows.via))
        numbers = Counter(count[row[key]] for row in drawn.rows[table.rows.per])
        assert p_value(numbers, children(table.rows)) > UNLIKELY, name


def test_popularity_is_as_skewed_as_declared(drawn: Drawn) -> None:
    """The number of pairs of rows that refer to the same row is usual for Zipf's law with the declared exponent."""
    spec = drawn.made.population.spec
    for name, table in spec.tables.items():
        for column, found in table.columns.items():
            draw = found.draw
            if not isinstance(draw, ReferenceDraw) or not draw.skew or draw.where or not drawn.free(name, column):
                continue
            count = Counter(row[column] for row in drawn.rows[name])
            among = drawn.made.population.working.count(str(found.references))
            shares = np.arange(1, among + 1) ** -draw.skew
            simulated = np.random.default_rng(1).multinomial(count.total(), shares / shares.sum(), 2000)
            pairs = np.sort((simulated * (simulated - 1)).sum(axis=1))
            below = np.searchsorted(pairs, sum(number * (number - 1) for number in count.values())) / len(pairs)
            assert UNLIKELY < below < 1 - UNLIKELY, f"{name}.{column}"


def test_the_test_notices_shares_that_are_a_little_off() -> None:
    assert p_value(Counter(a=860, b=140), {"a": 0.86, "b": 0.14}) > 0.9
    assert p_value(Counter(a=810, b=190), {"a": 0.86, "b": 0.14}) < UNLIKELY
    assert p_value(Counter(a=860, b=139, c=1), {"a": 0.86, "b": 0.14}) == 0
