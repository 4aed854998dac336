"""Tool definitions in other people's forms as tool schemas: OpenAI's, Anthropic's, and BFCL's flat ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator, SchemaError

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.errors import InputError
from eigendata_assets.imports.bfcl_schemas import to_json_schema
from eigendata_assets.imports.json_lines import Place, reason

_TOOLKIT = "tools"
_NO_PARAMETERS: dict[str, Json] = {"type": "object", "properties": {}}


@dataclass(slots=True)
class ToolShelf:
    """The tools of all dialogues of a file; two tools of one name that differ are kept apart, as of two toolkits."""

    tools: dict[str, ToolSchema] = field(default_factory=dict)
    variants: dict[str, list[str]] = field(default_factory=dict)

    def keys(self, definitions: Json, place: Place) -> tuple[str, ...]:
        """The keys of the tools that a dialogue offers; raises InputError where a definition is none."""
        if isinstance(definitions, str):
            definitions = _parsed(definitions, place)
        if definitions is None:
            return ()
        if not isinstance(definitions, list):
            raise InputError(f"the tools are a {type(definitions).__name__}, not a list", where=place)
        return tuple(
            self._key(each, (*place[:-1], f"{place[-1]}[{number}]")) for number, each in enumerate(definitions)
        )

    @property
    def toolset(self) -> Toolset:
        """All tools, in the order in which they first appear."""
        return Toolset(tools=tuple(self.tools.values()))

    def _key(self, definition: Json, place: Place) -> str:
        if isinstance(definition, str):
            definition = _parsed(definition, place)
        name, description, parameters, returns = _parts(definition, place)
        digest = canonical_hash([name, description, parameters, returns])
        known = self.variants.setdefault(name, [])
        if digest not in known:
            known.append(digest)
        number = known.index(digest) + 1
        tool = ToolSchema(
            name=name,
            toolkit=_TOOLKIT if number == 1 else f"{_TOOLKIT}_{number}",
            position=len(self.tools),
            description=description,
            parameters=parameters,
            returns=returns,
        )
        return self.tools.setdefault(tool.key, tool).key


def _parsed(text: str, place: Place) -> Json:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"not JSON: {reason(error)}", where=place) from None


def _parts(definition: Json, place: Place) -> tuple[str, str, dict[str, Any], dict[str, Any] | None]:
    """Name, description, parameters and result of a tool definition."""
    if isinstance(definition, dict) and isinstance(definition.get("function"), dict):
        definition = definition["function"]
    if not isinstance(definition, dict) or not isinstance(definition.get("name"), str):
        raise InputError("not a tool definition with a name", where=place)
    parameters = definition.get("parameters") or definition.get("input_schema") or _NO_PARAMETERS
    returns = definition.get("returns") or definition.get("response")
    try:
        parameters = to_json_schema(parameters)
        shape = to_json_schema(returns) if isinstance(returns, dict) else None
        for schema in (parameters, shape or {}):
            Draft202012Validator.check_schema(schema)
    except (ValueError, SchemaError, RecursionError) as error:
        raise InputError(f"not a JSON Schema: {reason(error)}", where=(*place, "parameters")) from None
    return definition["name"], str(definition.get("description") or ""), parameters, shape
