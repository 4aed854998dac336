"""What is known at a moment: numbers in any writing, codes and names, and what follows from results."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.trajectories.quality.known_facts import KnownFacts, facts_by_step, identifiers_in
from tests.trajectories.quality.dialogues import collection, good


def knowing(value: Any) -> KnownFacts:
    known = KnownFacts()
    known.learn(value)
    return known


@pytest.mark.parametrize(
    ("value", "stated"),
    [
        (1234.5, "1,234.50"), (0.15, "15%"), ({"at": "2024-05-17T14:30"}, "17"),
        ({"at": "14:30"}, "2"), ([{"price": 10}, {"price": 15.5}], "25.5"), ({"a": 100, "b": 30}, "70"),
        ({"a": 3, "b": 40}, "120"), ({"done": 1, "all": 4}, "25%"), ([1, 1, 1], "3"), ("two bags", "2"),
        (3.14159, "3.14"),
    ],
)  # fmt: skip
def test_a_number_is_explained_however_it_is_written(value: Any, stated: str) -> None:
    assert knowing(value).says_number(stated)


@pytest.mark.parametrize(
    ("value", "stated"),
    [(1234.5, "1,235.50"), ({"a": 100, "b": 30}, "71"), ({"a": 12, "b": 4}, "3"), ("two bags", "3")],
)
def test_a_number_that_follows_from_nothing_is_not_explained(value: Any, stated: str) -> None:
    assert not knowing(value).says_number(stated)


@pytest.mark.parametrize("stated", ["HAT-017", "hat 017", "HAT017", "hat_017"])
def test_a_code_is_the_same_in_every_writing(stated: str) -> None:
    assert knowing({"flight": "HAT017"}).says_name(stated) or knowing({"flight": "HAT-017"}).says_name(stated)


def test_an_address_of_many_words_is_one_name() -> None:
    address = "new.reader.m00234@desk.example.org"
    assert knowing(f"My address is {address}.").says_name(address)


def test_another_code_is_another() -> None:
    assert not knowing({"flight": "HAT-017"}).says_name("HAT-018")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Flight HAT017 at 3pm", ["HAT017"]), ("RES-1234, please", ["RES-1234"]), ("the 2nd of 30GB", []),
        ("write ann@example.com", ["ann@example.com"]), ("a 5-star hotel", []), ("see v2beta.txt", ["v2beta.txt"]),
    ],
)  # fmt: skip
def test_identifiers_mix_letters_and_digits_and_quantities_do_not_count(text: str, found: list[str]) -> None:
    assert list(identifiers_in(text)) == found


def test_facts_grow_with_every_step_and_hold_nothing_from_later_ones() -> None:
    entry = good()
    seen = [(turn, known.says_name("R-209"), known.says_name("M-7781")) for (turn, _, _), known in facts_by_step(
        collection(entry), entry
    )]  # fmt: skip
    assert seen == [(0, False, False), (0, True, False), (1, True, True), (1, True, True)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.integers(0, 10**9))
def test_whatever_is_learnt_every_number_in_it_is_known(value: Any, number: int) -> None:
    known = knowing([value, {"amount": number}])
    assert known.says_number(str(number))


@given(JSON, st.text())
def test_any_text_can_be_asked_about(value: Any, text: str) -> None:
    known = knowing(value)
    known.says_number(text)
    known.says_name(text)
    list(identifiers_in(text))
