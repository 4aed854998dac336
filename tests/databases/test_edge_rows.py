"""Edge cases have rows of their own, as many children as they ask for, and what they fix is not drawn again."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.edge_rows import EdgeRows, choose_edge_rows, counts_of_children, given_to_edges
from eigendata_assets.databases.pins import pinned_keys, pinned_rows
from eigendata_assets.databases.regeneration import redraw
from eigendata_assets.databases.streams import stream
from tests.databases.small_specs import CINEMA, populated


def parent(*children: int, rows: int = 1, examples: int = 0) -> Table:
    cases = [{"label": f"c{n}", "rows": rows, "with_children": {"kids": count}} for n, count in enumerate(children)]
    example = [{"id": f"E{n}"} for n in range(examples)]
    columns = {"id": {"type": "text"}}
    return Table.model_validate(
        {"key": "id", "rows": 9, "columns": columns, "edge_cases": cases, "examples": example}
    )  # fmt: skip


def chosen(table: Table, count: int, seed: int = 1) -> EdgeRows:
    edges = EdgeRows()
    choose_edge_rows(edges, "parents", table, count, stream(seed, "edges"))
    return edges


@given(st.lists(st.integers(0, 3), max_size=4), st.integers(0, 3), st.integers(0, 20), st.integers(0, 99))
def test_edge_cases_share_no_rows_and_take_no_examples(cases: list[int], examples: int, count: int, seed: int) -> None:
    edges = chosen(parent(*cases, rows=2, examples=examples), count, seed)
    rows = [row for number in range(len(cases)) for row in edges.rows("parents", number)]
    assert len(set(rows)) == len(rows) == min(2 * len(cases), max(0, count - examples))
    assert all(examples < row <= count for row in rows)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=4), st.integers(0, 99), st.integers(16, 40))
def test_each_edge_case_has_as_many_children_as_it_asks_for(cases: list[int], seed: int, children: int) -> None:
    table = parent(*cases)
    edges = chosen(table, 9, seed)
    keys = [f"K{n}" for n in range(9)]
    values: list[object] = [keys[int(each)] for each in stream(seed, "drawn").integers(0, 9, children)]
    given_to_edges(values, list(keys), edges, "parents", table, "kids", stream(seed, "given"))
    counts = Counter(values)
    for row, wanted in counts_of_children(edges, "parents", table, "kids"):
        assert counts[keys[row - 1]] == wanted
    assert set(values) <= set(keys)
    assert len(values) == children


def test_rows_without_a_reference_stay_without() -> None:
    table = parent(1)
    edges = chosen(table, 3)
    values: list[object] = [None, "K0", None, "K1", "K2"]
    given_to_edges(values, ["K0", "K1", "K2"], edges, "parents", table, "kids", stream(1, "given"))
    assert [value is None for value in values] == [True, False, True, False, False]


def test_other_children_are_not_spoken_of() -> None:
    table = parent(2)
    assert list(counts_of_children(chosen(table, 5), "parents", table, "others")) == []


def test_what_an_edge_case_or_an_example_sets_is_pinned_and_nothing_else() -> None:
    population = populated(CINEMA.replace("    edge_cases:", "    examples: [{status: planned}]\n    edge_cases:"))
    set_late = population.edges.rows("shows", 1)
    assert pinned_rows(population, "shows", "status") == {1, *set_late}
    assert pinned_rows(population, "shows", "starts_at") == set(set_late)
    assert pinned_rows(population, "shows", "ends_at") == frozenset()


def test_references_to_rows_whose_children_are_counted_are_pinned() -> None:
    population = populated()
    counted = {population.keys["shows"][row - 1] for number in (0, 1) for row in population.edges.rows("shows", number)}
    assert pinned_keys(population, "tickets", "show_id") == counted
    assert pinned_keys(population, "tickets", "name") == frozenset()
    rows = pinned_rows(population, "tickets", "show_id")
    shows = population.working.column("tickets", "show_id")
    assert rows == {row for row, show in enumerate(shows, 1) if show in counted}
    assert len(rows) == 3


def test_rows_drawn_again_do_not_come_to_an_edge_case() -> None:
    population = populated()
    kept = pinned_keys(population, "tickets", "show_id")
    free = [row for row in range(1, 251) if row not in pinned_rows(population, "tickets", "show_id")]
    before = Counter(population.working.column("tickets", "show_id"))
    redraw(population, "tickets", "show_id", free, ("test",))
    after = Counter(population.working.column("tickets", "show_id"))
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert after != before
