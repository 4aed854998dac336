"""Toolsets from files, checked: every schema is valid, and no two functions have one name."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.errors import InputError
from eigendata_assets.storage.tool_schema_files import check_tools

_INHERITED = ("returns", "mutates_state", "implemented_as")
_OURS = frozenset(ToolSchema.model_fields)


def read_schemas(path: Path, known: Toolset | None = None, toolkit: str = "") -> Toolset:
    """The functions in a JSON file: a list of them, or an object with `tools`.

    A function is written as we write it, or as `{"type": "function", "function": {...}}`; where it names no toolkit, it
    keeps the one that `known` has it in, or else is of `toolkit`. What it does not say of itself (`returns`,
    `mutates_state`) is as in `known`. Raises InputError naming file and function.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read as JSON: {error}", where=(str(path),)) from None
    entries = document.get("tools") if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise InputError("not a list of functions", where=(str(path),), hint='Write [...] or {"tools": [...]}.')
    toolkits = _toolkits(known)
    tools = [_tool(entry, number, toolkits, path, toolkit) for number, entry in enumerate(entries, start=1)]
    check_tools(tools, (str(path),))
    return Toolset(tools=tuple(_completed(tool, known) for tool in tools))


def _completed(tool: ToolSchema, known: Toolset | None) -> ToolSchema:
    before = known.by_key.get(tool.key) if known else None
    if before is None:
        return tool
    unsaid = [name for name in _INHERITED if name not in tool.model_fields_set]
    return tool.model_copy(update={name: getattr(before, name) for name in unsaid})


def _toolkits(known: Toolset | None) -> dict[str, str]:
    """Function name to its toolkit, for names that only one toolkit has."""
    found: dict[str, set[str]] = {}
    for tool in known.tools if known else ():
        found.setdefault(tool.name, set()).add(tool.toolkit)
    return {name: next(iter(toolkits)) for name, toolkits in found.items() if len(toolkits) == 1}


def _tool(entry: Json, number: int, toolkits: dict[str, str], path: Path, default: str) -> ToolSchema:
    inner = entry.get("function", entry) if isinstance(entry, dict) else entry
    name = inner.get("name") if isinstance(inner, dict) else None
    where = (str(path), str(name) if name else f"function {number}")
    if not isinstance(inner, dict) or not isinstance(name, str):
        raise InputError("a function is an object with a name", where=where)
    toolkit = inner.get("toolkit") or toolkits.get(name) or next(iter({*toolkits.values()}), default)
    if not toolkit or (not inner.get("toolkit") and name not in toolkits and len({*toolkits.values()}) > 1):
        raise InputError("it names no toolkit", where=where, hint='Add "toolkit": "NAME" to the function.')
    fields = {"parameters": {"type": "object", "properties": {}}, **inner, "toolkit": toolkit}
    unknown = sorted(fields.keys() - _OURS - {"position", "format_version", "strict"})
    if unknown:
        raise InputError(f"unknown field {unknown[0]}", where=where)
    try:
        return ToolSchema.model_validate({key: value for key, value in fields.items() if key in _OURS})
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}", where=where) from None
