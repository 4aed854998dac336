"""A number follows from what was said and shown, or it does not, whatever else happens to equal it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.audits.known_texts import Known
from eigendata_assets.audits.number_origin import follows


def known(said: str, told: str = "") -> Known:
    return Known(said, (), (), (), told)


@pytest.mark.parametrize(
    ("value", "said", "shown"),
    [
        (40, "a 40-minute ride", []),
        (15, "after a quarter of an hour", []),
        (60, "about an hour", []),
        (90, "a minute and a half", []),
        (150, "for two and a half hours", []),
        (75, "an hour and fifteen minutes", []),
        (6.25, "half of it", [{"credit": 12.5}]),
        (12.0, "what I lack for two of them", [{"fare": 16.0}, {"credit": 20.0}]),
        (1.8, "bring it to zero", [{"credit": -1.8}]),
        (3, "a few", []),
        (7.4, "round it", [7.38]),
    ],
)
def test_what_was_said_or_shown_and_what_is_made_of_it_follows(value: float, said: str, shown: list[object]) -> None:
    assert follows(value, known(said), shown, {}, ())


@pytest.mark.parametrize(
    ("value", "said", "shown"),
    [
        (14, "R-2 here. I locked B-13 at ST-1.", []),
        (10, "unlock B-11", [{"credit": 12.5}]),
        (880.0, "a flight on the 15th of November 2024 with card crd6789", []),
    ],
)
def test_digits_of_identifiers_make_no_numbers(value: float, said: str, shown: list[object]) -> None:
    assert not follows(value, known(said), shown, {}, ())


def test_a_rate_that_a_call_has_shown_is_applied() -> None:
    exchanged = Known("about 150 euros", (2240.0,), (2800.0,), (), "")
    assert follows(187.5, exchanged, [2800.0, 2240.0], {}, ())


def test_what_is_stored_counts_under_a_related_name_only() -> None:
    state = {"riders": {"R-1": {"credit": 37.5, "age": 52}}}
    assert follows(37.5, known("all of it"), [], state, ("credit",))
    assert not follows(52, known("all of it"), [], state, ("credit",))


def test_what_is_missing_to_a_capacity_that_the_tool_names_follows() -> None:
    assert follows(35.0, known("fill it", "at most 50 gallons"), [], {"fuelLevel": 15.0}, ("fuel", "amount"))


@given(st.floats(min_value=6, max_value=1e6, allow_nan=False).map(lambda each: round(each, 2)))
def test_every_number_that_was_said_follows(value: float) -> None:
    assert follows(value, known(f"take {value:.2f} of it"), [], {}, ())
