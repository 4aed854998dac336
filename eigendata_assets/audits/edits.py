"""Edits of tool schemas: how checks say them, and how they are applied (EigenData 3.4.4, Schema Polish)."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy

from eigendata_assets.artifacts.findings import SchemaEdit
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.schema_reading import parameters_of, required_of, result_properties


def set_parameter(tool: ToolSchema, name: str, keyword: str, value: Json) -> SchemaEdit:
    """A keyword of a parameter gets a value."""
    return SchemaEdit(tool=tool.key, path=("parameters", "properties", name, keyword), value=value)


def set_type(tool: ToolSchema, name: str, types: Iterable[str]) -> SchemaEdit:
    """A parameter is declared to be of some types."""
    return set_parameter(tool, name, "type", _types(types))


def drop_keyword(tool: ToolSchema, name: str, keyword: str) -> SchemaEdit:
    """A parameter loses a keyword."""
    return SchemaEdit(tool=tool.key, path=("parameters", "properties", name, keyword), action="remove")


def drop_parameter(tool: ToolSchema, name: str) -> tuple[SchemaEdit, ...]:
    """A parameter is no longer offered, nor required."""
    dropped = SchemaEdit(tool=tool.key, path=("parameters", "properties", name), action="remove")
    return (dropped, _required(tool, required_of(tool) - {name})) if name in required_of(tool) else (dropped,)


def add_parameter(tool: ToolSchema, name: str, types: Iterable[str], *, required: bool) -> tuple[SchemaEdit, ...]:
    """A parameter is offered, and required where it has to be."""
    kinds = _types(types)
    value = {"type": kinds} if kinds else {}
    added = SchemaEdit(tool=tool.key, path=("parameters", "properties", name), value=value)
    return (added, require(tool, name)) if required else (added,)


def require(tool: ToolSchema, name: str) -> SchemaEdit:
    """A parameter is required."""
    return _required(tool, required_of(tool) | {name})


def declare_result(tool: ToolSchema, key: str, types: Iterable[str]) -> SchemaEdit:
    """A result key is declared with some types; what is said about it otherwise stays."""
    known = result_properties(tool).get(key, {})
    return SchemaEdit(tool=tool.key, path=("returns", "properties", key), value={**known, "type": _types(types)})


def drop_result(tool: ToolSchema, key: str) -> SchemaEdit:
    """A result key is no longer declared."""
    return SchemaEdit(tool=tool.key, path=("returns", "properties", key), action="remove")


def rename_result(tool: ToolSchema, key: str, instead: str) -> tuple[SchemaEdit, ...]:
    """A result key is declared under another name."""
    known = result_properties(tool)[key]
    return drop_result(tool, key), SchemaEdit(tool=tool.key, path=("returns", "properties", instead), value=known)


def applied(tool: ToolSchema, edits: Iterable[SchemaEdit]) -> ToolSchema:
    """The tool after those of the edits that are its own; an edit of what is not there any more does nothing."""
    document = deepcopy({"description": tool.description, "parameters": tool.parameters, "returns": tool.returns})
    for edit in edits:
        if edit.tool == tool.key:
            _apply(document, edit)
    return tool.model_copy(update=document)


def _apply(document: dict[str, Json], edit: SchemaEdit) -> None:
    *way, last = edit.path
    target: Json = document
    for key in way:
        if not isinstance(target, dict):
            return
        if target.get(key) is None and edit.action == "set":
            target[key] = {}
        target = target.get(key)
    if not isinstance(target, dict):
        return
    if edit.action == "set":
        target[last] = deepcopy(edit.value)
    else:
        target.pop(last, None)


def _required(tool: ToolSchema, names: Iterable[str]) -> SchemaEdit:
    """The list of required parameters, in the order in which parameters are offered; others come last."""
    order = list(parameters_of(tool))
    listed = sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))
    return SchemaEdit(tool=tool.key, path=("parameters", "required"), value=listed)


def _types(types: Iterable[str]) -> Json:
    listed = sorted(set(types))
    return listed[0] if len(listed) == 1 else listed
