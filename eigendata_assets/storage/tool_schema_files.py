"""Tool schemas as files that a person may edit, one for each tool; what is wrong in one is said with its name."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from jsonschema import Draft202012Validator, SchemaError

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.errors import InputError


def schema_texts(toolset: Toolset) -> dict[str, str]:
    """File name to text of every tool, in the order of their publication."""
    return {
        f"{tool.key}.json": tool.model_copy(update={"position": position}).to_json(indent=2) + "\n"
        for position, tool in enumerate(toolset.tools)
    }


def read_toolset(folder: Path) -> Toolset:
    """The tools as their files say now, in the order of their publication.

    Raises InputError naming the file, and the function that is described twice or whose JSON Schema is not valid.
    """
    found: dict[str, ToolSchema] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            tool = ToolSchema.model_validate(json.loads(path.read_text(encoding="utf-8")))
        except ValueError as error:
            raise InputError(f"not a tool schema: {error}", where=(str(path),)) from None
        if tool.key in found:
            raise InputError(f"{tool.key} is described twice", where=(str(path),))
        check_tools([tool], (str(path),))
        found[tool.key] = tool
    return Toolset(tools=tuple(sorted(found.values(), key=lambda tool: tool.position)))


def check_tools(tools: Iterable[ToolSchema], where: tuple[str, ...] = ()) -> None:
    """Nothing happens where all is well; raises InputError naming the function that is there twice or is not valid."""
    seen: set[str] = set()
    for tool in tools:
        if tool.key in seen:
            raise InputError("two functions have this name", where=(*where, tool.key))
        seen.add(tool.key)
        for name, schema in (("parameters", tool.parameters), ("returns", tool.returns)):
            wrong = _wrong_in(json.dumps(schema)) if schema is not None else None
            if wrong is not None:
                place = (*where, tool.key, ".".join((name, *wrong[0])))
                raise InputError(f"not a JSON schema: {wrong[1]}", where=place)


@lru_cache(maxsize=4096)
def _wrong_in(schema: str) -> tuple[tuple[str, ...], str] | None:
    """Where a JSON Schema is not one, and why; None where it is."""
    try:
        Draft202012Validator.check_schema(json.loads(schema))
    except SchemaError as error:
        return tuple(map(str, error.absolute_path)), error.message
    return None
