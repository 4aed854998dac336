"""A tool's schema as parts that can change by themselves, named as a person would: `parameters.ticket_id.type`."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_hash, canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import PROSE, ToolSchema

_NAMED_SCHEMAS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_SCHEMA_LISTS = frozenset({"anyOf", "oneOf", "allOf", "prefixItems"})
_UNORDERED = frozenset({"type", "enum"})
_LITERAL = frozenset({"default", "const", "dependentRequired"})

_Path = tuple[str, ...]


def schema_parts(tool: ToolSchema, *, prose: bool = False) -> dict[str, str]:
    """Part name to 16 hexadecimal digits, over all that decides which calls and results are valid.

    Names begin with the tool's key. Without `prose` the parts are equal where the semantic hashes of two tools are;
    with it, descriptions count too.
    """
    found: dict[str, list[tuple[_Path, Json]]] = {}
    for path, value in _leaves(tool, prose):
        found.setdefault(".".join((tool.key, *path)), []).append((path, value))
    return {name: short_hash(sorted(pairs, key=lambda pair: pair[0])) for name, pairs in found.items()}


def short_hash(value: Json) -> str:
    """The first half of the canonical hash: enough to tell one value of a part from another."""
    return canonical_hash(value)[:16]


def _leaves(tool: ToolSchema, prose: bool) -> Iterator[tuple[_Path, Json]]:
    yield (), "schema"
    if prose:
        yield ("description",), tool.description
    for name, schema in (("parameters", tool.parameters), ("returns", tool.returns)):
        if schema is not None:
            yield from _schema_leaves((name,), schema, prose)


def _schema_leaves(path: _Path, schema: Json, prose: bool) -> Iterator[tuple[_Path, Json]]:
    """Each keyword's value, and that the schema is there at all."""
    if not isinstance(schema, dict):
        yield path, schema
        return
    yield path, True
    for keyword, value in schema.items():
        if keyword in PROSE:
            yield from [((*path, keyword), value)] if prose else []
        elif keyword in _NAMED_SCHEMAS and isinstance(value, dict):
            place = path if keyword == "properties" else (*path, keyword)
            for name, part in value.items():
                yield from _schema_leaves((*place, name), part, prose)
        elif keyword in _SCHEMA_LISTS and isinstance(value, list):
            for position, part in enumerate(value):
                yield from _schema_leaves((*path, keyword, str(position)), part, prose)
        elif keyword == "required" and isinstance(value, list):
            yield from (((*path, str(name), "required"), True) for name in value)
        elif isinstance(value, dict) and keyword not in _LITERAL:
            yield from _schema_leaves((*path, keyword), value, prose)
        else:
            unordered = keyword in _UNORDERED and isinstance(value, list)
            yield (*path, keyword), sorted(value, key=canonical_json) if unordered else value
