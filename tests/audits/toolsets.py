"""Random toolsets and random edits of them, for properties of the diff and the patch."""

from __future__ import annotations

import random
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from tests.audits.desk import tool

NOUNS = ("order", "flight", "invoice", "ticket", "message", "vehicle", "contact", "portfolio", "booking", "document")
FIELDS = ("weight", "airline", "deadline", "colour", "quantity", "recipient", "currency", "engine", "chapter", "margin")
FRESH = ("gravel", "lantern", "meadow", "copper", "walnut", "harbour", "pebble", "saffron", "thimble", "velvet")
KINDS = ("string", "integer", "number", "boolean")


def random_parameter(choose: random.Random, name: str) -> dict[str, Any]:
    kind = choose.choice(KINDS)
    schema: dict[str, Any] = {"type": kind, "description": f"The {name} that this tool is about"}
    if kind == "string" and choose.random() < 0.5:
        schema["enum"] = ["alpha one", "beta two", "gamma three"]
    if kind == "integer" and choose.random() < 0.5:
        schema["default"] = choose.randint(0, 9)
    return schema


def random_toolset(choose: random.Random, size: int = 4) -> Toolset:
    """Tools of different names and parameters."""
    nouns = choose.sample(NOUNS, size)
    tools = []
    for noun in nouns:
        names = choose.sample(FIELDS, choose.randint(1, 4))
        required = choose.sample(names, choose.randint(0, len(names)))
        properties = {name: random_parameter(choose, name) for name in names}
        made = tool(f"handle_{noun}", " ".join(required), **properties)
        tools.append(made.model_copy(update={"description": f"Handles one {noun} from the beginning to the end"}))
    return Toolset(tools=tuple(tools))


def edited(choose: random.Random, toolset: Toolset, number: int) -> tuple[Toolset, dict[str, Any]]:
    """The toolset with one more edit in the tool of a number, and what the diff must say of it."""
    tools = list(toolset.tools)
    before = tools[number]
    names = list(before.parameters["properties"])
    name = choose.choice(names)
    edits = [rename_function, rename_parameter, retype, add_parameter, remove_parameter, redefault, require, describe]
    after, expected = choose.choice(edits)(choose, before, name)
    tools[number] = after
    return Toolset(tools=tuple(tools)), {"function": before.key, **expected}


def _with(tool: ToolSchema, properties: dict[str, Any], required: list[str] | None = None) -> ToolSchema:
    needed = tool.parameters["required"] if required is None else required
    return tool.model_copy(update={"parameters": {"type": "object", "properties": properties, "required": needed}})


def rename_function(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    to = f"handle_{choose.choice(FRESH)}_{tool.name}"
    return tool.model_copy(update={"name": to}), {"kind": "function_renamed", "to": f"{tool.toolkit}.{to}"}


def rename_parameter(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    to = choose.choice(FRESH)
    properties = {to if key == name else key: value for key, value in tool.parameters["properties"].items()}
    required = [to if key == name else key for key in tool.parameters["required"]]
    return _with(tool, properties, required), {"kind": "parameter_renamed", "parameter": name, "to": to}


def retype(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    properties = dict(tool.parameters["properties"])
    before = properties[name]["type"]
    after = choose.choice([kind for kind in KINDS if kind != before])
    properties[name] = {**properties[name], "type": after}
    return _with(tool, properties), {"kind": "type_changed", "parameter": name, "before": before, "after": after}


def add_parameter(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    new, needed = choose.choice(FRESH), choose.random() < 0.5
    schema = {"type": "string", "description": "Something that nobody has asked for until now"}
    if choose.random() < 0.5:
        schema["default"] = "usual"
    required = [*tool.parameters["required"], *([new] if needed else [])]
    after = _with(tool, {**tool.parameters["properties"], new: schema}, required)
    return after, {"kind": "parameter_added", "parameter": new, "required": needed}


def remove_parameter(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    properties = {key: value for key, value in tool.parameters["properties"].items() if key != name}
    required = [key for key in tool.parameters["required"] if key != name]
    needed = name in tool.parameters["required"]
    return _with(tool, properties, required), {"kind": "parameter_removed", "parameter": name, "required": needed}


def redefault(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    properties = dict(tool.parameters["properties"])
    properties[name] = {**properties[name], "default": f"value {choose.randint(100, 999)}"}
    return _with(tool, properties), {"kind": "default_changed", "parameter": name, "has": True}


def require(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    needed = name not in tool.parameters["required"]
    kept = [key for key in tool.parameters["required"] if key != name]
    after = _with(tool, tool.parameters["properties"], [*kept, *([name] if needed else [])])
    return after, {"kind": "required_changed", "parameter": name, "required": needed}


def describe(choose: random.Random, tool: ToolSchema, name: str) -> tuple[ToolSchema, dict[str, Any]]:
    return tool.model_copy(update={"description": "Other words"}), {"kind": "description_changed", "where": ""}
