"""Rows that are too many for one row move to others with room, and no further than needed."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.databases.capacities import capacity
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.moving import Move, moves
from eigendata_assets.databases.population import Population, populate
from eigendata_assets.databases.streams import stream
from tests.databases.small_specs import populated, spec

SHELVES = """\
name: shelves
description: Boxes on shelves.
tables:
  shelves:
    key: id
    rows: 4
    columns:
      id: {type: text, draw: {sequence: "S{n}", start: 1}}
      places: {type: integer, draw: {values: [3]}}
  boxes:
    key: id
    rows: 8
    columns:
      id: {type: text, draw: {sequence: "B{n}", start: 1}}
      shelf: {type: text, references: shelves, draw: {skew: 0}}
      width: {type: integer, minimum: 1, maximum: 3, draw: {distribution: uniform, parameters: {low: 1, high: 1}}}
"""
LIMIT = "count(boxes, shelf == this.id) <= places"
SHELF_SPEC = spec(SHELVES).spec


def filled(shelves: list[str], widths: list[int] | None = None) -> Population:
    """The boxes on these shelves, in order."""
    population = populate(SHELF_SPEC)
    population.working.set("boxes", "shelf", [(shelf, row) for row, shelf in enumerate(shelves, 1)])
    population.working.set("boxes", "width", [(width, row) for row, width in enumerate(widths or [1] * 8, 1)])
    return population


def moved(
    population: Population, text: str = LIMIT, fixed: frozenset[int] = frozenset(), kept: frozenset[str] = frozenset()
) -> Move:
    limit = capacity(parse(text), "shelves", population.spec.tables)
    assert limit is not None
    move = moves(population, "shelves", limit, fixed, kept, stream(1, "test"))
    population.working.set(move.table, move.column, [(value, row) for row, value in move.values.items()])
    return move


def on_shelves(population: Population) -> Counter[object]:
    return Counter(population.working.column("boxes", "shelf"))


def test_only_the_surplus_moves() -> None:
    population = filled(["S1"] * 5 + ["S2", "S3", "S4"])
    assert len(moved(population).values) == 2
    assert on_shelves(population)["S1"] == 3
    assert max(on_shelves(population).values()) == 3


def test_nothing_moves_where_all_have_room() -> None:
    assert moved(filled(["S1", "S2", "S3", "S4"] * 2)).values == {}


def test_fixed_rows_stay_and_take_no_room_from_others() -> None:
    population = filled(["S1"] * 7 + ["S2"])
    move = moved(population, fixed=frozenset({1, 2, 3}), kept=frozenset({"S3", "S4"}))
    assert set(move.values) <= {4, 5, 6, 7}
    assert set(move.values.values()) == {"S2"}
    assert on_shelves(population)["S2"] == 3, "both places are used, although fixed rows come between"


def test_a_kept_row_gets_none() -> None:
    population = filled(["S1"] * 5 + ["S2", "S2", "S2"])
    moved(population, kept=frozenset({"S3"}))
    assert on_shelves(population) == {"S1": 3, "S2": 3, "S4": 2}


def test_where_nobody_has_room_nothing_moves() -> None:
    population = filled(["S1"] * 8)
    assert moved(population, kept=frozenset({"S2", "S3", "S4"})).values == {}


def test_a_strict_limit_is_not_reached_by_those_who_receive() -> None:
    population = filled(["S1"] * 5 + ["S2", "S2", "S3"])
    moved(population, "count(boxes, shelf == this.id) < places")
    assert on_shelves(population) == {"S1": 2, "S2": 2, "S3": 2, "S4": 2}


def test_rows_weigh_what_is_summed() -> None:
    population = filled(["S1", "S1", "S2", "S3", "S4", "S4", "S4", "S2"], [3, 2, 1, 1, 1, 1, 1, 1])
    moved(population, "total(boxes.width, shelf == this.id) <= places")
    totals = Counter[object]()
    for shelf, width in population.working.ask("SELECT shelf, width FROM boxes"):
        totals[shelf] += width
    assert totals["S1"] <= 3
    assert max(totals.values()) == 3


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(["S1", "S2", "S3", "S4"]), min_size=8, max_size=8), st.sets(st.integers(1, 8)))
def test_nobody_gets_too_many_and_whoever_can_gives_the_surplus(shelves: list[str], fixed: set[int]) -> None:
    population = filled(shelves)
    before = Counter(shelves)
    move = moved(population, fixed=frozenset(fixed))
    after = on_shelves(population)
    assert not set(move.values) & fixed
    for shelf in ("S1", "S2", "S3", "S4"):
        held = sum(1 for row in fixed if shelves[row - 1] == shelf)
        assert after[shelf] <= max(3, held), "eight boxes have room on four shelves of three"
        assert before[shelf] > 3 or after[shelf] >= before[shelf]


def test_a_whole_population_is_left_as_it_was_where_nothing_is_too_much() -> None:
    population = populated(SHELVES)
    rows = population.working.ask("SELECT * FROM boxes")
    moved(population, "count(boxes, shelf == this.id) <= places + 10")
    assert population.working.ask("SELECT * FROM boxes") == rows
