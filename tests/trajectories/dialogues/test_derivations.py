"""A computed argument is recomputed, and has to be meant: a number that happens to come out has no origin by that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.origins import Derivation
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.dialogues.derivations import disagreement, says_unit
from eigendata_assets.trajectories.dialogues.provenance_check import unresolved

SAID = (
    "The day of arrival is 5 June 2025. The day of departure is 8 June 2025. We are Ann, Bob and Cy. "
    "It is in 3 days. It is in 2 weeks. I pay $4.50. It costs 20 a night."
)
NIGHTS = {"nights": "nights Number of nights"}


def derived(formula: str, *values: Json, units: tuple[str, str] | None = None) -> Derivation:
    inputs = [{"value": each, "origin": {}} for each in values]
    return Derivation.model_validate({"formula": formula, "inputs": inputs, "units": units})


@pytest.mark.parametrize(
    ("derivation", "value", "text"),
    [
        (derived("days_between", "2025-06-05", "2025-06-08"), 3, "Number of nights"),
        (derived("add_days", "2025-06-05", 3), "2025-06-08", "date"),
        (derived("sum", 2, 3, 4), 9, "Total amount"),
        (derived("sum", 0.1, 0.2), 0.3, "amount"),
        (derived("difference", 500, 120), 380, "Amount that is still owed"),
        (derived("product", 3, 20), 60, "price"),
        (derived("count", ["Ann", "Bob"]), 2, "Number of seats"),
        (derived("smallest", 3, 20), 3, "lowest price"),
        (derived("largest", "2025-06-05", "2025-06-08"), "2025-06-08", "latest day"),
        (derived("converted", 4.5, units=("dollars", "cents")), 450, "amount_cents"),
        (derived("converted", 2, units=("weeks", "days")), 14, "days"),
        (derived("joined", "Ann", "Lee"), "Ann Lee", "Full name"),
        (derived("rewritten", "ab-12 3"), "AB123", "code"),
    ],
)
def test_what_comes_out_and_is_meant_agrees(derivation: Derivation, value: Json, text: str) -> None:
    assert disagreement(derivation, value, text) == ""


@pytest.mark.parametrize(
    ("derivation", "value", "text", "problem"),
    [
        (derived("days_between", "2025-06-05", "2025-06-08"), 4, "nights", "is 3"),
        (derived("days_between", "2025-06-08", "2025-06-05"), 3, "nights", "is -3"),
        (derived("days_between", "2025-06-05", "2025-06-08"), 3, "bags", "nothing says"),
        (derived("days_between", "5 June", "8 June"), 3, "nights", "is nothing"),
        (derived("count", ["Ann", "Bob", "Cy"]), 3, "nights", "nothing says"),
        (derived("count", "Ann"), 3, "number", "is nothing"),
        (derived("product", 1, 60), 60, "price", "changes nothing"),
        (derived("sum", 60, 0), 60, "total", "changes nothing"),
        (derived("sum", 60), 60, "total", "is nothing"),
        (derived("sum", 60, True), 61, "total", "is nothing"),
        (derived("product", 3, 20), 60, "Number of the room", ""),
        (derived("product", 3, 20), 60, "room_id", "nothing says"),
        (derived("largest", 3, "2025-06-05"), 3, "most", "is nothing"),
        (derived("converted", 4.5), 450, "amount_cents", "nothing says"),
        (derived("converted", 4.5, units=("dollars", "days")), 450, "days", "is nothing"),
        (derived("converted", 4.5, units=("dollars", "cents")), 450, "amount", "nothing says"),
        (derived("rewritten", "ab-12"), "AB13", "code", "is nothing"),
        (derived("add_days", "2025-02-30", 1), "2025-03-03", "date", "is nothing"),
        (derived("add_days", "2025-06-05", 1.5), "2025-06-06", "date", "is nothing"),
        (derived("joined", "Ann", ""), "Ann ", "name", "is nothing"),
    ],
)
def test_what_does_not_come_out_or_is_not_meant_disagrees(
    derivation: Derivation, value: Json, text: str, problem: str
) -> None:
    found = disagreement(derivation, value, text)
    assert problem in found
    assert bool(found) is bool(problem)


@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(-400, 400), st.integers(-3, 3))
def test_only_the_true_number_of_days_is_accepted(first: date, days: int, off: int) -> None:
    later = (first + timedelta(days=days)).isoformat()
    between = derived("days_between", first.isoformat(), later)
    assert (disagreement(between, days + off, "days") == "") is (off == 0)
    assert disagreement(derived("add_days", first.isoformat(), days), later, "") == ""


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("in 2 weeks", "weeks", True),
        ("in a week", "weeks", True),
        ("in 2 days", "weeks", False),
        ("$4.50", "dollars", True),
        ("4.50 US dollars", "dollars", True),
        ("4.50", "dollars", False),
        ("weekly", "weeks", False),
        ("20 pence", "pence", True),
    ],
)
def test_a_unit_is_said_by_its_name_or_its_sign(text: str, unit: str, expected: bool) -> None:
    assert says_unit(text, unit) is expected


def said(text: str) -> dict[str, Any]:
    return {"said": {"turn": 0, "text": text}}


def computed(formula: str, *inputs: tuple[Json, dict[str, Any]], **more: Any) -> dict[str, Any]:
    given = [{"value": value, "origin": origin} for value, origin in inputs]
    return {"derived": {"formula": formula, "inputs": given, **more}}


ARRIVAL = ("2025-06-05", said("The day of arrival is 5 June 2025."))
DEPARTURE = ("2025-06-08", said("The day of departure is 8 June 2025."))
TODAY = ("2025-06-02", {"policy": {"turn": 0, "text": "2 June 2025"}})
WEEKS = computed("converted", (2, said("It is in 2 weeks.")), units=["weeks", "days"])


def booked(origin: dict[str, Any], value: Json = 3, name: str = "nights") -> Trajectory:
    """A dialogue of one call with one argument, after a look-up that shows a rate."""
    look_up = Step(calls=(Call(name="look", arguments={}),), results=(Result(value={"rate": 20, "hours": 2}),))
    book = Step(calls=(Call(name="book", arguments={name: value}),), results=(Result(value=1),))
    system = Message(role="system", content="Be kind. It is 2 June 2025 at 09:00.")
    turn = Turn(messages=(system, Message(role="user", content=SAID)), steps=(look_up, book))
    details: dict[str, Json] = {"arguments": [{"turn": 0, "step": 1, "call": 0, "arguments": {name: origin}}]}
    provenance = Provenance(source="test", version="1", entry="1", details=details)
    return Trajectory(id="t", category="c", toolkits=("T",), tools=(), turns=(turn,), provenance=provenance)


RATE = {"result": {"turn": 0, "step": 0, "call": 0, "path": ["rate"]}}


@pytest.mark.parametrize(
    ("origin", "value", "name"),
    [
        (computed("days_between", ARRIVAL, DEPARTURE), 3, "nights"),
        (computed("add_days", TODAY, (3, said("It is in 3 days."))), "2025-06-05", "date"),
        (computed("add_days", TODAY, (14, WEEKS)), "2025-06-16", "date"),
        (computed("count", (["Ann", "Bob", "Cy"], said("We are Ann, Bob and Cy."))), 3, "number_of_people"),
        (computed("product", (20, RATE), (3, computed("days_between", ARRIVAL, DEPARTURE))), 60, "total_nights_price"),
        (computed("converted", (4.5, said("I pay $4.50.")), units=["dollars", "cents"]), 450, "amount_cents"),
    ],
)
def test_what_is_computed_from_what_was_said_found_or_told_beforehand_has_an_origin(
    origin: dict[str, Any], value: Json, name: str
) -> None:
    assert unresolved(booked(origin, value, name)) == []


@pytest.mark.parametrize(
    ("origin", "value", "name", "problem"),
    [
        (computed("days_between", ARRIVAL, DEPARTURE), 4, "nights", "is 3"),
        (computed("days_between", ARRIVAL, ("2025-06-09", DEPARTURE[1])), 4, "nights", "does not say"),
        (computed("days_between", ARRIVAL, ("2025-06-09", said("9 June"))), 4, "nights", "the user does not say"),
        (computed("days_between", ARRIVAL, ("2025-06-09", {})), 4, "nights", "not recorded"),
        (computed("days_between", ARRIVAL, DEPARTURE), 3, "bags", "nothing says"),
        (computed("power", ARRIVAL, DEPARTURE), 3, "nights", "not computed by a formula"),
        (computed("count", ARRIVAL, why="because"), 3, "nights", "not computed by a formula"),
        (computed("add_days", TODAY, (3, said("We are Ann, Bob and Cy."))), "2025-06-05", "date", "speak of days"),
        (computed("add_days", ("2025-06-05", TODAY[1]), (3, said("in 3 days"))), "2025-06-08", "date", "not say"),
        (computed("add_days", TODAY, (2, said("in 2 weeks"))), "2025-06-04", "date", "speak of days"),
        (computed("converted", (20, RATE), units=["hours", "minutes"]), 1200, "minutes", "speak of hours"),
        (computed("add_days", TODAY, (3, computed("sum", (1, RATE), (2, RATE)))), "2025-06-05", "date", "stands there"),
    ],
)
def test_a_false_derivation_is_seen(origin: dict[str, Any], value: Json, name: str, problem: str) -> None:
    (found,) = unresolved(booked(origin, value, name))
    assert problem in found


def test_a_definition_can_say_what_a_name_does_not() -> None:
    origin = computed("days_between", ARRIVAL, DEPARTURE)
    assert unresolved(booked(origin, 3, "n")) != []
    assert unresolved(booked(origin, 3, "n"), {"book": {"n": "n Number of nights"}}) == []


def test_computing_from_what_is_computed_ends_somewhere() -> None:
    origin: dict[str, Any] = said("It is in 3 days.")
    for _ in range(5):
        origin = computed("sum", (3, origin), (-3, origin), (3, origin))
    (problem,) = unresolved(booked(origin, 3, "amount"))
    assert "too often" in problem
