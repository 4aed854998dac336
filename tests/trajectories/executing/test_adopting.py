"""What the environment gives is taken over: results, messages of refusals, and keys where they stand now."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.executing.adopting import adopted
from eigendata_assets.trajectories.executing.answers import difference_of
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said, Source, Untrue
from eigendata_assets.trajectories.graphs.hidden import Hidden
from eigendata_assets.trajectories.graphs.sources import Computed, Input

LISTED = {"rows": [{"id": "A1", "size": 3}, {"id": "A2", "size": 4}]}
KEY = Found(0, ("rows", 1, "id"), (("size", 4),))


def hidden(*keys: str) -> Hidden:
    return lambda _, value: value in keys


NOTHING = hidden()


def graph(source: Source = KEY, value: Json = "A2", untrue: tuple[Untrue, ...] = (), **goal: Any) -> Graph:
    """A look-up and a goal that takes what it gives."""
    look_up = Node("look", {"name": "Ann"}, {"name": Said("Ann")}, LISTED)
    change = Node(
        "change", {"id": value}, {"id": source}, goal.get("value", {"done": 1}), goal.get("error"), True, True
    )
    return Graph({}, [look_up, change], list(untrue))


def test_what_came_is_expected_then() -> None:
    came = {0: {"rows": [*LISTED["rows"], {"id": "A3", "size": 5}]}, 1: {"done": 2, "at": "09:00"}}
    found = adopted(graph(), came, NOTHING)
    assert found is not None
    assert difference_of(found, came) is None
    assert found.nodes[1].sources == {"id": KEY}


def test_a_key_is_found_where_it_stands_now_and_told_apart_by_what_stands_beside_it() -> None:
    came = {0: {"items": [{"id": "A2", "size": 7}, {"id": "A1", "size": 3}]}}
    found = adopted(graph(), came, hidden("A1", "A2"))
    assert found is not None
    assert found.nodes[1].sources == {"id": Found(0, ("items", 0, "id"), (("size", 7),))}
    assert found.nodes[1].arguments == {"id": "A2"}


def test_where_a_key_is_gone_what_stands_in_its_place_is_the_argument() -> None:
    found = adopted(graph(), {0: {"rows": [{"id": "B1", "size": 3}, {"id": "B2", "size": 4}]}}, NOTHING)
    assert found is not None
    assert found.nodes[1].arguments == {"id": "B2"}


@pytest.mark.parametrize(
    "came",
    [
        {"rows": []},
        {"rows": [{"id": "B1", "size": 4}, {"id": ["B2"], "size": 4}]},
        {"rows": [{"id": "B1"}, {"id": "A2"}]},
        {"other": 1},
        "nothing",
    ],
)
def test_a_key_that_stands_nowhere_or_cannot_be_told_apart_is_no_argument(came: Json) -> None:
    assert adopted(graph(), {0: came}, hidden("A2", "B1")) is None


def test_a_refusal_that_was_expected_has_the_words_of_the_environment() -> None:
    found = adopted(graph(value="A2", error="No."), {1: {"error": "Never."}}, NOTHING)
    assert found is not None
    assert found.nodes[1].error == "Never."


@pytest.mark.parametrize(("error", "came"), [("No.", {"done": 1}), (None, {"error": "No."})])
def test_a_call_that_fails_or_succeeds_against_expectation_is_not_taken_over(error: str | None, came: Json) -> None:
    before = graph(error=error)
    found = adopted(before, {1: came}, NOTHING)
    assert found is not None
    assert found.nodes == before.nodes
    difference = difference_of(found, {1: came})
    assert difference is not None
    assert difference.is_turned


def test_an_input_of_a_computed_argument_that_is_gone_is_not_computed_from() -> None:
    source = Computed("days_between", (Input("2025-06-05", Found(0, ("rows", 1, "size"))), Input("x", Said("x"))))
    found = adopted(graph(source), {0: {"rows": []}}, NOTHING)
    assert found is not None
    assert found.nodes[1].sources == {"id": Said("A2")}


@pytest.mark.parametrize(("size", "is_kept"), [(4, False), (9, True)])
def test_what_a_deceiver_claims_stays_untrue(size: int, is_kept: bool) -> None:
    claim = Untrue("rows", "size", 4, 0, ("rows", 0, "size"))
    came = {"rows": [{"id": "A1", "size": size}, {"id": "A2", "size": 5}]}
    assert (adopted(graph(untrue=(claim,)), {0: came}, NOTHING) is not None) is is_kept
