"""BFCL's function documents as tool schemas: its type names become JSON Schema, the original is kept beside."""

from __future__ import annotations

from pathlib import Path

from jsonschema import Draft202012Validator, SchemaError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.errors import InputError
from eigendata_assets.imports.json_lines import json_lines, reason

JSON_SCHEMA_TYPE: dict[str, str | None] = {
    "dict": "object",
    "float": "number",
    "tuple": "array",
    "any": None,
    "object": "object",
    "number": "number",
    "array": "array",
    "string": "string",
    "integer": "integer",
    "boolean": "boolean",
    "null": "null",
}
"""BFCL's type names to those of JSON Schema; None stands for a value of any type."""


def read_function_docs(path: Path, toolkit: str) -> tuple[ToolSchema, ...]:
    """The tools in a file of function documents, one JSON object a line; raises InputError with file and line."""
    tools: dict[str, ToolSchema] = {}
    for place, document in json_lines(path):
        try:
            tool = read_function_doc(document, toolkit)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, SchemaError) as error:
            raise InputError(f"not a function document: {reason(error)}", where=place) from None
        if tool.name in tools:
            raise InputError(f"{tool.name} is described twice", where=place)
        tools[tool.name] = tool
    return tuple(tools.values())


def read_function_doc(document: Json, toolkit: str) -> ToolSchema:
    """The tool of one function document, with the document kept as `original`.

    Raises KeyError, ValueError or jsonschema's SchemaError where the document is not one.
    """
    if not isinstance(document, dict):
        raise ValueError(f"it is an object, not {document!r}")
    parameters = to_json_schema(document["parameters"])
    returns = to_json_schema(document["response"]) if "response" in document else None
    for schema in (parameters, returns or {}):
        Draft202012Validator.check_schema(schema)
    return ToolSchema(
        name=document["name"],
        toolkit=toolkit,
        description=document.get("description", ""),
        parameters=parameters,
        returns=returns,
        original=document,
    )


def to_json_schema(schema: Json) -> Json:
    """A schema with BFCL's type names replaced, at every depth; raises ValueError for a type name nobody knows."""
    if not isinstance(schema, dict):
        raise ValueError(f"a schema is an object, not {schema!r}")
    converted: dict[str, Json] = {}
    for keyword, part in schema.items():
        if keyword == "type":
            converted |= _converted_type(part)
        elif keyword == "properties":
            if not isinstance(part, dict):
                raise ValueError(f"the properties are an object, not {part!r}")
            converted[keyword] = {name: to_json_schema(each) for name, each in part.items()}
        elif keyword in ("items", "additionalProperties") and isinstance(part, dict):
            converted[keyword] = to_json_schema(part)
        else:
            converted[keyword] = part
    return converted


def _converted_type(name: Json) -> dict[str, Json]:
    names = name if isinstance(name, list) else [name]
    unknown = [each for each in names if not isinstance(each, str) or each not in JSON_SCHEMA_TYPE]
    if unknown:
        raise ValueError(f"unknown type {unknown[0]!r}; known are {', '.join(sorted(JSON_SCHEMA_TYPE))}")
    types = list(dict.fromkeys(JSON_SCHEMA_TYPE[each] for each in names))
    if None in types:
        return {}
    return {"type": types if isinstance(name, list) else types[0]}
