"""A wrong argument is another valid value: of the enum, the range, the same column of the state."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.verification.mutants import columns_of, other_values, wrong_arguments
from tests.json_values import JSON
from tests.verification.airline_tasks import STATE

NO_COLUMNS = columns_of({}, [])


def others(value: Any, state: Any = None, **schema: Any) -> list[Any]:
    columns = columns_of(state, [{"a": value}]) if state else NO_COLUMNS
    return list(other_values(value, schema, columns))


def test_an_enum_gives_its_other_values() -> None:
    assert others("open", enum=["open", "paid", "cancelled"]) == ["paid", "cancelled"]


def test_a_key_gives_the_other_keys_and_a_field_the_same_field_of_other_records() -> None:
    assert others("u1", STATE) == ["u2"]
    assert others("F11", STATE)[:2] == ["F10", "F12"]
    assert others("Rome", STATE) == ["Bonn"]
    assert others(99.5, STATE) == [120, 80, 100.5, 98.5]


def test_numbers_stay_in_their_range() -> None:
    assert others(2, minimum=2, maximum=5) == [3]
    assert others(5, minimum=2, maximum=5) == [4]
    assert others(10, multipleOf=5) == [15, 5]
    assert others(1, exclusiveMinimum=0, exclusiveMaximum=2) == []


@pytest.mark.parametrize(
    ("value", "first"),
    [
        (True, False),
        ("2026-05-31", "2026-06-01"),
        ("B19", "B10"),
        ("Rome", "Rome2"),
        ("a long note", "a long note again"),
        ([1, 2], [1]),
        ([1], [2]),
        ({"a": True}, {"a": False}),
    ],
)
def test_where_nothing_is_known_a_value_near_by_is_taken(value: Any, first: Any) -> None:
    assert others(value)[0] == first


def test_a_pattern_is_kept_and_an_impossible_date_has_no_neighbour() -> None:
    assert others("B19", pattern="^B[0-9]+$") == ["B10"]
    assert others("Rome", pattern="^[a-z]+$") == []
    assert others("2026-13-45") == []


def test_lists_and_objects_follow_the_schema_of_their_parts() -> None:
    assert others(["open"], items={"enum": ["open", "paid"]}) == [["paid"]]
    assert others(["a", "b"], minItems=2)[0] == ["a2", "b"]
    assert others({"s": "open"}, properties={"s": {"enum": ["open", "paid"]}}) == [{"s": "paid"}]


@given(JSON)
def test_no_value_is_given_back_as_another(value: Any) -> None:
    assert all(type(other) is not type(value) or other != value for other in others(value))


def test_each_argument_gets_a_few_wrong_values_and_none_is_made_for_what_is_unknown() -> None:
    parameters = {"properties": {"status": {"enum": ["open", "paid", "cancelled"]}, "note": True}}
    found = list(wrong_arguments({"status": "open", "note": "x y", "none": None}, parameters, NO_COLUMNS, 1))
    assert found == [("status", "paid"), ("note", "x y again")]
