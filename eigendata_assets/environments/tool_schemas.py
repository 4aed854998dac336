"""The tool schemas of a generated environment: parameters as JSON Schema, returns from the types that are returned."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter, Tool
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.databases.expressions.value_types import Type, column_type
from eigendata_assets.databases.tool_types import typed_tool
from eigendata_assets.environments.behaviour.effects import effects_of
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import is_required
from eigendata_assets.environments.synthesis.module_code import class_name

_OF_KINDS: dict[str, dict[str, Json]] = {
    "text": {"type": "string"}, "integer": {"type": "integer"}, "number": {"type": "number"},
    "boolean": {"type": "boolean"}, "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"}, "null": {"type": "null"},
}  # fmt: skip
_ON_ERROR = 'Where the call cannot be done, an object {"error": message} is returned instead, and nothing is changed.'


def toolset_of(domain: DomainSpec, behaviours: dict[str, Behaviour]) -> Toolset:
    """The tools of a spec, in its order; a tool without steps has no `returns` and may or may not change the state."""
    return Toolset(
        tools=tuple(
            _schema(domain, name, tool, behaviours.get(name), position)
            for position, (name, tool) in enumerate(domain.tools.items())
        )
    )


def parameters_schema(tool: Tool) -> dict[str, Json]:
    """The JSON Schema of a tool's arguments."""
    return {
        "type": "object",
        "properties": {name: _parameter(parameter) for name, parameter in tool.parameters.items()},
        "required": [name for name, parameter in tool.parameters.items() if is_required(parameter)],
        "additionalProperties": False,
    }


def _schema(domain: DomainSpec, name: str, tool: Tool, behaviour: Behaviour | None, position: int) -> ToolSchema:
    returns = None
    if behaviour is not None:
        returns = {
            **_returns(typed_tool(tool, domain.tables, ("tools", name)).returns, domain),
            "description": _ON_ERROR,
        }
    return ToolSchema(
        name=name,
        toolkit=class_name(domain.name),
        position=position,
        description=" ".join(tool.description.split()),
        parameters=parameters_schema(tool),
        returns=returns,
        mutates_state=None if behaviour is None else bool(effects_of(domain, name, behaviour).writes),
    )


def _parameter(parameter: Parameter) -> dict[str, Json]:
    found: dict[str, Json] = {"type": parameter.type, "description": parameter.description}
    if parameter.type == "array":
        found["items"] = {"type": parameter.items or "string"}
    optional = {
        "enum": list(parameter.enum) or None, "minimum": parameter.minimum, "maximum": parameter.maximum,
        "pattern": parameter.pattern, "format": parameter.format, "minItems": parameter.min_items,
        "maxItems": parameter.max_items, "default": parameter.default,
    }  # fmt: skip
    return {**found, **{name: _plain(value) for name, value in optional.items() if value is not None}}


def _plain(value: Json) -> Json:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _returns(found: Type, domain: DomainSpec) -> dict[str, Json]:
    match found.kind:
        case "row":
            columns = domain.tables[found.table].columns
            schema = _object({name: _returns(column_type(column), domain) for name, column in columns.items()})
        case "record":
            schema = _object({name: _returns(part, domain) for name, part in found.fields})
        case "list":
            schema = {"type": "array", "items": {} if found.items is None else _returns(found.items, domain)}
        case _:
            schema = dict(_OF_KINDS.get(found.kind, {}))
    if found.values:
        schema["enum"] = list(found.values)
    return _nullable(schema) if found.nullable and found.kind != "null" else schema


def _object(properties: dict[str, Json]) -> dict[str, Json]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _nullable(schema: dict[str, Json]) -> dict[str, Json]:
    if "type" not in schema:
        return schema
    enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, "type": [schema["type"], "null"], **enum}
