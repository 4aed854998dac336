"""Keys that tools make up are told from keys that calls have given, and stand for any of their kind."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.verification.made_values import made_up, new_keys, pattern_of, replaced, without_made_keys

INITIAL: dict[str, Any] = {"A": {"t": {}, "l": [], "deep": {"u": {"rows": {}}}}}


def added(table: str, *way: str, row: Any = None) -> Any:
    return (table, way, "added", None, {"x": 1} if row is None else row)


def made_keys(changes: Any, initial: Any, calls: Any, shown: list[str]) -> tuple[str, ...]:
    return made_up(new_keys(changes, lambda toolkit, table: initial[toolkit][table]), calls, shown)


def test_a_key_that_no_call_has_given_is_made_up() -> None:
    changes = [added("A.t", "B7"), added("A.deep", "u", "rows", "C1")]
    assert made_keys(changes, INITIAL, [("book", {"user": "u"})], ["ok"]) == ("B7", "C1")


def test_a_key_that_a_call_has_given_is_not() -> None:
    assert made_keys([added("A.t", "B7")], INITIAL, [("make", {"path": ["B7"]})], ["made B7"]) == ()


def test_a_key_that_a_result_showed_first_is_made_up_though_a_later_call_uses_it() -> None:
    calls = [("book", {"user": "u"}), ("pay", {"id": "B7"})]
    assert made_keys([added("A.t", "B7")], INITIAL, calls, ['{"id": "B7"}', "paid"]) == ("B7",)
    assert made_keys([added("A.t", "B7")], INITIAL, calls, ['{"id": "B77"}', "paid"]) == ()


def test_places_in_lists_fields_and_plain_values_are_no_keys() -> None:
    changes = [added("A.l", "0"), added("A.t", "B7", row=3), ("A.t", ("B8",), "changed", {}, {"x": 1})]
    assert made_keys(changes, INITIAL, [], []) == ()


def test_keys_are_found_in_dictionaries_of_any_keys_and_below_lists() -> None:
    initial = {"A": {"t": {"$dict": [[7, {"rows": {}}]]}, "l": [{"rows": {}}], "p": {"$tuple": [{"rows": {}}]}}}
    changes = [added("A.t", "8"), added("A.t", "7", "rows", "x1"), added("A.l", "0", "rows", "y1")]
    changes.append(added("A.p", "0", "rows", "z1"))
    assert made_keys(changes, initial, [], []) == ("8", "x1", "y1", "z1")


@given(st.text(max_size=12))
def test_a_value_is_one_of_its_own_pattern(value: str) -> None:
    assert re.fullmatch(pattern_of(value), value)


@pytest.mark.parametrize(
    ("value", "also", "not_this"),
    [
        ("R17", "R9", "S17"),
        ("order-0012", "order-13", "order-x"),
        ("8F3K2Q", "0A1B2C", "8F3K2"),
        ("2026-05-03T10:00", "2027-01-31T23:59", "2026-05-03"),
        ("12446", "7", "x"),
    ],
)
def test_a_pattern_holds_for_values_of_the_same_form(value: str, also: str, not_this: str) -> None:
    assert re.fullmatch(pattern_of(value), also)
    assert not re.fullmatch(pattern_of(value), not_this)


def test_texts_are_replaced_everywhere_and_numbers_only_where_they_name_something() -> None:
    row = {"id": 7, "user_id": 7, "bags": 7, "of": ["B7", "B70"], "big": 12446, "flag": True}
    assert replaced(row, {"7": "K", "B7": "L", "12446": "M", "True": "N"}) == {
        "id": "K", "user_id": "K", "bags": 7, "of": ["L", "B70"], "big": "M", "flag": True,
    }  # fmt: skip


def test_records_of_the_same_content_are_the_same_under_other_keys() -> None:
    one = [added("A.t", "B1", row={"id": "B1", "of": "u"}), added("A.t", "B2", row={"id": "B2", "of": "v"})]
    two = [added("A.t", "B1", row={"id": "B1", "of": "v"}), added("A.t", "B2", row={"id": "B2", "of": "u"})]
    assert without_made_keys(one, ["B1", "B2"]) == without_made_keys(two, ["B1", "B2"])
    assert without_made_keys(one, []) != without_made_keys(two, [])
    three = [added("A.t", "B1", row={"id": "B1", "of": "w"}), two[1]]
    assert without_made_keys(one, ["B1", "B2"]) != without_made_keys(three, ["B1", "B2"])
