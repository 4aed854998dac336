"""Completeness of tool definitions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from jsonschema import Draft202012Validator, SchemaError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.places import Place

_NAME = re.compile(r"[A-Za-z_][\w.-]{0,127}")
_SAYS_TYPE = frozenset({"type", "enum", "const", "anyOf", "oneOf", "allOf", "$ref"})


def incomplete(collection: Collection, entry: Trajectory) -> Iterator[Place]:
    """What the definitions of a dialogue's tools lack."""
    for tool in collection.tools_of(entry):
        for problem, hint in _problems(tool.name, tool.description, json.dumps(tool.parameters)):
            yield Place(tool.name, problem, hint, tool.name)


@lru_cache(4096)
def _problems(name: str, description: str, parameters: str) -> tuple[tuple[str, str], ...]:
    """What a definition lacks, with hints; `parameters` as JSON, so that a tool of many dialogues is read once."""
    return tuple(_of_definition(name, description, json.loads(parameters)))


def _of_definition(name: str, description: str, parameters: dict[str, Json]) -> Iterator[tuple[str, str]]:
    if not _NAME.fullmatch(name):
        yield f"{name!r} is no name of a function", "Use letters, digits, `_`, `.` and `-`, a letter first."
    if not description.strip():
        yield "the tool has no description", "Say in a sentence what it does."
    try:
        Draft202012Validator.check_schema(parameters)
    except SchemaError as error:
        yield f"its parameters are no JSON Schema: {error.message[:160]}", "Mend the schema."
        return
    properties = parameters.get("properties", {})
    for parameter, rule in properties.items():
        if isinstance(rule, dict) and not _SAYS_TYPE & rule.keys():
            yield f"the parameter {parameter} has no type", f"Give {parameter} a `type` or an `enum`."
    for parameter in parameters.get("required", ()):
        if parameter not in properties:
            yield f"the required parameter {parameter} is not defined", f"Add {parameter} to `properties`."
