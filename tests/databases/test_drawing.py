"""Drawn values are on their grid, within their range, of their type, and different where they must be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.draws import NumberDraw, SequenceDraw, TimeDraw, ValuesDraw
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.databases.drawing import Stream, choices, draw_values, rounded, sequence, typed_value
from eigendata_assets.databases.streams import stream

NOW = "2025-06-02T09:00:00"
STEPS = st.sampled_from([0.01, 0.05, 0.5, 1, 2, 5, 10])


def values(draw: Any, count: int, seed: int = 1, kind: Any = "integer", **column: Any) -> list[Any]:
    return draw_values(Column(type=kind, **column), draw, count, Stream(stream(seed, "test"), NOW))


def uniform(low: float, high: float, step: float = 1) -> NumberDraw:
    return NumberDraw(distribution="uniform", parameters={"low": low, "high": high}, step=step)


@given(
    st.lists(st.floats(-1e6, 1e6), max_size=20), STEPS, st.integers(-50, 50), st.integers(0, 60), st.booleans()
)  # fmt: skip
def test_rounded_values_are_on_the_grid_and_in_the_range(
    numbers: list[float], step: float, low: int, width: int, whole: bool
) -> None:
    column = Column(type="integer" if whole else "number", minimum=low, maximum=low + width)
    step = max(1, step) if whole else step
    for each in rounded(np.array(numbers), step, column, whole=whole):
        assert low <= each <= low + width
        assert isinstance(each, int if whole else float)
        if width >= step:
            assert math.isclose(each / step, round(each / step), abs_tol=1e-6)


def test_a_bound_beside_the_grid_is_not_crossed_by_rounding() -> None:
    odd = Column(type="integer", minimum=1, maximum=7)
    assert rounded(np.array([0.0, 7.0, 9.0]), 2, odd, whole=True) == [2, 6, 6]
    assert rounded(np.array([8.0]), 10, odd, whole=True) == [7], "no place of the grid is inside"


@settings(deadline=None)
@given(st.integers(-20, 20), st.integers(0, 40), st.integers(-20, 20), st.integers(0, 40), st.integers(0, 99))
def test_unique_numbers_are_different_and_within_the_range_where_there_are_enough(
    low: int, width: int, least: int, most: int, seed: int
) -> None:
    both = range(max(low, least), min(low + width, least + most) + 1)
    column = {"minimum": least, "maximum": least + most, "unique": True}
    assert sorted(values(uniform(low, low + width), len(both), seed, **column)) == list(both)


def test_few_unique_numbers_of_a_vast_grid_take_no_time() -> None:
    found = values(uniform(0, 10**12), 1_000, unique=True, minimum=0)
    assert len(set(found)) == 1_000


def test_unique_values_are_drawn_once_each_and_never_those_of_weight_0() -> None:
    draw = ValuesDraw(values={"1": 5, "2": 1, "3": 1, "4": 0})
    assert sorted(values(draw, 3, unique=True)) == [1, 2, 3]


@given(st.dictionaries(st.integers(-9, 9).map(str), st.integers(1, 5), min_size=1))
def test_shares_are_weights_over_their_sum(weights: dict[str, float]) -> None:
    found, shares = choices(Column(type="integer"), ValuesDraw(values=weights))
    assert found == [int(each) for each in weights]
    assert np.allclose(shares * sum(weights.values()), list(weights.values()))


def test_weights_may_be_of_truth_values_and_numbers() -> None:
    draw = ValuesDraw.model_validate({"values": {True: 3, False: 1}})
    assert choices(Column(type="boolean"), draw)[0] == [True, False]
    assert choices(Column(type="integer"), ValuesDraw.model_validate({"values": {1: 3, 2: 1}}))[0] == [1, 2]


def test_keys_of_a_mapping_of_weights_have_the_type_of_the_column() -> None:
    assert typed_value(Column(type="boolean"), "true") is True
    assert typed_value(Column(type="boolean"), "False") is False
    assert typed_value(Column(type="integer"), "7") == 7
    assert typed_value(Column(type="number"), "7.5") == 7.5
    assert typed_value(Column(type="text"), "7") == "7"
    assert typed_value(Column(type="text"), None) is None


@given(st.integers(0, 30), st.sets(st.integers(0, 40)), st.integers(0, 5))
def test_numbered_values_are_different_and_not_taken(count: int, taken: set[int], start: int) -> None:
    draw = SequenceDraw(sequence="R{n:03d}", start=start)
    names = [f"R{n:03d}" for n in taken]
    found = sequence(Column(type="text"), draw, count, names)
    assert len(set(found)) == len(found) == count
    assert not set(found) & set(names)
    assert found == sorted(found)


def test_numbers_of_an_integer_key_are_integers() -> None:
    assert sequence(Column(type="integer"), SequenceDraw(sequence="{n}", start=5), 3, [6]) == [5, 7, 8]


@settings(deadline=None, max_examples=50)
@given(st.floats(-40, 40), st.floats(0.05, 40), st.sampled_from([1, 5, 15, 30]), st.integers(0, 99))
def test_times_are_within_their_days_and_on_their_minutes(first: float, width: float, minutes: int, seed: int) -> None:
    draw = TimeDraw(earliest=first, latest=first + width + 1, minutes=minutes)
    now = np.datetime64(NOW)
    for each in values(draw, 20, seed, "datetime"):
        days = (np.datetime64(each) - now) / np.timedelta64(1, "D")
        assert first - 1e-4 <= days <= first + width + 1 + 1e-4
        assert int(each[14:16]) % minutes == 0
        assert each.endswith(":00")
