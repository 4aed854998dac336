"""A domain's environment as it is now: its code, what that reaches, and under which names it knows the tools.

A schema may have been renamed before its code (`ToolSchema.implemented_as`). As soon as the code has the new name, that
field has nothing more to say.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from eigendata_assets.artifacts.tools import ImplementedAs, ToolSchema, Toolset
from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.execution.call_names import CallNames
from eigendata_assets.execution.protocol import EnvironmentCode
from eigendata_assets.storage.domain_store import DomainStore

_JSON_TYPE = {"int": "integer", "float": "number", "str": "string", "bool": "boolean"}
_ANY = "**"

Found = TypeVar("Found")


def read_code(store: DomainStore) -> Reach:
    """What each function of the code reaches, as the environment's files are now, under the code's own names."""
    environment = store.read_environment()
    files = {
        str(path.relative_to(environment.folder)): path.read_text(encoding="utf-8")
        for path in sorted(environment.folder.rglob("*.py"))
    }
    return read_reach(files, environment.toolkits, environment.loader)


def current_environment(store: DomainStore, toolset: Toolset | None = None) -> EnvironmentCode:
    """The environment as the sandbox takes it, called under the names that its code has now."""
    tools = toolset or store.read_toolset()
    if all(tool.implemented_as is None for tool in tools.tools):
        return store.read_environment()
    return replace(store.read_environment(), names=code_names(tools, read_code(store)))


def code_names(toolset: Toolset, code: Reach) -> CallNames:
    """Under which names the code knows the tools, where that is otherwise than their schemas say."""
    known = {tool.key: now for tool in toolset.tools if (now := _implemented(tool, code)) is not None}
    return CallNames(frozenset({*toolset.by_key, *code.tools}), known)


def as_described(toolset: Toolset, code: Reach) -> Reach:
    """The reach under the names of the schemas: a tool that the code knows otherwise has what the code's name has."""
    moved = {
        key: f"{key.rpartition('.')[0]}.{each.name}" for key, each in code_names(toolset, code).implemented_as.items()
    }
    moved = {key: old for key, old in moved.items() if key != old and old in code.tools}
    if not moved:
        return code
    gone = set(moved.values()) - toolset.by_key.keys()
    return replace(
        code,
        tools=_under(code.tools, moved, gone),
        bodies=_under(code.bodies, moved, gone),
        parameters=_under(code.parameters, moved, gone),
    )


def implementation_of(key: str, name: str, code: Reach) -> dict[str, str] | None:
    """The parameters of a function of the code, with their types; None where the code has none of that name."""
    return code.parameters.get(f"{key.rpartition('.')[0]}.{name}")


def takes(parameters: dict[str, str], name: str) -> bool:
    """Whether a function with these parameters can be given one of this name."""
    return name in parameters or _ANY in parameters


def json_type(parameters: dict[str, str], name: str) -> str | None:
    """The JSON type in which the code wants a parameter; None where it does not say."""
    return _JSON_TYPE.get(parameters.get(name, ""))


def _implemented(tool: ToolSchema, code: Reach) -> ImplementedAs | None:
    """How the code knows the tool now; None where that is as the schema says."""
    said = tool.implemented_as
    if said is None:
        return None
    name = tool.name if tool.key in code.tools else said.name
    known = implementation_of(tool.key, name, code)
    if known is None:
        return said if name != tool.name else None
    parameters = {new: old for new, old in said.parameters.items() if new not in known}
    left_out = tuple(each for each in said.left_out if not takes(known, each))
    types = {each: json_type(known, parameters.get(each, each)) or kind for each, kind in said.types.items()}
    now = ImplementedAs(name=name, parameters=parameters, left_out=left_out, types=types)
    return None if now == ImplementedAs(name=tool.name) else now


def _under(found: dict[str, Found], moved: dict[str, str], gone: set[str]) -> dict[str, Found]:
    renamed = {key: found[old] for key, old in moved.items()}
    return {key: value for key, value in found.items() if key not in gone} | renamed
