"""Information counts as conveyed in any phrasing and format, and only where it stands there as a whole."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eigendata_assets.verification.template.conveyed import conveyed, in_words, numbers, words

AMOUNTS = st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False)
FORMATS = {
    "plain": lambda value: f"{value:.2f}",
    "english": lambda value: f"{value:,.2f}",
    "dollars": lambda value: f"${value:,.2f}",
    "code": lambda value: f"USD {value:,.2f}",
    "german": lambda value: f"{value:,.2f}".translate(str.maketrans(",.", ".,")),
    "french": lambda value: f"{value:,.2f}".replace(",", "\u202f").replace(".", ","),
    "spaced": lambda value: f"{value:,.2f}".replace(",", " ").replace(".", ","),
    "swiss": lambda value: f"{value:,.2f}".replace(",", "\u2019"),
    "euros behind": lambda value: f"{value:,.2f} \u20ac",
}


@pytest.mark.parametrize("name", FORMATS)
@given(amount=AMOUNTS)
def test_an_amount_is_conveyed_in_every_usual_format(name: str, amount: Decimal) -> None:
    text = f"The total is {FORMATS[name](amount)}, as agreed."
    assert conveyed(float(amount), text)
    assert conveyed(float(amount), f"({FORMATS[name](amount)})")


@given(AMOUNTS, AMOUNTS, st.sampled_from(["plain", "english", "dollars", "swiss"]))
def test_another_amount_is_not(amount: Decimal, other: Decimal, name: str) -> None:
    assume(amount != other)
    assert not conveyed(float(other), f"The total is {FORMATS[name](amount)}!")


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_conveyed_with_and_without_groups(number: int) -> None:
    assert conveyed(number, f"it is {number}.")
    assert conveyed(number, f"it is {number:,}.")
    assert conveyed(float(number), f"exactly {number:,}")


@given(st.integers(0, 999_999))
def test_a_whole_number_may_be_written_in_words(number: int) -> None:
    text = in_words(number)
    assert conveyed(number, f"There are {text.upper()} of them.")
    assert conveyed(number, text.replace("hundred ", "hundred and "))
    assert not conveyed(number + 1, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234.5, "$1,234.50"),
        (1234.5, "1 234,50"),
        (1234.5, "1234.5"),
        (-50, "the balance is -50"),
        (-50, "the balance is \u221250 USD"),
        (-50, "minus 50"),
        (-50, "(50)"),
        (50, "(50)"),
        (0.25, "25%"),
        (25, "25 percent"),
        (12000, "about 12k"),
        (3_500_000, "3.5 million"),
        (33.333333, "33.33"),
        (25, "twenty-five"),
        (105, "one hundred and five"),
        (7, "seven"),
        (12, "rooms 12 345 and 7"),
        (345, "rooms 12 345 and 7"),
        (1234, "1,234"),
        (1.234, "1,234"),
        (5, "5kg"),
        ("$1,234.50", "it costs 1234.5 dollars"),
        ("42", "the answer is 42.0"),
    ],
)
def test_a_number_is_conveyed(value: float | str, text: str) -> None:
    assert conveyed(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (234, "$1,234"),
        (1234, "$1,234.50"),
        (17, "gate B17"),
        (5, "on 2026-05-03"),
        (30, "at 14:30"),
        (50, "-50"),
        (33.333333, "33.3"),
        (33.333333, "33"),
        (1, "one hundred"),
        (100, "one hundred five"),
        ("007", "agent 7"),
        (True, "True"),
        (None, "None"),
        ([1], "1"),
    ],
)
def test_a_number_is_not_conveyed(value: object, text: str) -> None:
    assert not conveyed(value, text)


DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31))
DATE_FORMATS = [
    "%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%m/%d/%Y", "%d/%m/%y", "%B %d, %Y", "%b %d %Y", "%d %B %Y", "%d-%b-%Y",
    "%A, %B %d", "%d %b",
]  # fmt: skip


@given(DATES, st.sampled_from(DATE_FORMATS))
def test_a_date_is_conveyed_in_every_usual_format(day: date, form: str) -> None:
    assert conveyed(day.isoformat(), f"You leave on {day.strftime(form)}.")
    assert conveyed(day.isoformat(), f"You leave on {day.strftime(form).upper()}, early")


@given(DATES, st.integers(1, 10_000), st.sampled_from(["%Y-%m-%d", "%B %d, %Y", "%d %B %Y"]))
def test_another_date_is_not(day: date, days: int, form: str) -> None:
    assert not conveyed((day + timedelta(days=days)).isoformat(), f"You leave on {day.strftime(form)}.")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("May 3rd", True),
        ("the 3rd of May", True),
        ("3 May, 2026", True),
        ("May 3, 2025", False),
        ("May 31", False),
        ("13 May", False),
        ("3/5/26", True),
        ("5/3", False),
        ("Mayor 3", False),
        ("3 Jan. 2026", False),
        ("3 Sept. 2026", False),
        ("3 May 2025", False),
    ],
)
def test_a_date_may_be_said_in_words(text: str, right: bool) -> None:
    assert conveyed("2026-05-03", f"It is {text}!") == right


def test_the_year_after_an_abbreviated_month_counts() -> None:
    assert conveyed("2026-09-05", "on 5 Sep. 2026")
    assert conveyed("2026-09-05", "on 5 Sept.")
    assert not conveyed("2026-09-05", "on 5 Sep. 2025")


MINUTES = st.integers(0, 20_000_000).map(
    lambda minutes: datetime.fromisoformat("2000-01-01") + timedelta(minutes=minutes)
)


@given(MINUTES)
def test_a_time_is_conveyed_by_either_clock(moment: datetime) -> None:
    for form in ("%H:%M", "%I:%M %p", "%I:%M%p"):
        assert conveyed(moment.strftime("%H:%M"), f"at {moment.strftime(form)}.")
        assert conveyed(moment.isoformat(), f"on {moment.strftime('%B %d, %Y')} at {moment.strftime(form)}")
    half = (moment + timedelta(hours=12)).strftime("%I:%M %p")
    assert not conveyed(moment.strftime("%H:%M"), f"at {half}")


def test_a_time_has_names_and_a_date_with_a_time_needs_both() -> None:
    assert conveyed("12:00", "see you at noon")
    assert conveyed("00:00:00", "it closes at midnight")
    assert conveyed("15:00", "3 p.m. sharp")
    assert not conveyed("2026-05-03T15:00:00", "on May 3")
    assert conveyed("2026-05-03T15:00:00Z", "on May 3 at 3pm")
    assert not conveyed("14:30:15", "at 14:30")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Mia Rossi", "MIA   ROSSI has booked."),
        ("Mia Rossi", "Rossi, Mia"),
        ("The Grand Hotel", "a Grand Hotel"),
        ("Z\u00fcrich", "from Zurich"),
        ("in_progress", "It is in progress."),
        ("ABC-123", "code abc 123!"),
        ("!!!", "stop !!!"),
    ],
)
def test_a_name_is_conveyed_whatever_its_case_accents_articles_and_order(value: str, text: str) -> None:
    assert conveyed(value, text)


@pytest.mark.parametrize(
    ("value", "text"),
    [("R1", "R17"), ("Rome", "Romeo"), ("P17", "P 1 7"), ("Ann", "Anna"), ("B2 B3", "B3 B2"), ("!!!", "stop")],
)
def test_a_part_of_a_word_is_not_a_name(value: str, text: str) -> None:
    assert not conveyed(value, text)


@given(st.text(min_size=1, max_size=30), st.text(max_size=10))
def test_a_text_that_is_said_between_blanks_is_conveyed(value: str, around: str) -> None:
    assume(words(value))
    assert conveyed(value, f"{around} {value} {around}") or value[:4].isdigit()


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    assert all(number.is_finite() and places >= 0 for number, places in numbers(text))
    conveyed("2026-13-45", text)
