"""Canonical JSON is one text for equal values and different texts for different ones."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from eigendata_assets.artifacts.canonical import canonical, canonical_hash, canonical_json, canonical_number, whole
from tests.json_values import JSON, PAIRS


@given(PAIRS)
def test_two_values_have_one_text_exactly_when_they_are_equal(pair: tuple[Any, Any]) -> None:
    left, right = pair
    event(f"equal: {left == right}")
    assert (canonical_json(left) == canonical_json(right)) == (left == right)
    assert (canonical_hash(left) == canonical_hash(right)) == (left == right)


@given(JSON)
def test_the_text_reads_back_as_an_equal_value(value: Any) -> None:
    text = canonical_json(value)
    assert text.isascii()
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@given(JSON)
def test_canonical_form_is_canonical(value: Any) -> None:
    once = canonical(value)
    assert json.dumps(canonical(once), sort_keys=True) == json.dumps(once, sort_keys=True)


@given(JSON, JSON)
def test_every_json_value_is_only_data_whatever_its_keys_are(left: Any, right: Any) -> None:
    assert canonical_json({"$set": [left, right]}) == f'{{"$set":[{canonical_json(left)},{canonical_json(right)}]}}'
    assert canonical_json({"$ratio": left}) == f'{{"$ratio":{canonical_json(left)}}}'


def test_a_hash_has_32_hexadecimal_digits() -> None:
    assert canonical_hash({"b": 1.0, "a": []}) == canonical_hash({"a": (), "b": True})
    assert len(canonical_hash(None)) == 32
    assert int(canonical_hash(None), 16)


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), -float("inf"), {1, 2}, b"a", {1: "a"}, {None: 1}, Decimal(1), object(), [{"a": [1j]}]],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("view", [False, True])
def test_what_is_not_json_is_refused(value: Any, view: bool) -> None:
    with pytest.raises(ValueError, match=r"canonical JSON form|not JSON compliant"):
        canonical_json([value], view=view)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"$set": [1, "a", [2]]}, {"$set": [[2.0], True, "a"]}),
        ({"$dict": [[1, "a"], ["1", "b"]]}, {"$dict": [["1", "b"], [1.0, "a"]]}),
        ({"$dict": [[{"$tuple": [1, 2]}, 0]]}, {"$dict": [[{"$tuple": [True, 2.0]}, False]]}),
        ({"$ratio": [1, 2]}, 0.5),
        ({"$ratio": [4, 2]}, 2),
        ({"$decimal": "0.50"}, 0.5),
        ({"$decimal": "1E+2"}, 100.0),
        ({"$decimal": "-0.00"}, 0),
        ({"$decimal": "0.1"}, {"$ratio": [1, 10]}),
        ({"$decimal": "1E+4001"}, {"$int": hex(10**4001)}),
        ({"$ratio": [{"$int": hex(10**4001)}, {"$int": hex(10**4001)}]}, 1),
        ({"$decimal": "1.0E+30000"}, {"$decimal": "10E+29999"}),
        ({"$set": [{"$set": [1, 2]}, {"$set": []}]}, {"$set": [{"$set": []}, {"$set": [2, 1]}]}),
        ({"$object": "Bag", "items": {"$set": [2, 1]}}, {"items": {"$set": [1, 2]}, "$object": "Bag"}),
    ],
)
def test_in_a_view_equal_values_have_one_text(left: Any, right: Any) -> None:
    assert canonical_json(left, view=True) == canonical_json(right, view=True)
    assert canonical_json(left) != canonical_json(right) or left == right
    assert canonical(canonical(left, True), True) == canonical(left, True)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ({"$set": [1, 2]}, [1, 2]),
        ({"$tuple": [1, 2]}, {"$tuple": [2, 1]}),
        ({"$dict": [[1, "a"]]}, {"$dict": [["1", "a"]]}),
        ({"$ratio": [1, 3]}, 1 / 3),
        ({"$decimal": "0.1"}, 0.1),
        ({"$decimal": "1E+30000"}, {"$decimal": "-1E+30000"}),
        ({"$number": "inf"}, {"$number": "-inf"}),
        ({"$ratio": [10**400, 3]}, {"$ratio": [10**400, 7]}),
    ],
)
def test_in_a_view_different_values_have_different_texts(left: Any, right: Any) -> None:
    assert canonical_json(left, view=True) != canonical_json(right, view=True)


def test_sets_in_sets_take_no_time() -> None:
    nested: Any = {"$set": []}
    for _ in range(60):
        nested = {"$set": [nested, 1]}
    assert canonical_json(nested, view=True).startswith('{"$set":[1,{"$set":')


@given(st.fractions() | st.integers(-(10**9), 10**9).map(Fraction) | st.floats(-1e9, 1e9).map(Fraction))
def test_a_number_is_written_as_what_equals_it(number: Fraction) -> None:
    form = canonical_number(number)
    assert (Fraction(*form["$ratio"]) if isinstance(form, dict) else form) == number
    assert not isinstance(form, float) or not form.is_integer()


def test_an_integer_with_more_digits_than_json_can_hold_is_hexadecimal() -> None:
    assert whole(10**3999) == 10**3999
    assert whole(-(10**4000)) == {"$int": hex(-(10**4000))}
    assert canonical_json({"$ratio": [10**4000, 1]}, view=True) == canonical_json({"$int": hex(10**4000)}, view=True)
