"""A wish makes both sides of a comparison equal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.databases.expressions.evaluate import Scope, evaluate
from eigendata_assets.databases.expressions.nodes import Binary, Call, Constant, Expression, Name
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.environments.suites.inversion import wishes

SCOPE = Scope({}, "2025-06-02T09:00:00", {"x": 8, "y": 2, "at": "2025-06-03T09:00:00", "day": "2025-06-03"})


def wished(text: str, target: Any) -> list[Any]:
    return list(wishes(parse(text), target, SCOPE))


@pytest.mark.parametrize(
    ("text", "target", "expected"),
    [
        ("x", 5, [5]),
        ("x + 3", 10, [7]),
        ("x - y", 10, [12, -2]),
        ("20 - x", 5, [15]),
        ("x * 4", 10, [2.5]),
        ("x * 4", 12, [3]),
        ("x / 4", 3, [12]),
        ("x // 4", 3, [12]),
        ("floor(x)", 3, [3]),
        ("x if y > 1 else 5 + y", 7, [7, 2]),
        ("hours_between(now, at)", 24, ["2025-06-03T09:00:00", "2025-06-02T09:00:00"]),
        ("days_between(day, at)", 2, ["2025-06-05", "2025-06-01T09:00:00"]),
        ("add_days(day, 2)", "2025-06-05", ["2025-06-03"]),
        ("date_of(at)", "2025-07-01", ["2025-07-01T12:00:00"]),
    ],
)
def test_wishes_for_each_name_of_an_expression(text: str, target: Any, expected: list[Any]) -> None:
    assert wished(text, target) == expected


@pytest.mark.parametrize("text", ["5", "5 + 3", "x * 0", "year(day)", "x in [1, 2]", "nobody * nobody"])
def test_where_nothing_can_be_wished_nothing_is(text: str) -> None:
    assert wished(text, 5) == []


def chains() -> st.SearchStrategy[Expression]:
    """Sums and differences in which `x` stands once."""
    numbers = st.integers(-50, 50).map(Constant)

    def longer(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        one = st.tuples(st.sampled_from(["+", "-"]), inner, numbers, st.booleans())
        return one.map(lambda each: Binary(each[0], *(each[1:3] if each[3] else each[2:0:-1])))  # type: ignore[arg-type]

    return st.recursive(st.just(Name("x")), longer, max_leaves=6)


@given(chains(), st.integers(-100, 100))
def test_a_wish_gives_a_sum_the_value_that_was_asked_for(expression: Expression, target: int) -> None:
    (wish,) = wishes(expression, target, SCOPE)
    assert evaluate(expression, replace(SCOPE, names={"x": wish})) == target


@given(st.integers(0, 3 * 10**9), st.integers(-1000, 1000))
def test_a_wished_time_is_so_many_hours_away(moment: int, hours: int) -> None:
    start = str(np.datetime64(moment, "s"))
    first, second = wishes(parse("hours_between(a, b)"), hours, replace(SCOPE, names={"a": start, "b": start}))
    for names in ({"a": start, "b": first}, {"a": second, "b": start}):
        assert evaluate(Call("hours_between", (Name("a"), Name("b"))), replace(SCOPE, names=names)) == hours
