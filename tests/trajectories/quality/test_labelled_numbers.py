"""Small numbers beside the name of a field: wrong ones are noticed, what follows from the results is let be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.trajectory import Message
from eigendata_assets.trajectories.quality.labelled_numbers import LabelledNumbers, label_of
from eigendata_assets.trajectories.quality.statement_rules import unfounded_numbers
from tests.trajectories.quality.dialogues import collection, dialogue, turn

RESULT: dict[str, Any] = {
    "seats": 2,
    "free_bags": 1,
    "openBookings": 3,
    "departsAt": "2025-06-03T09:15:00",
    "passengers": [{"name": "Ann", "bags": 1, "fee_usd": 35}, {"name": "Bo", "bags": 3, "fee_usd": 7}],
}


def known(*heard: str) -> LabelledNumbers:
    facts = LabelledNumbers()
    facts.learn(RESULT)
    for text in heard:
        facts.hear(text)
    return facts


@pytest.mark.parametrize(
    "text",
    [
        "seats 4", "Seats: 4.", "seats (4)", "seats = 4", "The number of seats is 4.", "You have 4 seats.",
        "open bookings 8", "8 open bookings", "Passengers (5)", "5 passengers travel.", "fee usd 36",
        "departs at 4 o'clock",
    ],
)  # fmt: skip
def test_a_number_that_is_none_of_the_fields_is_noticed(text: str) -> None:
    assert [each.written for each in known().mislabelled(text)] == [text_number(text)]


def text_number(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


@pytest.mark.parametrize(
    "text",
    [
        "2 seats", "Passengers (2)", "1 free bag", "bags 4 in all",  # the sum over the list
        "bags 3", "2 bags more than Ann",  # the difference of two
        "departs at 9 in the morning", "fees usd 42", "4 hours", "gate 4", "at 4", "4 of the rows", "seats 12-14",
        "seats 4.5", "seat 4A", "seats 104", "flight SL4", "4% seats", "a seat", "",
    ],
)  # fmt: skip
def test_what_follows_from_the_results_or_names_no_field_is_let_be(text: str) -> None:
    assert list(known().mislabelled(text)) == []


def test_the_longest_name_decides_and_words_that_name_nothing_end_it() -> None:
    facts = LabelledNumbers()
    facts.learn({"seats": 1, "economy_seats_left": 8, "flight_number": 148, "bag_fee_usd": 0, "departs_on": "4 July"})
    for right in ("8 seats left", "The bag fee is $0 and the number of bags", "SL9, 1 seat", "departs on 4 July"):
        assert list(facts.mislabelled(right)) == [], right
    for wrong in ("7 seats left", "the bag fee is $5", "the number of seats is 2 and", "departs at 6"):
        assert len(list(facts.mislabelled(wrong))) == 1, wrong


DAYS: dict[str, Any] = {"stays": [{"arrives_on": "2025-07-04", "leaves_on": "2025-07-06", "status": "reserved"}]}


@pytest.mark.parametrize(
    "text",
    ["Your stay from 4 to 6 July", "your stay until 6 July", "the stay July 4 to 6", "stay 4 Oct."],
)
def test_the_day_of_a_month_counts_nothing(text: str) -> None:
    facts = LabelledNumbers()
    facts.learn(DAYS)
    assert list(facts.mislabelled(text)) == []


@pytest.mark.parametrize("text", ["it arrives on 5 July", "it leaves on 3 to 4 July", "4 stays"])
def test_a_wrong_day_and_a_wrong_count_are_noticed_nevertheless(text: str) -> None:
    facts = LabelledNumbers()
    facts.learn(DAYS)
    assert len(list(facts.mislabelled(text))) == 1


def test_what_the_policy_says_does_not_explain_a_number_beside_a_name() -> None:
    made = ("find_room", {"floor": 2}, [{"room": "R-204", "seats": 4}])
    first = turn("What is free?", made, answer="R-204 has 3 seats.")
    rules = Message(role="system", content="At most 3 rooms for a member.")
    entry = dialogue(first.model_copy(update={"messages": (rules, *first.messages)}))
    assert len(list(unfounded_numbers(collection(entry), entry))) == 1


@pytest.mark.parametrize("said", ["I want 4 seats.", "four seats, please", "4"])
def test_what_was_said_may_be_repeated(said: str) -> None:
    assert list(known(said).mislabelled("4 seats")) == []


def test_what_a_result_says_in_prose_may_be_repeated() -> None:
    facts = known()
    facts.learn({"error": "There are only 4 seats left on this flight."})
    assert list(facts.mislabelled("There are 4 seats left.")) == []


def test_the_complaint_says_what_is_known() -> None:
    (found,) = known().mislabelled("You have 4 seats.")
    assert (found.label, found.known) == ("seat", ("2",))


@given(st.integers(0, 99), st.integers(0, 99))
def test_exactly_the_changed_number_is_noticed(value: int, stated: int) -> None:
    facts = LabelledNumbers()
    facts.learn({"nights": value, "hotel": "H007"})
    found = [each.written for each in facts.mislabelled(f"Done. Nights {stated}, hotel H007.")]
    assert found == ([] if value == stated else [str(stated)])


@given(st.text(max_size=60))
def test_any_text_can_be_looked_at(text: str) -> None:
    facts = known(text)
    facts.learn({text: text})
    list(facts.mislabelled(text))


def test_names_are_read_however_they_are_written() -> None:
    assert label_of("openBookings") == label_of("open_bookings") == label_of("Open bookings") == ("open", "booking")
    assert label_of("address") == ("address",)


def test_the_rule_names_the_field_and_its_values() -> None:
    made = ("find_room", {"floor": 2}, [{"room": "R-204", "seats": 4}, {"room": "R-209", "seats": 12}])
    right = dialogue(turn("What is free?", made, answer="R-204 has 4 seats, R-209 has 12 seats: 16 seats."))
    wrong = dialogue(turn("What is free?", made, answer="R-204 has 2 seats."))
    assert list(unfounded_numbers(collection(right), right)) == []
    (place,) = unfounded_numbers(collection(wrong), wrong)
    assert place.message == "the assistant states '2' for seat, which is 4 or 12 or 16"
