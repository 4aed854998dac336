"""What the code must be told after a change of the schemas: its old names for what has new ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eigendata_assets.artifacts.tools import ImplementedAs, ToolSchema, Toolset
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.changes import ParameterRenamed, TypeChanged
from eigendata_assets.environments.implemented import code_names, implementation_of, json_type, takes
from eigendata_assets.environments.reach import Reach
from eigendata_assets.execution.protocol import EnvironmentCode


def with_implementations(tools: ChangedTools, code: Reach) -> Toolset:
    """The tools after the changes, each with the names that the code knows it by, where those are others."""
    return Toolset(tools=tuple(_described(tool, tools, code) for tool in tools.after.tools))


def implemented(environment: EnvironmentCode, tools: ChangedTools, code: Reach) -> EnvironmentCode:
    """The environment with the names under which its code knows the tools after the changes."""
    return replace(environment, names=code_names(with_implementations(tools, code), code))


def _described(tool: ToolSchema, tools: ChangedTools, code: Reach) -> ToolSchema:
    before = tools.before.by_key.get(tools.origins.get(tool.key, tool.key))
    if before is None:
        return tool
    if before.key not in tools.by_function:
        return tool.model_copy(update={"implemented_as": before.implemented_as})
    said = before.implemented_as or ImplementedAs(name=before.name)
    name = tool.name if tool.key in code.tools else said.name
    known = implementation_of(tool.key, name, code)
    if known is None:
        return tool.model_copy(update={"implemented_as": before.implemented_as})
    names = {new: said.parameters.get(old, old) for new, old in _parameters(tool, before, tools)}
    now = ImplementedAs(
        name=name,
        parameters={new: old for new, old in names.items() if new != old and not takes(known, new)},
        left_out=tuple(sorted(_left_out(tool, names, known, said))),
        types=_types(before, tools, said, names, known),
    )
    plain = ImplementedAs(name=tool.name)
    return tool.model_copy(update={"implemented_as": None if now == plain else now})


def _parameters(tool: ToolSchema, before: ToolSchema, tools: ChangedTools) -> Iterator[tuple[str, str]]:
    """The names after and before of all parameters that were there before."""
    renamed = {each.to: each.parameter for each in _top_level(before, tools) if isinstance(each, ParameterRenamed)}
    old = before.parameters.get("properties") or {}
    for name in tool.parameters.get("properties") or {}:
        if renamed.get(name, name) in old:
            yield name, renamed.get(name, name)


def _left_out(tool: ToolSchema, names: dict[str, str], known: dict[str, str], said: ImplementedAs) -> Iterator[str]:
    """The parameters that are new, or were left out before, and that the code does not take."""
    for name in tool.parameters.get("properties") or {}:
        if not takes(known, name) and (name not in names or names[name] in said.left_out):
            yield name


def _types(
    before: ToolSchema, tools: ChangedTools, said: ImplementedAs, names: dict[str, str], known: dict[str, str]
) -> dict[str, str]:
    """The parameters whose type is another than the code's, by the code's annotations."""
    retyped = {each.parameter for each in _top_level(before, tools) if isinstance(each, TypeChanged)} | {*said.types}
    renamed = {each.parameter: each.to for each in _top_level(before, tools) if isinstance(each, ParameterRenamed)}
    found = {}
    for old in retyped:
        new = renamed.get(old, old)
        kind = json_type(known, new if takes(known, new) else names.get(new, old)) or said.types.get(old)
        if kind:
            found[new] = kind
    return dict(sorted(found.items()))


def _top_level(before: ToolSchema, tools: ChangedTools) -> Iterator[ParameterRenamed | TypeChanged]:
    for each in tools.diff.of(before.key):
        if isinstance(each, ParameterRenamed | TypeChanged) and not {".", "["} & {*each.parameter}:
            yield each
