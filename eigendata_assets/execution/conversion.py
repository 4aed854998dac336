"""A value as another type, where there is only one way to write it: `"7"` is 7, `true` is not 1."""

from __future__ import annotations

import functools
import json
import math
import re
from collections.abc import Mapping

from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.frozen import Json

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,15})")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,15})(\.[0-9]{1,15})?")
_TRUTH = {"true": True, "false": False, "True": True, "False": False}


def accepts(schema: Mapping[str, Json], value: Json) -> bool:
    """Whether the value is valid under the schema."""
    return bool(_validator(json.dumps(schema)).is_valid(value))


@functools.lru_cache(maxsize=4096)
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema))


def converted(value: Json, schema: Mapping[str, Json]) -> tuple[Json] | None:
    """The value as the schema wants it, in a tuple of one; None where that is not certain.

    A value that is valid already stays as it is.
    """
    if accepts(schema, value):
        return (value,)
    kinds = schema.get("type")
    ways = [way for kind in (kinds if isinstance(kinds, list) else [kinds]) if (way := _as(kind, value, schema))]
    valid = [way for way in ways if accepts(schema, way[0])]
    return valid[0] if len(valid) == 1 else None


def _as(kind: Json, value: Json, schema: Mapping[str, Json]) -> tuple[Json] | None:
    if kind == "array":
        inner = converted(value, schema.get("items") or {}) if not isinstance(value, list) else None
        return ([inner[0]],) if inner and "items" in schema else None
    if isinstance(value, list) and len(value) == 1:
        return converted(value[0], schema)
    if isinstance(value, str):
        return _of_text(kind, value)
    if kind == "string" and _is_number(value):
        return (str(value),) if isinstance(value, int) or not value.is_integer() else None
    if kind == "integer" and isinstance(value, float) and value.is_integer():
        return (int(value),)
    return None


def _of_text(kind: Json, text: str) -> tuple[Json] | None:
    if kind == "integer" and _INTEGER.fullmatch(text) and text != "-0":
        return (int(text),)
    if kind == "number" and _NUMBER.fullmatch(text):
        return (int(text) if _INTEGER.fullmatch(text) else float(text),)
    if kind == "boolean" and text in _TRUTH:
        return (_TRUTH[text],)
    return None


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def only_value(schema: Mapping[str, Json]) -> tuple[Json] | None:
    """The value that a call must mean when it gives none, in a tuple of one: default, constant, or enum of one."""
    if "default" in schema:
        return (schema["default"],)
    if "const" in schema:
        return (schema["const"],)
    values = schema.get("enum")
    return (values[0],) if isinstance(values, list) and len(values) == 1 else None
