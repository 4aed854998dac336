"""Results in words: nothing is lost, nothing is added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.dialogues.telling import told
from eigendata_assets.trajectories.dialogues.values import clause, joined, named, sentence, singular
from eigendata_assets.verification.template.conveyed import conveyed


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"box_id": "B1", "paid": True}, "The box is B1 and paid: yes."),
        ({"row": {"row_id": "R1", "by": "Al Jr.", "bags": 1}}, "Row R1: the by is Al Jr. and the number of bags is 1."),
        ({"items": []}, "There are no items."),
        ({"boxes": [{"size": 3, "due_on": "2025-06-05"}]}, "There is one box: size 3 (due on 5 June 2025)."),
        ({"keys": ["a", "b"]}, "There are 2 keys: (1) a; (2) b."),
        ({"nothing": None}, ""),
        (7, "The result is 7."),
    ],
)  # fmt: skip
def test_results_are_told_in_sentences(value: object, words: str) -> None:
    assert told(value) == words


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("refunded_usd", 418, "$418 is refunded"),
        ("still_owed_cents", 5, "5 cents are still owed"),
        ("departs_at", "2025-06-05T09:30:00", "it departs on 5 June 2025 at 09:30"),
        ("settled_on", "2025-06-05", "it was settled on 5 June 2025"),
        ("pick_up_until", "2025-06-05", "it is pick up until 5 June 2025"),
        ("status", "checked_in", "the status is checked in"),
        ("distance_km", 12, "the distance is 12 km"),
        ("loan_days", 28, "the number of loan days is 28"),
        ("fees_usd", 0, "the fees are $0"),
    ],
)
def test_a_field_is_told_with_its_unit_and_a_verb(name: str, value: object, words: str) -> None:
    assert clause(name, value) == words


def test_long_lists_say_how_many_there_are_and_show_the_first() -> None:
    text = told({"rooms": [{"room": number} for number in range(7)]})
    assert text.startswith("There are 7 rooms, of which these are the first 5: (1) room 0; ")
    assert "(6)" not in text


@given(st.dictionaries(st.from_regex(r"\A[a-z]{3,8}(_usd|_id|_on|s)?\Z"), st.integers(0, 9999), min_size=1, max_size=8))
def test_every_number_of_a_record_is_conveyed(record: dict[str, int]) -> None:
    assert all(conveyed(value, told(record)) for value in record.values())


def test_words_are_put_together_as_in_a_sentence() -> None:
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert sentence("it is Al Jr.") == "It is Al Jr."
    assert [singular(each) for each in ("bookings", "entries", "boxes", "address")] == [
        "booking",
        "entry",
        "box",
        "address",
    ]
    assert named("customer_id", "C1") == ("customer", "C1")
