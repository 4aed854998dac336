"""Each misreading is the behaviour with one thing wrong."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eigendata_assets.databases.expressions.nodes import Name
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.behaviour.steps import Behaviour, ForEach, Let, Require, Value
from eigendata_assets.environments.suites.misreadings import Misreading, misreadings
from tests.bike_shop import bike_shop

BEHAVIOURS = read_behaviours(bike_shop())


def nothing_like_it(_: object) -> Sequence[object]:
    return ()


def returning(text: str) -> list[Misreading]:
    return list(misreadings(Behaviour((), Value(parse(text))), nothing_like_it))


def read_as(text: str) -> set[str]:
    """What an expression is read as, in words."""
    return {each.about for each in returning(text)} - {"changes made before a failure stay"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", {"< read as <=", "< read as >="}),
        ("a == b", {"== read as !="}),
        ("a and b", {"and read as the other", "a condition dropped"}),
        ("not a", {"a sign or `not` dropped"}),
        ("a - b", {"- read as +", "both sides of - swapped"}),
        ("a if b else c", {"the first way always", "the other way always"}),
        ("true", {"True read as the opposite"}),
        ("3", {"3 off by one"}),
        ("'held'", {"'held' mistaken"}),
        ("floor(a)", {"floor mistaken", "floor left out"}),
        ("hours_between(a, b)", {"arguments of hours_between swapped"}),
        ("max(a, b)", {"max mistaken"}),
        ("count(t)", {"count read as exists"}),
        ("total(t.c, a)", {"a filter dropped", "a filter turned round", "total read as largest"}),
        ("a", set()),
    ],
)
def test_an_expression_is_misread_in_these_ways(text: str, expected: set[str]) -> None:
    assert read_as(text) == expected


def test_a_name_is_mistaken_for_what_is_like_it() -> None:
    behaviour = Behaviour((), Value(parse("a")))
    found = list(misreadings(behaviour, lambda node: [Name("b")] if node == Name("a") else ()))
    assert [(each.about, each.behaviour.returns) for each in found[1:]] == [("a mistaken for b", Value(Name("b")))]


@pytest.mark.parametrize("tool", sorted(BEHAVIOURS))
def test_all_are_different_and_none_is_what_is_meant_but_the_one_that_keeps_changes(tool: str) -> None:
    meant = BEHAVIOURS[tool]
    kept, *others = misreadings(meant, nothing_like_it)
    assert kept.keeps
    assert kept.behaviour == meant
    assert len({each.behaviour for each in others}) == len(others)
    assert meant not in {each.behaviour for each in others}


@pytest.mark.parametrize("tool", sorted(BEHAVIOURS))
def test_up_to_the_step_at_which_it_shows_a_misreading_is_what_is_meant(tool: str) -> None:
    meant = BEHAVIOURS[tool]
    for each in misreadings(meant, nothing_like_it):
        same = each.shows_at - 1
        assert each.keeps or each.behaviour.steps[:same] == meant.steps[:same]
        if not each.keeps and same < len(meant.steps):
            assert each.behaviour.steps[same : same + 1] != meant.steps[same : same + 1]


def test_steps_that_only_bind_a_name_are_not_left_out() -> None:
    steps = (Let("x", parse("1")), Require(parse("x == 1"), ()), ForEach("e", parse("y"), (Require(parse("e"), ()),)))
    found = {each.about for each in misreadings(Behaviour(steps, Value(parse("x"))), nothing_like_it)}
    assert {"require left out", "foreach left out"} <= found
    assert "let left out" not in found
