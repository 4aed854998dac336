"""Quotations, numbers and dates are read as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.audits.dates import is_date, says_date
from eigendata_assets.audits.text_origin import difference, is_phrase
from eigendata_assets.audits.wording import likeness, numbers, plain, quotations, words


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Post 'All is well!' now.", ["All is well!"]),
        ("It's Ann's file 'notes.txt', isn't it?", ["notes.txt"]),
        (r"Say 'I\'ll be there.' to Bob's friend", ["I'll be there."]),
        ("Name it 'a' and \"b c\" and `d`", ["a", "b c", "d"]),
        ("Say \u201chello\u201d", ["hello"]),
        ("the users' wishes and the dogs' food", []),
        ("nothing", []),
    ],
)
def test_quotations_are_found_and_apostrophes_are_none(text: str, quoted: list[str]) -> None:
    assert quotations(text) == quoted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,250.50 dollars", 1250.5),
        ("two hundred", 200),
        ("twenty five seats", 25),
        ("5k followers", 5000),
        ("the third one", 3),
        ("a dozen", 12),
    ],
)
def test_numbers_are_read_in_digits_and_in_words(text: str, said: float) -> None:
    assert said in set(numbers(text))


@given(st.integers(min_value=0, max_value=10**9))
def test_every_whole_number_is_read_back(number: int) -> None:
    assert number in set(numbers(f"about {number:,} of them"))


@pytest.mark.parametrize(
    "said",
    ["on November 15th 2024", "2024-11-15", "11/15/2024", "the 15th of the eleventh month", "next Friday", "15 Nov"],
)
def test_a_date_is_said_in_many_forms(said: str) -> None:
    assert is_date("2024-11-15")
    assert says_date(said, "2024-11-15")


@pytest.mark.parametrize("said", ["on November 16th", "December 15", "some day"])
def test_another_date_is_not(said: str) -> None:
    assert not says_date(said, "2024-11-15")


def test_the_month_of_a_card_is_said_in_words() -> None:
    assert says_date("expiring in December 2028", "12/2028")
    assert not says_date("expiring in May 2028", "12/2028")


def test_words_are_parts_of_names_and_plain_text_has_no_ends() -> None:
    assert words("frontLeft_tire 32.5!") == ["front", "left", "tire", "32.5"]
    assert plain("  @Some\n TEXT. ") == "some text"


@pytest.mark.parametrize(
    ("value", "how"),
    [
        ("one two three\nfour five six", "its line breaks or spaces are others"),
        ("one, two three four five six", "its punctuation or case is other"),
        ("two one three four five six", "its words are in another order"),
        ("quite something else", ""),
    ],
)
def test_how_a_copy_differs_is_said(value: str, how: str) -> None:
    assert difference("one two three four five six", value) == how


def test_a_name_or_a_date_is_no_phrase() -> None:
    assert is_phrase("three words here")
    assert not is_phrase("some_long_file_name.txt")
    assert not is_phrase("2024 11 15")
    assert likeness("a b c d", "a b c d") == 1
