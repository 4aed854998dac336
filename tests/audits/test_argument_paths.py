"""Places inside the arguments of a call."""

from typing import Any

import pytest

from eigendata_assets.audits.argument_paths import parents, places, renamed_key, schema_at, steps_of

ARGUMENTS: dict[str, Any] = {"a": 1, "b": {"c": 2}, "d": [{"e": 3}, {}, 4], "f": [[5, 6]]}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a", [1]),
        ("b.c", [2]),
        ("d[]", [{"e": 3}, {}, 4]),
        ("d[].e", [3]),
        ("f[][]", [5, 6]),
        ("x", []),
        ("a.b", []),
        ("a[]", []),
        ("b[].c", []),
        ("", []),
    ],
)
def test_values_are_found_where_they_are_given(path: str, values: list[Any]) -> None:
    assert [holder[key] for holder, key in places(ARGUMENTS, path)] == values


@pytest.mark.parametrize(("path", "count"), [("x", 1), ("b.x", 1), ("d[].x", 2), ("x.y", 0), ("a.y", 0)])
def test_objects_are_found_that_could_hold_a_value(path: str, count: int) -> None:
    assert len(list(parents(ARGUMENTS, path))) == count


def test_a_path_is_its_steps() -> None:
    assert steps_of("a.b[].c[]") == ["a", "b", "[]", "c", "[]"]


def test_a_schema_is_found_by_its_path() -> None:
    inner = {"type": "object", "properties": {"e": {"type": "string"}}}
    schema = {"properties": {"d": {"type": "array", "items": inner}, "odd": True}}
    assert schema_at(schema, "d[].e") == {"type": "string"}
    assert schema_at(schema, "") == schema
    assert schema_at(schema, "d.e") == schema_at(schema, "odd") == {}


def test_a_renamed_key_keeps_its_place() -> None:
    holder = {"a": 1, "b": 2, "c": 3}
    renamed_key(holder, "b", "z")
    assert list(holder.items()) == [("a", 1), ("z", 2), ("c", 3)]
