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


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("The day is 5 June 2025.", "2025-06-05", True),
        ("The day is 15 June 2025.", "2025-06-05", False),
        ("Bags: 2.", 2, True),
        ("Bags: 12.", 2, False),
        ("Only open: yes.", True, True),
        ("Only open: yes.", False, False),
        ("Names: Ann and Bob.", ["Ann", "Bob"], True),
        ("Names: Ann.", ["Ann", "Bob"], False),
        ("Phone: +15551234567.", "+15551234567", True),
        ("At 5 June 2025 at 09:30.", "2025-06-05T09:30:00", True),
    ],
)
def test_a_sentence_states_a_value_or_does_not(text: str, value: object, expected: bool) -> None:
    assert states(text, value) is expected
