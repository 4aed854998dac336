"""An index is only a faster way: what is found in tables with one is what is found in tables without."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.databases.expressions.evaluate import (
    ExpressionError,
    IndexedRows,
    Scope,
    evaluate,
    matching,
)
from eigendata_assets.databases.expressions.nodes import Boolean, Compare, Constant, Expression, Name
from eigendata_assets.databases.expressions.parse import parse

NOW = "2025-06-02T09:00:00"
VALUES: list[Any] = [None, True, 0, 1, 1.0, 2, "a", "b"]
TABLES = st.lists(st.tuples(*[st.sampled_from(VALUES)] * 2), max_size=8).map(
    lambda rows: {str(number): {"key": str(number), "x": x, "y": y} for number, (x, y) in enumerate(rows)}
)
SIDES: st.SearchStrategy[Expression] = st.one_of(
    st.sampled_from(VALUES).map(Constant), st.sampled_from(["x", "y", "wanted"]).map(Name)
)
CONDITIONS: st.SearchStrategy[Expression] = st.lists(
    st.builds(Compare, st.sampled_from(["==", "==", "!=", "<"]), SIDES, SIDES), min_size=1, max_size=3
).map(lambda some: some[0] if len(some) == 1 else Boolean("and", tuple(some)))


def found(rows: Any, where: Expression, wanted: Any) -> list[str] | None:
    try:
        return [row["key"] for row in matching("t", where, Scope({"t": rows}, NOW, {"wanted": wanted}))]
    except ExpressionError:
        return None


@settings(max_examples=300, deadline=None)
@given(TABLES, CONDITIONS, st.sampled_from(VALUES))
def test_a_condition_chooses_the_same_rows_in_the_same_order(
    rows: dict[str, Any], where: Expression, wanted: Any
) -> None:
    expected = found(rows, where, wanted)
    assert expected is None or found(IndexedRows(rows), where, wanted) == expected


@pytest.mark.parametrize(
    "text",
    ["count(t, x == wanted)", "smallest(t.y, wanted == x and y != null)", "total(t.y, x == wanted and y == x)",
     "exists(t, x == y)", "largest(t.y)", "count(t, x == wanted or y == wanted)"],
)  # fmt: skip
def test_numbers_over_rows_are_the_same(text: str) -> None:
    rows = {str(number): {"x": number % 3, "y": number % 5} for number in range(30)}
    for wanted in range(4):
        plain, indexed = ({"t": kind(rows)} for kind in (dict, IndexedRows))
        names = {"wanted": wanted}
        assert evaluate(parse(text), Scope(indexed, NOW, names)) == evaluate(parse(text), Scope(plain, NOW, names))


def test_a_column_hides_a_name_outside_and_rows_inside_rows_see_both() -> None:
    tables = {"t": IndexedRows({"1": {"x": 1, "y": 5}, "2": {"x": 2, "y": 5}}), "u": {"1": {"z": 1}, "2": {"z": 2}}}
    inside = Scope(tables, NOW, {"x": 9}).within({"y": 5})
    assert evaluate(parse("x"), inside) == 9
    assert evaluate(parse("count(t, x == 2 and y == 5)"), inside) == 1
    assert evaluate(parse("count(t, exists(u, z == x) and x < 2)"), inside) == 1


def test_equal_trees_with_other_values_are_not_mistaken_for_each_other() -> None:
    assert [evaluate(Constant(value), Scope({}, NOW)) for value in (1, True, 1.0)] == [1, True, 1.0]
    assert evaluate(Constant(True), Scope({}, NOW)) is True
