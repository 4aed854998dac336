"""The JSON Schema of a reply type, as chat models take it."""

from __future__ import annotations

import re
from functools import cache

from pydantic import BaseModel

from eigendata_assets.artifacts.frozen import Json


@cache
def reply_schema(reply: type[BaseModel]) -> dict[str, Json]:
    """The JSON Schema that a reply of this type fits, without pydantic's titles; do not change it, it is shared."""
    schema: dict[str, Json] = _untitled(reply.model_json_schema())
    return schema


def _untitled(schema: Json) -> Json:
    """The schema without titles, which repeat the names of types and fields; a property named `title` stays."""
    if isinstance(schema, list):
        return [_untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: part for name, part in schema.items() if name != "title" or not isinstance(part, str)}
    return {name: part if name in ("enum", "const", "default") else _untitled(part) for name, part in kept.items()}


def schema_name(reply: type[BaseModel]) -> str:
    """The type's name as providers allow it: letters, digits, `_` and `-`, at most 64."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", reply.__name__)[:64]


def is_strict(schema: Json) -> bool:
    """Whether providers can enforce the schema exactly: every object closed, every property required, no defaults."""
    if isinstance(schema, list):
        return all(is_strict(part) for part in schema)
    if not isinstance(schema, dict):
        return True
    if schema.get("type") == "object" or "properties" in schema:
        closed = schema.get("additionalProperties") is False
        if not closed or set(schema.get("required", ())) != set(schema.get("properties", {})):
            return False
    return "default" not in schema and all(is_strict(part) for part in schema.values())
