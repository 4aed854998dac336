"""The checker of provenance sees every way in which an argument can come from nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.dialogues.provenance_check import states, unresolved

SAID = {"said": {"turn": 0, "text": "Name: Ann."}}
FOUND = {"result": {"turn": 0, "step": 0, "call": 0, "path": ["id"]}}


def dialogue(first: dict[str, Any], second: dict[str, Any], key: str = "C1") -> Trajectory:
    look_up = Step(calls=(Call(name="find", arguments={"name": "Ann"}),), results=(Result(value={"id": "C1"}),))
    change = Step(calls=(Call(name="change", arguments={"id": key}),), results=(Result(value=1),))
    turn = Turn(messages=(Message(role="user", content="Hi. Name: Ann."),), steps=(look_up, change))
    origins = [
        {"turn": 0, "step": 0, "call": 0, "arguments": first},
        {"turn": 0, "step": 1, "call": 0, "arguments": second},
    ]
    provenance = Provenance(source="test", version="1", entry="1", details={"arguments": origins})
    return Trajectory(id="t", category="c", toolkits=("T",), tools=(), turns=(turn,), provenance=provenance)


def test_arguments_that_were_said_or_found_are_fine() -> None:
    assert unresolved(dialogue({"name": SAID}, {"id": FOUND})) == []


@pytest.mark.parametrize(
    ("first", "second", "key", "problem"),
    [
        ({}, {"id": FOUND}, "C1", "not recorded"),
        ({"name": {"said": {"turn": 1, "text": "Name: Ann."}}}, {"id": FOUND}, "C1", "said later"),
        ({"name": {"said": {"turn": 0, "text": "I am Ann."}}}, {"id": FOUND}, "C1", "does not say"),
        ({"name": {"said": {"turn": 0, "text": "Hi."}}}, {"id": FOUND}, "C1", "does not say"),
        ({"name": SAID}, {"id": FOUND}, "C2", "stands there"),
        ({"name": SAID}, {"id": {"result": {"turn": 0, "step": 1, "call": 0, "path": []}}}, "C1", "comes later"),
        ({"name": SAID}, {"id": {"result": {"turn": 0, "step": 0, "call": 0, "path": ["x"]}}}, "C1", "nothing at"),
        ({"name": SAID}, {"id": {**FOUND, "told_apart": [{"value": 3}]}}, "C1", "nobody says which"),
    ],
)
def test_arguments_from_nowhere_are_seen(first: dict, second: dict, key: str, problem: str) -> None:
    (found,) = unresolved(dialogue(first, second, key))
    assert problem in found


ASIDE = {"result": {"turn": 0, "step": 0, "call": 0, "path": ["size"]}}


def with_asides(**asides: list[dict[str, Any]]) -> Trajectory:
    look_up = Step(calls=(Call(name="find", arguments={}),), results=(Result(value={"size": 4, "day": "2025-06-05"}),))
    said = "Only if the size is at most 5. The size is 3. Not after 6 June 2025."
    turn = Turn(messages=(Message(role="user", content=said),), steps=(look_up,))
    provenance = Provenance(source="test", version="1", entry="1", details={"arguments": [], **asides})
    return Trajectory(id="t", category="c", toolkits=("T",), tools=(), turns=(turn,), provenance=provenance)


def limit(relation: str, bound: object, text: str, **place: Any) -> dict[str, Any]:
    result = {**ASIDE["result"], **place}
    return {"relation": relation, "bound": bound, "said": {"turn": 0, "text": text}, "result": result}


@pytest.mark.parametrize(
    ("found", "problem"),
    [
        (limit("at most", 5, "Only if the size is at most 5."), ""),
        (limit("at most", "2025-06-06", "Not after 6 June 2025.", path=["day"]), ""),
        (limit("at least", 5, "Only if the size is at most 5."), "4 stands there"),
        (limit("at most", 3, "The size is 3."), "4 stands there"),
        (limit("at most", 9, "Only if the size is at most 5."), "does not say"),
        (limit("at most", 5, "Only if it is at most 5."), "does not say"),
        (limit("at most", 5, "Only if the size is at most 5.", path=["x"]), "None stands there"),
    ],
)
def test_limits_have_to_be_said_and_kept(found: dict[str, Any], problem: str) -> None:
    problems = unresolved(with_asides(limits=[found]))
    assert [problem in each for each in problems] == [True] * bool(problem)


@pytest.mark.parametrize(
    ("claimed", "text", "problem"),
    [
        (3, "The size is 3.", ""),
        (4, "The size is 4.", "does not say"),
        (5, "Only if the size is at most 5.", ""),
        (7, "The size is 3.", "does not say"),
    ],
)
def test_claims_have_to_be_said_and_untrue(claimed: int, text: str, problem: str) -> None:
    claim = {"claimed": claimed, "said": {"turn": 0, "text": text}, **ASIDE}
    assert [problem in each for each in unresolved(with_asides(claims=[claim]))] == [True] * bool(problem)


def test_a_claim_that_is_true_is_seen() -> None:
    claim = {"claimed": 4, "said": {"turn": 0, "text": "The size is 4."}, **ASIDE}
    found = with_asides(claims=[claim])
    turn = found.turns[0].model_copy(update={"messages": (Message(role="user", content="The size is 4."),)})
    assert "4 stands there" in unresolved(found.model_copy(update={"turns": (turn,)}))[0]


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("The day is 5 June 2025.", "2025-06-05", True),
        ("The day is 15 June 2025.", "2025-06-05", False),
        ("Bags: 2.", 2, True),
        ("Bags: 12.", 2, False),
        ("On 2 June 2025 at 02:30, or 2025-06-02.", 2, False),
        ("On 2 June 2025, 2 bags.", 2, True),
        ("Only open: yes.", True, True),
        ("Only open: yes.", False, False),
        ("Names: Ann and Bob.", ["Ann", "Bob"], True),
        ("Names: Ann.", ["Ann", "Bob"], False),
        ("Phone: +15551234567.", "+15551234567", True),
        ("It is checked in.", "checked_in", True),
        ("It is checked.", "checked_in", False),
        ("The fee is $35.", 35, True),
        ("At 5 June 2025 at 09:30.", "2025-06-05T09:30:00", True),
    ],
)
def test_a_sentence_states_a_value_or_does_not(text: str, value: object, expected: bool) -> None:
    assert states(text, value) is expected
