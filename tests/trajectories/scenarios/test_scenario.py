"""Scenarios: exact shares, and draws that depend on seed and place alone."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.scenarios.scenario import KINDS, SHARES, exact_counts, read_shares, space


@given(st.integers(0, 5000), st.dictionaries(st.sampled_from(KINDS), st.integers(1, 100), min_size=1))
def test_counts_add_up_and_are_at_most_one_from_the_share(count: int, shares: dict) -> None:
    counts = exact_counts(count, shares)
    assert sum(counts.values()) == count
    assert all(abs(counts[kind] - count * share / sum(shares.values())) < 1 for kind, share in shares.items())


def test_every_kind_has_a_share() -> None:
    assert set(SHARES) == set(KINDS)


def test_a_scenario_depends_on_seed_place_and_attempt_alone() -> None:
    one, other = space(5, 40, ["a", "b", "c"]), space(5, 40, ["a", "b", "c"])
    assert [one.scenario(index, 2) for index in range(40)] == [
        other.scenario(index, 2) for index in reversed(range(40))
    ][::-1]
    assert one.scenario(3, 0) != one.scenario(3, 1)


def test_goals_come_about_equally_often_and_are_changed_after_a_few_attempts() -> None:
    drawn = space(1, 30, ["a", "b", "c"])
    assert Counter(drawn.scenario(index, 0).goal for index in range(30)) == {"a": 10, "b": 10, "c": 10}
    assert {drawn.scenario(0, attempt).goal for attempt in range(18)} == {"a", "b", "c"}


def test_shares_are_read_from_text() -> None:
    assert read_shares("parallel_calls=2, tools_added=0.5") == {"parallel_calls": 2, "tools_added": 0.5}


@pytest.mark.parametrize("text", ["unknown=1", "parallel_calls", "parallel_calls=x", "parallel_calls=0"])
def test_shares_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(RequestError):
        read_shares(text)
