"""Values of another type: converted only where there is one way to do it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.execution.conversion import accepts, converted, only_value

CERTAIN = [
    ("7", {"type": "integer"}, 7),
    ("-7", {"type": "integer"}, -7),
    (7, {"type": "string"}, "7"),
    (7.5, {"type": "string"}, "7.5"),
    ("7.5", {"type": "number"}, 7.5),
    ("7", {"type": "number"}, 7),
    (7.0, {"type": "integer"}, 7.0),
    ("true", {"type": "boolean"}, True),
    ("False", {"type": "boolean"}, False),
    ("a", {"type": "array", "items": {"type": "string"}}, ["a"]),
    ("7", {"type": "array", "items": {"type": "integer"}}, [7]),
    (["a"], {"type": "string"}, "a"),
    (["7"], {"type": "integer"}, 7),
    ("7", {"type": ["integer", "null"]}, 7),
    (1, {"type": "string", "enum": ["1", "2"]}, "1"),
]
UNCERTAIN = [
    ("007", {"type": "integer"}),
    ("7.0", {"type": "integer"}),
    ("seven", {"type": "integer"}),
    (" 7", {"type": "integer"}),
    ("1e3", {"type": "number"}),
    ("-0", {"type": "integer"}),
    (7.0, {"type": "string"}),
    (True, {"type": "string"}),
    (1, {"type": "boolean"}),
    (True, {"type": "integer"}),
    ("yes", {"type": "boolean"}),
    (None, {"type": "string"}),
    (["a", "b"], {"type": "string"}),
    ([], {"type": "string"}),
    ("a", {"type": "array"}),
    ("7", {"type": ["integer", "boolean", "array"], "items": {}}),
    (3, {"type": "string", "enum": ["1", "2"]}),
    ("x", {"type": "object"}),
    ("x", {"enum": ["y"]}),
    (float("inf"), {"type": "string"}),
]


@pytest.mark.parametrize(("value", "schema", "expected"), CERTAIN)
def test_what_is_certain_is_converted(value: Any, schema: dict[str, Any], expected: Any) -> None:
    found = converted(value, schema)
    assert found is not None
    assert found == (expected,)
    assert type(found[0]) is type(expected)


@pytest.mark.parametrize(("value", "schema"), UNCERTAIN)
def test_what_could_be_meant_otherwise_is_not(value: Any, schema: dict[str, Any]) -> None:
    assert converted(value, schema) is None


KINDS = st.sampled_from(["string", "integer", "number", "boolean"])


@given(st.one_of(st.text(), st.integers(), st.floats(allow_nan=False), st.booleans()), KINDS)
def test_a_converted_value_is_valid_and_converting_it_again_changes_nothing(value: Any, kind: str) -> None:
    found = converted(value, {"type": kind})
    if found is not None:
        assert accepts({"type": kind}, found[0])
        assert converted(found[0], {"type": kind}) == found


@given(st.integers(-(10**15), 10**15))
def test_a_number_as_text_and_back_is_the_number(value: int) -> None:
    text = converted(value, {"type": "string"})
    assert text is not None
    assert converted(text[0], {"type": "integer"}) == (value,)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"default": None}, (None,)),
        ({"const": 3}, (3,)),
        ({"enum": ["a"]}, ("a",)),
        ({"enum": ["a", "b"]}, None),
        ({"type": "string"}, None),
    ],
)
def test_a_missing_value_is_filled_only_where_the_schema_says_with_what(
    schema: dict[str, Any], expected: tuple[Any] | None
) -> None:
    assert only_value(schema) == expected
