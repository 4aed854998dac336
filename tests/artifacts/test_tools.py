"""Two schemas have one semantic hash exactly when they accept the same; prose and order of names do not count."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eigendata_assets.artifacts.tools import PROSE, ToolSchema, Toolset, without_prose
from tests.json_values import JSON

BASE: dict[str, Any] = {
    "type": "object",
    "properties": {
        "title": {"type": "string", "description": "A title."},
        "count": {"type": ["integer", "null"], "minimum": 0, "default": 1},
        "kind": {"enum": ["a", "b"]},
    },
    "required": ["title", "kind"],
}


def tool(parameters: dict[str, Any], **more: Any) -> ToolSchema:
    fields: dict[str, Any] = {"name": "f", "toolkit": "Kit", "parameters": parameters, **more}
    return ToolSchema(**fields)


def changed(*path: str, to: Any = None) -> dict[str, Any]:
    """The base schema with one part replaced; removed where `to` is `...`."""
    schema = json.loads(json.dumps(BASE))
    part = schema
    for key in path[:-1]:
        part = part[key]
    if to is ...:
        del part[path[-1]]
    else:
        part[path[-1]] = to
    return dict(schema)


@pytest.mark.parametrize(
    "same",
    [
        changed("description", to="Does something."),
        changed("$comment", to={"type": "string"}),
        changed("examples", to=[{"title": "x"}]),
        changed("properties", "title", "description", to=...),
        changed("properties", "count", "title", to="How many"),
        changed("properties", "count", "type", to=["null", "integer"]),
        changed("properties", "count", "minimum", to=0.0),
        changed("properties", "kind", "enum", to=["b", "a"]),
        changed("required", to=["kind", "title"]),
        {key: BASE[key] for key in reversed(BASE)},
    ],
    ids=json.dumps,
)
def test_what_does_not_decide_validity_does_not_change_the_hash(same: dict[str, Any]) -> None:
    assert tool(same).semantic_hash == tool(BASE).semantic_hash
    assert tool(BASE, returns=same).semantic_hash == tool(BASE, returns=BASE).semantic_hash


@pytest.mark.parametrize(
    "other",
    [
        changed("properties", "title", to=...),
        changed("properties", "title", to={"description": "A title."}),
        changed("properties", "description", to={"type": "string"}),
        changed("properties", "count", "default", to=2),
        changed("properties", "count", "minimum", to=1),
        changed("properties", "kind", "enum", to=["a"]),
        changed("properties", "kind", "enum", to=["a", "B"]),
        changed("required", to=["title"]),
        changed("additionalProperties", to=False),
        changed("patternProperties", to={"^x": {"type": "string"}}),
        changed("propertyNames", to={"maxLength": 3}),
        changed("if", to={"required": ["count"]}),
        changed("dependentRequired", to={"count": ["kind"]}),
        changed("$defs", to={"description": {"type": "string"}}),
        changed("contains", to={}),
    ],
    ids=json.dumps,
)
def test_whatever_decides_validity_changes_the_hash(other: dict[str, Any]) -> None:
    assert tool(other).semantic_hash != tool(BASE).semantic_hash
    assert tool(BASE, returns=other).semantic_hash != tool(BASE, returns=BASE).semantic_hash


def test_name_toolkit_and_returns_change_the_hash_and_the_rest_does_not() -> None:
    base = tool(BASE)
    assert base.model_copy(update={"name": "g"}).semantic_hash != base.semantic_hash
    assert base.model_copy(update={"toolkit": "Other"}).semantic_hash != base.semantic_hash
    assert tool(BASE, returns={}).semantic_hash != base.semantic_hash
    assert tool(BASE, description="x", mutates_state=True, original={"a": 1}).semantic_hash == base.semantic_hash


def test_prose_under_names_and_in_literals_is_kept() -> None:
    schema = {
        "properties": {"title": {"title": "x", "default": {"title": "kept"}}},
        "$defs": {"examples": {"examples": [1]}},
        "anyOf": [{"description": "x", "const": {"description": "kept"}}],
        "default": {"properties": {"title": "kept"}},
    }
    assert without_prose(schema) == {
        "properties": {"title": {"default": {"title": "kept"}}},
        "$defs": {"examples": {}},
        "anyOf": [{"const": {"description": "kept"}}],
        "default": {"properties": {"title": "kept"}},
    }


@given(JSON, st.sampled_from(sorted(PROSE)), JSON)
def test_prose_is_left_out_at_any_depth_and_nothing_else_is_lost(part: Any, keyword: str, prose: Any) -> None:
    plain = {"items": {"not": {"const": part}}, "default": part}
    wordy = {keyword: prose, "items": {keyword: prose, "not": {"const": part, keyword: prose}}, "default": part}
    assert without_prose(wordy) == without_prose(plain) == plain


@given(JSON, JSON)
def test_a_tool_survives_storing(default: Any, original: Any) -> None:
    stored = tool(
        {"properties": {"a": {"default": default}}}, original={"parameters": original}, returns={"x": default}
    )
    again = ToolSchema.model_validate(json.loads(json.dumps(stored.model_dump(mode="python"))))
    assert again == stored
    assert again.semantic_hash == stored.semantic_hash


def test_a_toolset_keeps_its_order_and_finds_tools_by_key() -> None:
    names = [("A", "z"), ("B", "f"), ("A", "f"), ("B", "a")]
    toolset = Toolset(tools=tuple(ToolSchema(name=name, toolkit=kit, parameters={}) for kit, name in names))
    assert list(toolset.by_key) == ["A.z", "B.f", "A.f", "B.a"]
    assert [each.key for each in toolset.of_toolkits(("B", "A"))] == ["B.f", "B.a", "A.z", "A.f"]
    assert toolset.of_toolkits(("C",)) == ()


def test_a_toolset_has_no_two_tools_of_one_key() -> None:
    with pytest.raises(ValidationError, match="two tools have the same toolkit and name"):
        Toolset(tools=(tool({}), tool(BASE)))
