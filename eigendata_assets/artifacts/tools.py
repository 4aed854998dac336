"""Tool schemas: what a tool is called, what it takes, what it returns, and whether it changes the state."""

from __future__ import annotations

from functools import cached_property
from typing import Self

from pydantic import Field, model_validator

from eigendata_assets.artifacts.canonical import canonical_hash, canonical_json
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json

PROSE = frozenset({"title", "description", "examples", "$comment", "deprecated", "readOnly", "writeOnly"})
"""The JSON Schema keywords that say nothing about what is valid."""

_OF_NAMES = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs", "definitions"})
"""The keywords under which keys are names, not keywords."""

_LITERAL = frozenset({"default", "const", "dependentRequired"})
"""The keywords whose content is no schema."""

_UNORDERED = frozenset({"required", "enum", "type"})
"""The keywords whose lists may come in any order."""


class ImplementedAs(Artifact):
    """Under which names the code knows a tool, where its schema came first; code that has the new names overrides it.

    `name` is that of the code's function. `parameters` maps the schema's names to the code's, `left_out` are those
    that the code does not take, `types` maps a parameter to the JSON type in which the code wants its value.
    """

    name: str
    parameters: dict[str, str] = {}
    left_out: tuple[str, ...] = ()
    types: dict[str, str] = {}


class ToolSchema(Artifact):
    """One tool.

    `parameters` and `returns` are JSON Schemas (draft 2020-12). `mutates_state` is True or False where execution has
    shown it, None where the tool was never seen running. `position` is its place in the order of publication.
    `original` is the schema as its publisher wrote it, kept so that it can be written back without loss.
    `implemented_as` is there where the code behind the tool has not followed its schema yet.
    """

    format_version: int = FORMAT_VERSION
    name: str
    toolkit: str
    position: int = 0
    description: str = ""
    parameters: dict[str, Json]
    returns: dict[str, Json] | None = None
    mutates_state: bool | None = None
    original: dict[str, Json] | None = Field(default=None, repr=False)
    implemented_as: ImplementedAs | None = None

    @property
    def key(self) -> str:
        """The name that is unique within a domain: `Toolkit.tool`."""
        return f"{self.toolkit}.{self.name}"

    @property
    def semantic_hash(self) -> str:
        """A hash of all that decides which calls and results are valid; prose does not count."""
        returns = None if self.returns is None else without_prose(self.returns)
        return canonical_hash([self.name, self.toolkit, without_prose(self.parameters), returns])


class Toolset(Artifact):
    """The tools of a domain, in the order of their publication; keys are unique."""

    tools: tuple[ToolSchema, ...]

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        if len(self.by_key) < len(self.tools):
            raise ValueError("two tools have the same toolkit and name")
        return self

    @cached_property
    def by_key(self) -> dict[str, ToolSchema]:
        """`Toolkit.tool` to schema."""
        return {tool.key: tool for tool in self.tools}

    def of_toolkits(self, toolkits: tuple[str, ...]) -> tuple[ToolSchema, ...]:
        """The tools of some toolkits, toolkit by toolkit."""
        return tuple(tool for toolkit in toolkits for tool in self.tools if tool.toolkit == toolkit)


def without_prose(schema: Json, *, names: bool = False) -> Json:
    """A JSON Schema with only what decides validity, in one order; `names` says that the keys are property names."""
    if isinstance(schema, list):
        return [without_prose(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if names:
        return {name: without_prose(part) for name, part in schema.items()}
    return {keyword: _without_prose(keyword, part) for keyword, part in schema.items() if keyword not in PROSE}


def _without_prose(keyword: str, part: Json) -> Json:
    if keyword in _UNORDERED and isinstance(part, list):
        return sorted(part, key=canonical_json)
    if keyword in _LITERAL | _UNORDERED:
        return part
    return without_prose(part, names=keyword in _OF_NAMES)
