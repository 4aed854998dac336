"""Scenarios: exact shares, and draws that depend on seed and place alone."""

from __future__ import annotations

from collections import Counter
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.scenarios.dimensions import (
    Aim,
    Difficulty,
    Experience,
    Ground,
    Kind,
    Link,
    Mood,
    Tactic,
    Way,
)
from eigendata_assets.trajectories.scenarios.scenario import (
    KINDS,
    SHARES,
    Space,
    exact_counts,
    kinds_of,
    read_shares,
    space,
)

GROUND = Ground(
    tools=("look", "open", "fill", "empty"),
    writes=frozenset({"open", "fill", "empty"}),
    suited={
        "recovery": ("open", "fill"),
        "deception": ("open", "fill"),
        "against_policy": ("open", "fill"),
        "invalid_value": ("fill",),
        "chained_tasks": ("open",),
        "tools_added": ("open", "fill", "empty"),
    },
    limited=frozenset({"fill", "empty"}),
    difficulties={"fill": ("medium", "easy"), "empty": ("medium", "hard")},
    ways={"open": ("other_value",), "fill": ("other_value", "enabling_task:empty")},
    feeding={"open": ("fill", "empty")},
    labels={"fill": ("boxes.full", "boxes.broken")},
    fitting={"fill": ("boxes.broken",)},
)


@given(st.integers(0, 5000), st.dictionaries(st.sampled_from(KINDS), st.integers(1, 100), min_size=1))
def test_counts_add_up_and_are_at_most_one_from_the_share(count: int, shares: dict) -> None:
    counts = exact_counts(count, shares)
    assert sum(counts.values()) == count
    assert all(abs(counts[kind] - count * share / sum(shares.values())) < 1 for kind, share in shares.items())


def test_every_kind_has_a_share() -> None:
    assert set(SHARES) == set(KINDS)


def test_a_scenario_depends_on_seed_place_and_attempt_alone() -> None:
    one, other = space(5, 40, GROUND), space(5, 40, GROUND)
    forward = [one.scenario(index, 2) for index in range(40)]
    assert forward == [other.scenario(index, 2) for index in reversed(range(40))][::-1]
    assert one.scenario(3, 0) != one.scenario(3, 1)
    assert forward != [space(6, 40, GROUND).scenario(index, 2) for index in range(40)]


def test_goals_come_about_equally_often_and_are_changed_after_a_few_attempts() -> None:
    drawn = space(1, 40, GROUND, {"single_turn_single_task": 1})
    assert Counter(drawn.scenario(index, 0).goal for index in range(40)) == dict.fromkeys(GROUND.tools, 10)
    assert {drawn.scenario(0, attempt).goal for attempt in range(24)} == set(GROUND.tools)


def point(drawn: Space, index: int, attempt: int) -> tuple[Json, ...]:
    """A scenario without its place and seed."""
    details = drawn.scenario(index, attempt).details()
    return tuple(value for name, value in details.items() if name not in ("index", "attempt", "seed", "turn"))


@given(st.integers(1, 300), st.integers(0, 50), st.sampled_from(KINDS))
def test_no_scenario_is_given_twice_whatever_is_tried_in_between(count: int, seed: int, kind: Kind) -> None:
    drawn = space(seed, count, GROUND, {kind: 1})
    given_out = [point(drawn, index, attempt) for index in range(count) for attempt in (0, 3)]
    assert len(set(given_out)) == len(given_out)
    assert point(drawn, 0, 0) == point(drawn, 0, 2)


def test_every_value_of_every_dimension_comes_about() -> None:
    drawn = space(0, 4000, GROUND)
    scenarios = [drawn.scenario(index, 0) for index in range(4000)]
    for name, values in (
        ("experience", get_args(Experience)), ("mood", get_args(Mood)), ("difficulty", get_args(Difficulty)),
        ("aim", get_args(Aim)), ("tactic", get_args(Tactic)), ("way", get_args(Way)), ("link", get_args(Link)),
        ("edge_case", ("", "boxes.full", "boxes.broken")), ("companion", ("", *GROUND.tools)),
    ):  # fmt: skip
        assert {getattr(each, name) for each in scenarios} == set(values), name


def test_tasks_that_feed_each_other_and_kinds_are_only_about_tools_that_suit() -> None:
    drawn = space(0, 2000, GROUND)
    for each in (drawn.scenario(index, 0) for index in range(2000)):
        assert each.goal in GROUND.goals(each.kind)
        if each.link == "feeds":
            assert each.companion in GROUND.feeding[each.goal]
        if each.edge_case:
            labels = GROUND.labels if each.kind == "against_policy" else GROUND.fitting
            assert each.edge_case in labels[each.goal]


def test_a_kind_that_no_tool_suits_is_left_out_or_refused_where_it_was_asked_for() -> None:
    bare = Ground(("look",), suited={"recovery": (), "chained_tasks": ()})
    assert "recovery" not in space(0, 1000, bare).kinds
    with pytest.raises(RequestError, match="recovery"):
        space(0, 10, bare, {"recovery": 1})


def test_shares_are_read_from_text() -> None:
    assert read_shares("parallel_calls=2, tools_added=0.5") == {"parallel_calls": 2, "tools_added": 0.5}


@pytest.mark.parametrize("text", ["unknown=1", "parallel_calls", "parallel_calls=x", "parallel_calls=0"])
def test_shares_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(RequestError):
        read_shares(text)


def test_a_choice_that_weighs_more_is_met_that_much_more_often() -> None:
    rules = {"experience": {"novice": 4.0}, "mood": {"calm": 0.5}}
    drawn = space(1, 2000, GROUND, {"single_turn_single_task": 1}, rules)
    people = Counter(drawn.scenario(place, 0).experience for place in range(2000))
    assert 3 < people["novice"] / people["expert"] < 5
    moods = Counter(drawn.scenario(place, 0).mood for place in range(2000))
    assert 1.5 < moods["hurried"] / moods["calm"] < 2.5


@pytest.mark.parametrize(
    ("weights", "told"), [({"told": 1.0, "looked_up": 0.0}, True), ({"told": 0.0, "looked_up": 1.0}, False)]
)
def test_who_knows_the_keys_of_his_things_can_be_weighed(weights: dict[str, float], told: bool) -> None:
    drawn = space(1, 50, GROUND, {"single_turn_single_task": 1}, {"keys": weights})
    assert {drawn.scenario(place, 0).says_keys for place in range(50)} == {told}


def test_without_rules_scenarios_are_the_usual_ones() -> None:
    usual, ruled = space(3, 60, GROUND), space(3, 60, GROUND, rules={"mood": dict.fromkeys(get_args(Mood), 2.0)})
    assert [usual.scenario(place, 0) for place in range(60)] == [ruled.scenario(place, 0) for place in range(60)]


@given(st.permutations(list(SHARES)))
def test_the_order_in_which_shares_are_given_does_not_matter(order: list[Kind]) -> None:
    assert kinds_of(2, 200, {kind: SHARES[kind] for kind in order}) == kinds_of(2, 200, SHARES)
