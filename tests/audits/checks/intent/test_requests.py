"""Requests that leave a choice, a text or a record open, and those that nothing follows, are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Message, Step, Turn
from eigendata_assets.audits.checks.intent import ambiguous_records, missing_literals, unanswered_turns, unsaid_choices
from eigendata_assets.audits.checks.trajectory import unasked_writes
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.orders = dict(scenario.get("orders", {}))
        self.sent = []

    def book(self, seat):
        self.sent.append(seat)

    def send(self, words):
        self.sent.append(words)

    def count(self):
        return {"count": len(self.sent)}

    def cancel(self, order):
        return {"cancelled": self.orders.pop(order)["item"]}
"""
TEXT = {"type": "string"}
TOOLS = [
    tool("book", seat={"type": "string", "enum": ["aisle", "window"]}),
    tool("send", words=TEXT),
    tool("count"),
    tool("cancel", order=TEXT, said="Cancel the order of a parcel."),
]
PEOPLE = "Ann Ben Cem Dan Eva Fay Gil Hal Ida Jan Kim Leo".split()


def turn(said: str, *calls: Any, text: str = "") -> Turn:
    steps = [Step(calls=(each,)) for each in calls] + ([Step(text=text)] if text else [])
    return Turn(messages=(Message(role="user", content=said),), steps=tuple(steps))


def dialogue(name: str, *turns: Turn, state: Any = None) -> Any:
    return entry(name, "", state=state).model_copy(update={"turns": turns})


def findings(folder: Path, check: Any, entries: Any) -> Any:
    return audited(check, subject(folder, CODE, TOOLS, entries)).findings


def bookings(*others: Any) -> list[Any]:
    usual = [entry(who, f"{who} wants an aisle seat reserved.", call("book", seat="aisle")) for who in PEOPLE]
    return [*usual, *others]


def test_a_choice_that_requests_usually_make_is_missed(tmp_path: Path) -> None:
    guess = entry("guess", "Reserve some place for me.", call("book", seat="window"))
    (finding,) = findings(tmp_path, unsaid_choices.CHECK, bookings(guess))
    assert (finding.component, finding.affects) == ("intent", ("guess",))


def test_a_choice_that_is_said_in_part_or_not_usually_made_is_fine(tmp_path: Path) -> None:
    said = entry("said", "Reserve by the windo.", call("book", seat="window"))
    assert findings(tmp_path / "said", unsaid_choices.CHECK, bookings(said)) == ()
    few = [*bookings()[:3], entry("guess", "Reserve a place.", call("book", seat="window"))]
    assert findings(tmp_path / "few", unsaid_choices.CHECK, few) == ()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("Send the following message:", 1),
        ("Send '' to all.", 1),
        ("Send the following message: all is well", 0),
        ("Send this message: 'Hi'", 0),
    ],
)
def test_an_announced_text_has_to_come(tmp_path: Path, said: str, found: int) -> None:
    row = entry("a", said, call("send", words="all is well"))
    assert len(findings(tmp_path, missing_literals.CHECK, [row])) == found


def test_a_text_that_the_user_gives_in_the_next_turn_is_not_missing(tmp_path: Path) -> None:
    row = dialogue("a", turn("Send the following message:", call("count")), turn("'Hi'", call("send", words="Hi")))
    assert findings(tmp_path, missing_literals.CHECK, [row]) == ()


ORDERS = {"orders": {"o1": {"item": "lamp"}, "o2": {"item": "desk"}, "o3": {"item": "chair"}}}


@pytest.mark.parametrize(
    ("said", "found"),
    [("Cancel my order.", 1), ("Cancel o1.", 0), ("Cancel my order of a lamp.", 0), ("Cancel the first one.", 0)],
)
def test_one_of_several_records_has_to_be_told_from_the_others(tmp_path: Path, said: str, found: int) -> None:
    row = entry("a", said, call("cancel", order="o1"), state=ORDERS)
    assert len(findings(tmp_path, ambiguous_records.CHECK, [row])) == found


@pytest.mark.parametrize(("order", "found"), [("12", 1), ("34", 0)])
def test_the_latest_of_several_records_has_to_be_the_last(tmp_path: Path, order: str, found: int) -> None:
    state = {"orders": {"12": {"item": "lamp"}, "34": {"item": "desk"}}}
    row = entry("a", "Cancel my latest order.", call("cancel", order=order), state=state)
    assert len(findings(tmp_path, ambiguous_records.CHECK, [row])) == found


def test_a_request_that_nothing_follows_is_found_where_its_words_go_with_a_tool(tmp_path: Path) -> None:
    silent = dialogue("silent", turn("Zoe wants an aisle seat reserved."))
    (finding,) = findings(tmp_path, unanswered_turns.CHECK, bookings(silent))
    assert (finding.affects, finding.evidence.facts["tool"]) == (("silent",), "Desk.book")


def test_a_request_that_is_waited_on_refused_or_small_talk_is_fine(tmp_path: Path) -> None:
    said = "Zoe wants an aisle seat reserved."
    waiting = dialogue("waiting", turn(said), turn("Now.", call("book", seat="aisle")))
    refused = dialogue("refused", turn(said, text="We are full."))
    thanks = dialogue("thanks", turn("Thank you, goodbye!"))
    assert findings(tmp_path, unanswered_turns.CHECK, bookings(waiting, refused, thanks)) == ()


def test_a_change_that_no_word_asks_for_is_found_and_so_is_its_turn(tmp_path: Path) -> None:
    odd = dialogue(
        "odd",
        turn("Zoe wants an aisle seat reserved.", call("count"), call("send", words="x")),
        turn("How many were sent?", call("book", seat="aisle")),
    )
    found = findings(tmp_path, unasked_writes.CHECK, bookings(odd))
    booked = [each for each in found if each.function == "Desk.book"]
    assert [each.evidence.facts["asked in turn"] for each in booked] == [0]


def test_a_change_of_a_record_that_no_word_is_about_is_found_without_others_of_its_kind(tmp_path: Path) -> None:
    calls = call("count"), call("cancel", order="o1")
    odd = entry("odd", "How many were sent?", *calls, state=ORDERS)
    (finding,) = findings(tmp_path, unasked_writes.CHECK, [odd])
    assert finding.function == "Desk.cancel"
    asked = entry("asked", "How many were sent? Drop the parcel if there are none.", *calls, state=ORDERS)
    assert findings(tmp_path / "asked", unasked_writes.CHECK, [asked]) == ()


def test_a_change_whose_words_or_values_are_said_is_asked_for(tmp_path: Path) -> None:
    other = entry("other", "Place me on the AISLE.", call("book", seat="aisle"))
    named = entry("named", "Booking, please.", call("book", seat="window"))
    assert findings(tmp_path, unasked_writes.CHECK, bookings(other, named)) == ()
