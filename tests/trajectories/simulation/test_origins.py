"""Where arguments come from is found afterwards, and what finds it shares nothing with what checks it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.dialogues.provenance_check import states, unresolved
from eigendata_assets.trajectories.simulation.origins import origins_of


def dialogue(*turns: tuple[str, list[tuple[dict[str, Json], Json]]]) -> Trajectory:
    """What the user says, and calls with what they give, each in a step of its own."""
    made = [
        Turn(
            messages=(Message(role="user", content=said),),
            steps=tuple(
                Step(calls=(Call(name="tool", arguments=arguments),), results=(Result(value=value),))
                for arguments, value in calls
            ),
        )
        for said, calls in turns
    ]
    provenance = Provenance(source="", version="", entry="")
    held = Trajectory(id="t", category="", toolkits=(), tools=(), turns=tuple(made), provenance=provenance)
    details = {"arguments": origins_of(held)}
    return held.model_copy(update={"provenance": provenance.model_copy(update={"details": details})})


def origin(held: Trajectory, turn: int = 0, step: int = 0) -> Json:
    """The origin of the one argument of a call."""
    [found] = [
        each["arguments"]
        for each in held.provenance.details["arguments"]
        if (each["turn"], each["step"]) == (turn, step)
    ]
    return found["it"]


def test_a_value_that_the_user_said_comes_from_the_sentence_that_says_it() -> None:
    held = dialogue(("Hello there. I am Ann Lee. It is for 3 nights.", [({"it": "Ann Lee"}, None)]))
    assert origin(held) == {"said": {"turn": 0, "text": "I am Ann Lee."}}
    assert unresolved(held) == []


def test_a_sentence_does_not_end_in_an_amount_or_an_address() -> None:
    held = dialogue(("Write to ann.lee@example.com today. Thanks.", [({"it": "ann.lee@example.com"}, None)]))
    assert origin(held)["said"]["text"] == "Write to ann.lee@example.com today."


def test_a_value_that_a_call_gave_comes_from_the_latest_that_gave_it() -> None:
    calls: list[tuple[dict[str, Json], Json]] = [({}, {"id": "G01"}), ({}, [{"id": "G01"}]), ({"it": "G01"}, None)]
    held = dialogue(("Look me up.", calls))
    assert origin(held, step=2) == {"result": {"turn": 0, "step": 1, "call": 0, "path": [0, "id"]}}
    assert unresolved(held) == []


def test_who_corrects_himself_is_taken_at_his_last_word() -> None:
    held = dialogue(("For 3 nights.", []), ("No, make it 3 nights, but from June.", [({"it": 3}, None)]))
    assert origin(held, turn=1)["said"]["turn"] == 1


def test_a_value_that_nobody_said_and_nothing_gave_has_no_origin() -> None:
    held = dialogue(("Hello.", [({"it": "G01"}, {"id": "G01"})]))
    assert origin(held) == {}
    assert unresolved(held) == ["turn 0, tool, it: its origin is not recorded"]


def test_what_comes_later_is_no_origin() -> None:
    held = dialogue(("Hello.", [({"it": 7}, None)]), ("Seven, I mean 7.", []))
    assert origin(held) == {}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("we are two", 2),
        ("it is for Dr. Ann Lee", "dr. ann lee"),
        ("from June 5th, 2025 on", "2025-06-05"),
        ("at 2:30 pm on 5 June 2025", "2025-06-05T14:30:00"),
        ("my stay is S000481.", "S000481"),
        ("(S000481)", "S000481"),
        ("no parking please, and no spa", False),
    ],
)
def test_a_sentence_says_a_value_in_any_of_the_usual_ways(text: str, value: Json) -> None:
    assert states(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("write to G01@example.com", "G01"),
        ("write to guest.g01@example.com", "G01"),
        ("the code is XG01", "G01"),
        ("we are twelve", 2),
        ("from 6 June 2025", "2025-06-05"),
    ],
)
def test_a_part_of_something_else_or_another_value_is_not_said(text: str, value: Json) -> None:
    assert not states(text, value)


@given(st.lists(st.integers(min_value=1000, max_value=10**9), min_size=1, max_size=6, unique=True), st.data())
def test_every_value_of_a_result_that_is_passed_on_resolves(values: list[int], data: st.DataObject) -> None:
    given_value = {"rows": [{"id": value} for value in values]}
    held = dialogue(("Hello.", [({}, given_value), ({"it": data.draw(st.sampled_from(values))}, None)]))
    assert unresolved(held) == []


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("From 5 June 2025 to 8 June 2025, please.", "nights", 3),
        ("From 2025-06-05 to 2025-06-08, please.", "number_of_days", 3),
        ("It is 5 June 2025. In 3 days, please.", "date", "2025-06-08"),
        ("It is 5 June 2025. In 2 weeks, please.", "date", "2025-06-19"),
        ("I pay $4.50 now.", "amount_cents", 450),
        ("I pay 4 dollars now.", "amount_cents", 400),
        ("For 2 hours.", "length_minutes", 120),
    ],
)
def test_what_nobody_said_can_be_computed_from_what_stands_together(said: str, name: str, value: Json) -> None:
    held = dialogue((said, [({name: value}, 1)]))
    [found] = [each["arguments"][name] for each in held.provenance.details["arguments"]]
    assert "derived" in found
    assert unresolved(held) == []


@pytest.mark.parametrize(
    ("said", "name", "value"),
    [
        ("From 5 June 2025 to 8 June 2025, please.", "nights", 4),
        ("From 5 June 2025 to 8 June 2025, please.", "bags", 3),
        ("From 31 June 2025 to 8 July 2025, please.", "nights", 7),
        ("From 5 June 2025 to 8 July 2025, please.", "nights", 8),
        ("I pay $4.50 now.", "amount", 450),
        ("I pay 4.50 now.", "amount_cents", 450),
        ("In 3 days, please.", "date", "2025-06-08"),
    ],
)
def test_a_number_that_happens_to_come_out_is_no_origin(said: str, name: str, value: Json) -> None:
    assert len(unresolved(dialogue((said, [({name: value}, 1)])))) == 1


def test_how_many_were_listed_can_be_passed_on() -> None:
    said = "Book for Ann Lee and Bob Ray."
    held = dialogue((said, [({"number_of_people": 2}, 1), ({"people": ["Ann Lee", "Bob Ray"]}, 1)]))
    assert unresolved(held) == []


def test_today_is_what_the_assistant_was_told() -> None:
    held = dialogue(("In 3 days, please.", [({"date": "2025-06-08"}, 1)]))
    system = Message(role="system", content="It is 5 June 2025 at 09:00.")
    turn = held.turns[0].model_copy(update={"messages": (system, *held.turns[0].messages)})
    told = held.model_copy(update={"turns": (turn,)})
    details = {"arguments": origins_of(told)}
    provenance = told.provenance.model_copy(update={"details": details})
    assert unresolved(told.model_copy(update={"provenance": provenance})) == []
