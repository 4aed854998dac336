"""What a tool's JSON Schema says about one parameter or result: its types, its values, its words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError, ValidationError
from referencing.exceptions import Unresolvable

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema

_ENUM_IN_TEXT = re.compile(r"\[\s*Enum\s*\]\s*:?\s*(\[[^\]]*\])", re.IGNORECASE)

JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


def parameters_of(tool: ToolSchema) -> dict[str, dict[str, Any]]:
    """Parameter to its schema; what is not a schema is left out."""
    properties = tool.parameters.get("properties")
    return {name: part for name, part in _items(properties) if isinstance(part, dict)}


def required_of(tool: ToolSchema) -> frozenset[str]:
    """The parameters that must be given."""
    required = tool.parameters.get("required")
    return frozenset(name for name in required if isinstance(name, str)) if isinstance(required, list) else frozenset()


def result_properties(tool: ToolSchema) -> dict[str, dict[str, Any]]:
    """Result key to its schema, where the result is declared to be an object; otherwise none."""
    properties = (tool.returns or {}).get("properties")
    return {name: part for name, part in _items(properties) if isinstance(part, dict)}


def types_of(schema: dict[str, Any]) -> frozenset[str]:
    """The JSON types that a schema allows at its top; empty where it does not say."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return frozenset({declared})
    if isinstance(declared, list):
        return frozenset(each for each in declared if isinstance(each, str))
    options = [each for word in ("anyOf", "oneOf") for each in schema.get(word) or () if isinstance(each, dict)]
    found = [types_of(each) for each in options]
    return frozenset().union(*found) if found and all(found) else frozenset()


def type_of(value: Json) -> str:
    """The JSON type of a value; a number without fraction is an integer only where it is written as one."""
    return JSON_TYPES.get(type(value), "null")


def fits(value: Json, types: frozenset[str]) -> bool:
    """Whether a value is of one of the types; no types: anything is."""
    kind = type_of(value)
    if not types or kind in types:
        return True
    if kind == "integer":
        return "number" in types
    return kind == "number" and "integer" in types and float(value).is_integer()


def declared_values(schema: dict[str, Any]) -> tuple[Json, ...]:
    """The values that a schema lists: as `enum`, or in its description as `[Enum]: [...]`."""
    listed = schema.get("enum")
    if isinstance(listed, list):
        return tuple(listed)
    match = _ENUM_IN_TEXT.search(str(schema.get("description", "")))
    return _listed(match.group(1)) if match else ()


def _listed(text: str) -> tuple[Json, ...]:
    """The items of a list as people write it in descriptions."""
    for candidate in (text, text.replace("'", '"')):
        try:
            found = json.loads(candidate)
        except ValueError:
            continue
        return tuple(found)
    return ()


def description_of(schema: dict[str, Any]) -> str:
    """What a schema says in words."""
    return str(schema.get("description") or "")


def leaves_by_key(value: Json, key: str = "") -> Iterator[tuple[str, Json]]:
    """Each text, number or truth value in a value, with the nearest key that is a name."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from leaves_by_key(item, str(name))
    elif isinstance(value, list):
        for item in value:
            yield from leaves_by_key(item, key)
    elif value is not None:
        yield key, value


def unique(values: Iterator[Json] | list[Json]) -> list[Json]:
    """The values without repetition, in order; 1 and True and "1" are three."""
    return list({(type(each).__name__, canonical_json(each)): each for each in values}.values())


def _items(value: Json) -> list[tuple[str, Any]]:
    return list(value.items()) if isinstance(value, dict) else []


def overlap(left: frozenset[str], right: frozenset[str]) -> bool:
    """Whether some value can be of both; every whole number is a number, and what does not say allows anything."""
    wide = {"integer": {"integer", "number"}, "number": {"integer", "number"}}
    return not left or not right or any(wide.get(each, {each}) & right for each in left)


def type_text(types: frozenset[str]) -> str:
    """Types as people read them."""
    return " or ".join(sorted(types))


def violations(value: Json, schema: dict[str, Any]) -> list[ValidationError]:
    """What a schema has against a value; nothing where the schema itself is none."""
    try:
        Draft202012Validator.check_schema(schema)
        return list(Draft202012Validator(schema).iter_errors(value))
    except (SchemaError, Unresolvable, RecursionError):
        return []
