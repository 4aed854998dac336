"""Whatever is read is there before: tables before those that refer to them, columns before those computed from them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.schedule import Cyclic, Schedule, schedule

KEY = {"type": "text", "draw": {"sequence": "K{n:03d}"}}


def table(rows: object = 5, **columns: object) -> Table:
    return Table.model_validate({"key": "id", "rows": rows, "columns": {"id": KEY, **columns}})


def computed(text: str) -> dict[str, object]:
    return {"type": "integer", "draw": {"compute": text}}


def reference(to: str, **more: object) -> dict[str, object]:
    return {"type": "text", "references": to, "draw": {"skew": 0}, **more}


def place(found: Schedule, name: str, column: str | None = None) -> int:
    return found.steps.index((name, column))


def test_a_table_comes_after_those_it_refers_to() -> None:
    found = schedule({"b": table(a=reference("a")), "a": table()})
    assert place(found, "a") < place(found, "b")


def test_a_table_with_rows_per_parent_comes_after_the_parent() -> None:
    per = {"per": "a", "via": "a", "mean": 1, "most": 2}
    found = schedule({"b": table(per, a=reference("a")), "a": table()})
    assert place(found, "a") < place(found, "b")


def test_a_sum_over_rows_comes_after_them_and_what_they_compute() -> None:
    tables = {
        "orders": table(total=computed("total(lines.price, order == this.id)")),
        "lines": table(order=reference("orders"), price=computed("amount * 2"), amount=computed("3")),
    }
    found = schedule(tables)
    assert place(found, "lines", "amount") < place(found, "lines", "price") < place(found, "orders", "total")


def test_a_reference_with_a_condition_waits_for_the_columns_of_the_condition() -> None:
    only = {"type": "text", "references": "a", "draw": {"skew": 0, "where": "size > 1"}}
    found = schedule({"b": table(a=only), "a": table(size=computed("2"))})
    assert place(found, "a", "size") < place(found, "b")


def test_a_cycle_of_references_is_broken_where_one_may_be_null() -> None:
    found = schedule({"a": table(b=reference("b", nullable=True)), "b": table(a=reference("a"))})
    assert found.later == {("a", "b")}
    assert place(found, "a") < place(found, "b") < place(found, "a", "b")


def test_a_table_that_refers_to_itself_sets_that_later() -> None:
    found = schedule({"a": table(boss=reference("a", nullable=True))})
    assert found.steps == (("a", None), ("a", "boss"))


def test_a_cycle_in_which_nothing_may_be_null_is_told() -> None:
    with pytest.raises(Cyclic) as caught:
        schedule({"a": table(b=reference("b")), "b": table(a=reference("a"))})
    assert {each for each, _ in caught.value.cycle} == {"a", "b"}


def test_columns_computed_from_each_other_are_a_cycle() -> None:
    with pytest.raises(Cyclic, match=r"a\.one"):
        schedule({"a": table(one=computed("two"), two=computed("one"))})


@given(st.permutations(range(6)), st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=12))
def test_any_tables_without_cycle_are_made_in_order(names: list[int], pairs: set[tuple[int, int]]) -> None:
    arrows = {(one, other) for one, other in pairs if one > other}
    tables: Mapping[str, Table] = {
        f"t{n}": table(**{f"to{other}": reference(f"t{other}") for one, other in arrows if one == n}) for n in names
    }
    found = schedule(tables)
    assert sorted(found.steps) == sorted((name, None) for name in tables)
    assert all(place(found, f"t{other}") < place(found, f"t{one}") for one, other in arrows)
