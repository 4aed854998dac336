"""What a JSON Schema says about one parameter is read the same way by all checks."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.audits.schema_reading import (
    declared_values,
    fits,
    leaves_by_key,
    overlap,
    parameters_of,
    required_of,
    result_properties,
    type_of,
    type_text,
    types_of,
    unique,
    violations,
)
from tests.audits.audited import tool

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({"type": "string"}, {"string"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"anyOf": [{"type": "integer"}, {"type": "string"}]}, {"integer", "string"}),
        ({"oneOf": [{"type": "integer"}, {}]}, set()),
        ({"enum": ["a"]}, set()),
        ({"type": 5}, set()),
    ],
)
def test_the_types_of_a_schema_are_those_at_its_top(schema: dict[str, Any], types: set[str]) -> None:
    assert types_of(schema) == types


@given(VALUES)
def test_every_value_fits_its_own_type_and_no_type_at_all(value: Any) -> None:
    assert fits(value, frozenset({type_of(value)}))
    assert fits(value, frozenset())


@pytest.mark.parametrize(
    ("value", "types", "expected"),
    [
        (1, {"number"}, True),
        (1.0, {"integer"}, True),
        (1.5, {"integer"}, False),
        (True, {"integer"}, False),
        (1, {"boolean"}, False),
        (None, {"string"}, False),
        ([], {"array"}, True),
        ({}, {"array"}, False),
    ],
)
def test_a_value_fits_by_json_schemas_rules_and_a_truth_value_is_no_number(
    value: Any, types: set[str], expected: bool
) -> None:
    assert fits(value, frozenset(types)) is expected


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"enum": ["a", 1]}, ("a", 1)),
        ({"description": 'The mode. [Enum]: ["on", "off"]'}, ("on", "off")),
        ({"description": "The mode. [Enum]: ['on', 'off']"}, ("on", "off")),
        ({"description": "The mode. [enum] [1, 2]"}, (1, 2)),
        ({"description": "The mode. [Enum]: [on, off]"}, ()),
        ({"description": "The mode."}, ()),
        ({}, ()),
    ],
)
def test_listed_values_are_those_of_enum_or_of_a_list_in_the_description(
    schema: dict[str, Any], values: tuple[Any, ...]
) -> None:
    assert declared_values(schema) == values


def test_parameters_results_and_required_are_read_and_what_is_no_schema_is_left_out() -> None:
    found = tool("f", returns={"x": {"type": "string"}, "y": 3}, a={"type": "string"}, b={"optional": True})
    assert parameters_of(found).keys() == {"a", "b"}
    assert required_of(found) == {"a"}
    assert result_properties(found).keys() == {"x"}
    broken = found.model_copy(update={"parameters": {"properties": [], "required": "a"}, "returns": None})
    assert (parameters_of(broken), required_of(broken), result_properties(broken)) == ({}, frozenset(), {})


def test_leaves_come_with_the_nearest_key_that_is_a_name() -> None:
    value = {"tickets": [{"id": 1, "tags": ["a", "b"]}, None], "open": True}
    assert list(leaves_by_key(value)) == [("id", 1), ("tags", "a"), ("tags", "b"), ("open", True)]


def test_values_are_unique_by_type_and_content() -> None:
    assert unique([1, True, "1", 1, 1.0, [1], [1]]) == [1, True, "1", 1.0, [1]]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ({"integer"}, {"number"}, True),
        ({"string"}, {"integer"}, False),
        ({"string", "null"}, {"null"}, True),
        (set(), {"string"}, True),
    ],
)
def test_types_overlap_where_some_value_is_of_both(left: set[str], right: set[str], expected: bool) -> None:
    assert overlap(frozenset(left), frozenset(right)) is expected
    assert overlap(frozenset(right), frozenset(left)) is expected


def test_types_are_told_in_one_order() -> None:
    assert type_text(frozenset({"string", "integer"})) == "integer or string"


@pytest.mark.parametrize(
    ("value", "schema", "rules"),
    [
        (5, {"type": "string"}, ["type"]),
        (5, {"type": "integer"}, []),
        (5, {"type": None}, []),
        (5, {"maximum": "many"}, []),
        (5, {"$ref": "#/nowhere"}, []),
        ("a", {"pattern": "("}, []),
    ],
)
def test_a_schema_that_is_none_has_nothing_against_a_value(
    value: Any, schema: dict[str, Any], rules: list[str]
) -> None:
    assert [error.validator for error in violations(value, schema)] == rules
