"""Parameters are revised from the answer first, and never to what was tried or what an answer has blamed."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.graph_traces import Attempt
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.executing.answers import Difference
from eigendata_assets.trajectories.executing.revising import Change, attempt_of, past_of, values_in
from eigendata_assets.trajectories.graphs.graph import Node
from tests.trajectories.graphs.test_deriving import SHOP

REFUSED = {"error": "Hire H1 is over; at most 3 days, until 2025-06-08."}


def parameter(**more: Any) -> Parameter:
    return Parameter.model_validate({"type": "integer", "description": "", **more})


@pytest.mark.parametrize(
    ("answer", "taken", "expected"),
    [
        (REFUSED, parameter(), [3]),
        (REFUSED, parameter(maximum=2), []),
        (REFUSED, parameter(type="string", format="date"), ["2025-06-08"]),
        ({"error": "Only economy or business."}, parameter(type="string", enum=["business", "first"]), ["business"]),
        ({"error": "At most $500 or 2.5 kg of B-13."}, parameter(), [500]),
        ({"error": "No."}, parameter(type="string"), []),
        ("at most 4", parameter(), [4]),
    ],
)
def test_values_that_an_answer_names_are_those_that_the_parameter_takes(
    answer: Json, taken: Parameter, expected: list[Json]
) -> None:
    assert list(values_in(answer, taken)) == expected


def difference(days: int = 5, key: str = "H1", came: Json = None) -> Difference:
    node = Node("keep_longer", {"hire_id": key, "days": days}, {}, {"hire": {}}, is_goal=True)
    return Difference(0, node, REFUSED if came is None else came)


def attempt(**more: Any) -> Attempt:
    given: dict[str, Json] = {"arguments": {"hire_id": "H2", "days": 4}, "expected": 1, "came": {"error": "No."}}
    return Attempt.model_validate({"tool": "keep_longer", **given, "why": "", "revised": "another value", **more})


def test_a_row_that_an_answer_names_is_blamed_and_any_call_about_it_is_of_no_use() -> None:
    past = past_of(SHOP, [], difference())
    assert past.blamed == {"H1"}
    assert past.has(SHOP, "bring_back_earlier", {"hire_id": "H1", "days": 1})
    assert not past.has(SHOP, "keep_longer", {"hire_id": "H2", "days": 5})


def test_an_answer_that_names_no_row_blames_none_and_a_key_within_another_word_is_not_named() -> None:
    past = past_of(SHOP, [], difference(came={"error": "H10 and AH1 are fine."}))
    assert past.blamed == frozenset()
    assert past.has(SHOP, "keep_longer", {"days": 5, "hire_id": "H1"})
    assert not past.has(SHOP, "keep_longer", {"days": 4, "hire_id": "H1"})


def test_what_was_tried_before_is_remembered_but_for_what_was_only_taken_over() -> None:
    taken_over = attempt(arguments={"hire_id": "H3", "days": 1}, revised="what is expected")
    past = past_of(SHOP, [attempt(), taken_over], difference())
    assert past.has(SHOP, "keep_longer", {"hire_id": "H2", "days": 4})
    assert not past.has(SHOP, "keep_longer", {"hire_id": "H3", "days": 1})
    assert past.spent == {"another value": 1, "what is expected": 1}


@pytest.mark.parametrize(
    ("error", "came", "why"),
    [
        (None, REFUSED, "the environment refused it"),
        ("No.", {"hire": {}}, "the environment did not refuse it"),
        (None, {"hire": {"more": 1}}, "the environment gave something else"),
    ],
)
def test_a_trace_says_what_came_why_it_was_no_use_and_what_is_other_then(
    error: str | None, came: Json, why: str
) -> None:
    node = Node("keep_longer", {"hire_id": "H1", "days": 5}, {}, None if error else {"hire": {}}, error)
    found = attempt_of(Difference(0, node, came), Change("another value", "days", 5, 3))
    assert (found.why, found.came, found.revised) == (why, came, "another value")
    assert (found.argument, found.before, found.after) == ("days", 5, 3)
    expected: Json = {"error": "No."} if error else {"hire": {}}
    assert found.expected == expected
