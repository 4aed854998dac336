"""Regions are walked through without replacement, and evenly in what stands in front."""

from __future__ import annotations

from collections import Counter
from math import gcd

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.scenarios.region import Region, next_coprime

SIZES = st.lists(st.integers(1, 6), min_size=1, max_size=5)


def region(sizes: list[int], seed: str) -> Region:
    return Region(seed, tuple((f"d{place}", tuple(map(str, range(size)))) for place, size in enumerate(sizes)))


@given(SIZES, st.text(max_size=5))
def test_every_point_is_met_once_before_any_comes_again(sizes: list[int], seed: str) -> None:
    walked = region(sizes, seed)
    points = [tuple(walked.at(number).values()) for number in range(walked.size)]
    assert len(set(points)) == walked.size
    assert tuple(walked.at(walked.size).values()) == points[0]


@given(SIZES, st.text(max_size=5), st.integers(1, 5), st.integers(0, 50))
def test_the_first_dimensions_take_all_their_combinations_in_turn(
    sizes: list[int], seed: str, many: int, start: int
) -> None:
    walked, some = region(sizes, seed), sizes[:many]
    turn = region(some, "").size
    seen = [tuple(list(walked.at(number).values())[: len(some)]) for number in range(start, start + turn)]
    assert len(set(seen)) == turn


@given(SIZES, st.text(max_size=5), st.integers(1, 200))
def test_any_number_of_steps_covers_the_first_dimension_evenly(sizes: list[int], seed: str, steps: int) -> None:
    walked = region(sizes, seed)
    counts = Counter(walked.at(number)["d0"] for number in range(steps))
    assert max(counts.values()) - min([*counts.values(), *[0] * (len(counts) < sizes[0])]) <= 1


@given(st.integers(1, 1000), st.integers(1, 1000))
def test_the_next_coprime_is_one(number: int, other: int) -> None:
    found = next_coprime(number, other)
    assert found >= number
    assert gcd(found, other) == 1
