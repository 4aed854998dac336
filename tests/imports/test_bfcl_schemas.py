"""Function documents become JSON Schemas at every depth, and are kept as they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl_schemas import (
    JSON_SCHEMA_TYPE,
    read_function_doc,
    read_function_docs,
    to_json_schema,
)
from tests.json_values import JSON, KEYS
from tests.tiny_benchmark import DOCS

TEXTS = st.text(max_size=5)
SCHEMAS: st.SearchStrategy[Any] = st.recursive(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted(JSON_SCHEMA_TYPE))},
        optional={"description": TEXTS, "default": JSON, "enum": st.lists(st.integers(), min_size=1, unique=True)},
    ),
    lambda parts: (
        st.fixed_dictionaries(
            {"type": st.sampled_from(["dict", "object"]), "properties": st.dictionaries(KEYS, parts, max_size=3)},
            optional={"required": st.lists(KEYS, unique=True, max_size=2), "additionalProperties": parts},
        )
        | st.fixed_dictionaries({"type": st.sampled_from(["array", "tuple"]), "items": parts})
    ),
    max_leaves=6,
)
DOCUMENTS = st.fixed_dictionaries(
    {"name": st.from_regex("[a-z]{1,5}", fullmatch=True), "description": TEXTS, "parameters": SCHEMAS},
    optional={"response": SCHEMAS, "strict": st.booleans(), "$set": JSON},
)


def types_in(schema: Any) -> set[str]:
    """Every type name where a schema stands; defaults and enums are no schemas."""
    found = {schema["type"]} if "type" in schema else set()
    for part in (*schema.get("properties", {}).values(), schema.get("items"), schema.get("additionalProperties")):
        found |= types_in(part) if isinstance(part, dict) else set()
    return found


@given(DOCUMENTS)
def test_a_document_becomes_a_schema_and_can_be_written_back(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    tool = read_function_doc(document, "Kit")
    assert json.dumps(tool.original) == text
    assert json.dumps(document) == text
    for schema in (tool.parameters, tool.returns or {}):
        Draft202012Validator.check_schema(schema)
        assert types_in(schema) <= {"object", "array", "string", "number", "integer", "boolean", "null"}
    assert tool.key == f"Kit.{document['name']}"
    assert (tool.returns is None) == ("response" not in document)
    assert type(tool).model_validate_json(tool.model_dump_json()).original == tool.original


@given(SCHEMAS)
def test_only_type_names_change(schema: Any) -> None:
    converted = to_json_schema(schema)
    assert {key: part for key, part in converted.items() if key in ("description", "default", "enum", "required")} == {
        key: part for key, part in schema.items() if key in ("description", "default", "enum", "required")
    }
    assert converted.get("properties", {}).keys() == schema.get("properties", {}).keys()
    assert to_json_schema(converted) == converted


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"type": "dict"}, {"type": "object"}),
        ({"type": "float"}, {"type": "number"}),
        ({"type": "tuple", "items": {"type": "any"}}, {"type": "array", "items": {}}),
        ({"type": "any", "description": "x"}, {"description": "x"}),
        ({"type": ["float", "null", "number"]}, {"type": ["number", "null"]}),
        ({"type": ["float", "any"]}, {}),
        (
            {"type": "dict", "properties": {"type": {"type": "float"}, "items": {"type": "string"}}},
            {"type": "object", "properties": {"type": {"type": "number"}, "items": {"type": "string"}}},
        ),
        ({"type": "dict", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
        ({"type": "string", "default": {"type": "dict"}}, {"type": "string", "default": {"type": "dict"}}),
    ],
)
def test_type_names_are_replaced_where_they_are_types(ours: Any, theirs: Any) -> None:
    assert to_json_schema(ours) == theirs


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({"name": "f", "parameters": {"type": "long"}}, "unknown type 'long'; known are any, array, boolean"),
        ({"name": "f", "parameters": {"type": {"a": 1}}}, "unknown type"),
        ({"name": "f", "parameters": {"type": "dict", "properties": {"a": {"type": "x"}}}}, "unknown type 'x'"),
        ({"name": "f", "parameters": {"type": "array", "items": {"type": "x"}}}, "unknown type 'x'"),
        ({"name": "f", "parameters": "none"}, "a schema is an object, not 'none'"),
        ({"name": "f", "parameters": {"properties": {"a": None}}}, "a schema is an object, not None"),
        ({"name": "f", "parameters": {"properties": ["a"]}}, r"the properties are an object, not \['a'\]"),
        ({"name": "f", "parameters": {"type": "dict", "required": "a"}}, "'a' is not of type 'array'"),
        ({"name": "f", "parameters": {"type": []}}, "not a function document"),
        ({"name": "f"}, "'parameters' is missing"),
        ({"parameters": {"type": "dict"}}, "'name' is missing"),
        ({"name": 1, "parameters": {"type": "dict"}}, "name: Input should be a valid string"),
        ({"name": "f", "parameters": {"type": "dict"}, "response": None}, "a schema is an object, not None"),
        (["f"], r"it is an object, not \['f'\]"),
        (None, "it is an object, not None"),
    ],
    ids=str,
)
def test_a_document_that_is_none_is_named_by_file_and_line(tmp_path: Path, document: Any, says: str) -> None:
    path = tmp_path / "kit.json"
    path.write_text(json.dumps(DOCS["sums"][0]) + "\n\n" + json.dumps(document) + "\n")
    with pytest.raises(InputError, match=says) as caught:
        read_function_docs(path, "Kit")
    assert caught.value.where == (str(path), "line 3")
    assert "\n" not in caught.value.message


@given(document=DOCUMENTS, part=st.sampled_from(["name", "parameters", "response", "description"]), value=JSON)
def test_a_document_with_a_wrong_part_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, document: dict[str, Any], part: str, value: Any
) -> None:
    path = tmp_path_factory.getbasetemp() / "one.json"
    path.write_text(json.dumps(document | {part: value}))
    try:
        tools = read_function_docs(path, "Kit")
    except InputError as error:
        assert error.where == (str(path), "line 1")  # noqa: PT017 - one of two good ends
    else:
        assert len(tools) == 1


def test_a_tool_described_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kit.json"
    path.write_text((json.dumps(DOCS["sums"][0]) + "\n") * 2)
    with pytest.raises(InputError, match="add is described twice") as caught:
        read_function_docs(path, "Kit")
    assert caught.value.where == (str(path), "line 2")


def test_tools_come_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "shelf.json"
    path.write_text("".join(json.dumps(document) + "\n" for document in DOCS["shelf"]))
    tools = read_function_docs(path, "Shelf")
    assert [tool.name for tool in tools] == [document["name"] for document in DOCS["shelf"]]
    assert [tool.original for tool in tools] == DOCS["shelf"]
    assert all(tool.mutates_state is None for tool in tools)
