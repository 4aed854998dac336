"""Results in words: nothing is lost, nothing is added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.dialogues.relative import relative
from eigendata_assets.trajectories.dialogues.telling import is_long, told, told_in_lines
from eigendata_assets.trajectories.dialogues.values import clause, joined, named, plain_message, sentence, singular
from eigendata_assets.verification.template.conveyed import conveyed


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"box_id": "B1", "paid": True}, "The box is B1 and it is paid."),
        ({"row": {"row_id": "R1", "by": "Al Jr.", "bags": 1}}, "Row R1: the by is Al Jr. and the number of bags is 1."),
        ({"fine_id": "F1", "fine_usd": 3}, "The fine id is F1 and the fine is $3."),
        ({"items": []}, "There are no items."),
        ({"boxes": [{"size": 3, "due_on": "2025-06-05"}]}, "There is one box: size 3 (due on 5 June 2025)."),
        ({"keys": ["a", "b"]}, "There are 2 keys: (1) a; (2) b."),
        ({"nothing": None}, ""),
        ({"low": [{"sku": "A-1", "qty_oh": 3}]}, "There is one entry under low: SKU A-1 (quantity on hand 3)."),
        ({"people": [{"emp_no": 7, "first_name": "Ann", "last_name": "Lee", "is_vip": False, "has_car": True}]},
         "There is one people: Ann Lee (employee number 7, not VIP, with car)."),
        ({"by": {"first_name": "Ann", "last_name": "Lee"}, "n": 1.0}, "The n is 1. By: Ann Lee."),
        ({"rooms": [{"room_id": "R1", "name": "Blue"}]}, "There is one room: Blue (room R1)."),
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
        ("pick_up_until", "2025-06-05", "pick up is possible until 5 June 2025"),
        ("valid_until", "2025-06-05", "it is valid until 5 June 2025"),
        ("most_loans", 5, "the highest number of loans is 5"),
        ("status", "checked_in", "the status is checked in"),
        ("distance_km", 12, "the distance is 12 km"),
        ("loan_days", 28, "the number of loan days is 28"),
        ("fees_usd", 0, "the fees are $0"),
        ("charge_usd", -1234.5, "the charge is -$1,234.50"),
        ("rate_eur", 115.0, "the rate is \N{EURO SIGN}115"),
        ("copay_pct", 5, "the copay is 5%"),
        ("duration_min", 1, "the duration is 1 minute"),
        ("height_cm", 12.5, "the height is 12.5 cm"),
        ("is_blocked", False, "it is not blocked"),
        ("has_referral", False, "there is no referral"),
        ("audio_guide", True, "audio guide: yes"),
        ("mv_id", 70, "the move number is 70"),
        ("in_progress", 3, "3 are in progress"),
        ("on_call_ext", 1101, "the on call extension is 1101"),
        ("on_view", False, "it is not on view"),
        ("warranty_until", "2025-06-05", "the warranty runs until 5 June 2025"),
        ("due_on", "2025-06-05", "it is due on 5 June 2025"),
        ("move_at", "2025-06-05T09:30:00", "the move is on 5 June 2025 at 09:30"),
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


def test_long_results_can_be_read_in_lines() -> None:
    value = {"box_id": "B1", "paid": True, "items": [{"name": "Saw", "n": 2}, {"name": "Nail", "n": 9}], "by": {"n": 3}}
    assert is_long(value)
    assert told_in_lines(value).splitlines() == [
        "- Box: B1", "- Paid: yes", "There are 2 items:", "1. Saw (n 2)", "2. Nail (n 9)", "- By: n 3",
    ]  # fmt: skip
    assert not is_long({"a": 1, "b": [{"c": 1}]})


@given(st.dictionaries(st.from_regex(r"\A[a-z]{3,8}(_usd|_id|_on|s)?\Z"), st.integers(0, 9999), min_size=1, max_size=8))
def test_every_number_is_conveyed_in_lines_too(record: dict[str, int]) -> None:
    assert all(conveyed(value, told_in_lines(record)) for value in record.values())


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("full_name", "Ann Lee", "called Ann Lee"),
        ("status", "on_hold", "whose status is on hold"),
        ("due_on", "2025-06-05", "that is due on 5 June 2025"),
        ("refunded_usd", 3, "where $3 is refunded"),
    ],
)
def test_one_of_several_is_told_apart_as_people_do(name: str, value: object, words: str) -> None:
    assert relative(name, value) == words


def test_what_a_tool_says_becomes_a_sentence_and_codes_stay_as_they_are() -> None:
    assert plain_message("ticket T_1 is in_progress") == "Ticket T_1 is in progress."
    assert plain_message("Nobody has the address a_b@example.com.") == "Nobody has the address a_b@example.com."
