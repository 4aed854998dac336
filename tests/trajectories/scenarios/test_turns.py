"""All take turns, and who has had all of his drops out."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.scenarios.turns import Turns

NAMES = ("a", "b", "c", "d")


def test_without_limits_each_comes_once_in_a_round() -> None:
    assert [Turns(NAMES).at(number) for number in range(8)] == [(name, round_) for round_ in (0, 1) for name in NAMES]


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(1, 9)), st.integers(1, 200))
def test_nobody_has_the_same_turn_twice_and_none_is_left_out(most: dict[str, int], count: int) -> None:
    given_out = [Turns(NAMES, most).at(number) for number in range(count)]
    assert len(set(given_out)) == count
    for name in NAMES:
        assert [turn for other, turn in given_out if other == name] == list(
            range(Counter(given_out_names(given_out))[name])
        )


@given(st.dictionaries(st.sampled_from(NAMES[:3]), st.integers(1, 9)), st.integers(1, 200))
def test_who_has_a_limit_keeps_to_it_while_others_have_none(most: dict[str, int], count: int) -> None:
    counts = Counter(given_out_names([Turns(NAMES, most).at(number) for number in range(count)]))
    assert all(counts[name] <= limit for name, limit in most.items())


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 4))
def test_where_all_have_limits_it_begins_anew_in_the_same_proportion(one: int, other: int, times: int) -> None:
    turns = Turns(NAMES[:2], {"a": one, "b": other})
    counts = Counter(given_out_names([turns.at(number) for number in range(times * (one + other))]))
    assert counts == {"a": times * one, "b": times * other}


def given_out_names(turns: list[tuple[str, int]]) -> list[str]:
    return [name for name, _ in turns]
