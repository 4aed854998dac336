"""One call under a changed schema: what it becomes by rule, and what no rule can decide."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits import argument_paths as paths
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.changes import (
    Change,
    ConstraintChanged,
    EnumChanged,
    FunctionRenamed,
    ParameterAdded,
    ParameterRemoved,
    ParameterRenamed,
    RequiredChanged,
    TypeChanged,
    describe,
)
from eigendata_assets.execution.conversion import converted, only_value


@dataclass(frozen=True, slots=True)
class CallEdit:
    """One thing that was changed in a call: what (`name`, `arguments.ticket_id`), before, after, and why.

    `renames` says that before and after are names of a function or parameter, not values.
    """

    what: str
    before: Json
    after: Json
    why: str
    renames: bool = False


@dataclass(frozen=True, slots=True)
class PatchedCall:
    """A call as it must be now; `problems` say what no rule could decide, and then the call is not to be used."""

    call: Call
    edits: tuple[CallEdit, ...] = ()
    problems: tuple[str, ...] = ()


def patch_call(call: Call, function: str, tools: ChangedTools) -> PatchedCall:
    """The call as the new schema wants it.

    Values first, then parameters that are no more, names, and new parameters; what the new schema refuses and the old
    one did not is a problem.
    """
    successor = tools.successor(function)
    if successor is None:
        return PatchedCall(call, problems=(f"{function} is no more",))
    arguments = copy.deepcopy(call.arguments)
    edits: list[CallEdit] = []
    problems: list[str] = []
    for change in sorted(tools.by_function.get(function, ()), key=_order):
        for made in _edits(change, arguments, tools, successor):
            (edits if isinstance(made, CallEdit) else problems).append(made)  # type: ignore[arg-type]
    if successor.name != call.name:
        why = next(describe(each) for each in tools.by_function[function] if isinstance(each, FunctionRenamed))
        edits.append(CallEdit("name", call.name, successor.name, why, renames=True))
    patched = Call(name=successor.name, arguments=arguments)
    if not problems and (found := tools.problems_of(patched, successor)):
        known = tools.problems_of(call, tools.before.by_key[function])
        problems += [f"{successor.key}: {each}" for each in found if each not in known]
    return PatchedCall(patched, tuple(edits), tuple(problems))


def _order(change: Change) -> tuple[int, int]:
    """Values, then removals, then names from the inside out, then new parameters."""
    ranks = {"parameter_removed": 1, "parameter_renamed": 2, "parameter_added": 3, "required_changed": 3}
    return ranks.get(change.kind, 0), -len(paths.steps_of(getattr(change, "parameter", "")))


def _edits(
    change: Change, arguments: dict[str, Json], tools: ChangedTools, successor: ToolSchema
) -> Iterator[CallEdit | str]:
    """The edits of one change, made in place, or what keeps it from being made."""
    match change:
        case TypeChanged() | EnumChanged() | ConstraintChanged():
            yield from _value_edits(change, arguments, tools, successor)
        case ParameterRemoved():
            yield from _removals(change, arguments, tools)
        case ParameterRenamed():
            old = paths.steps_of(change.parameter)[-1]
            for holder, _ in [*paths.places(arguments, change.parameter)]:
                paths.renamed_key(holder, old, change.to)
                yield CallEdit(f"arguments.{change.parameter}", old, change.to, describe(change), renames=True)
        case ParameterAdded() | RequiredChanged():
            yield from _fillings(change, arguments, tools, successor)
        case _:
            return


def _value_edits(
    change: TypeChanged | EnumChanged | ConstraintChanged,
    arguments: dict[str, Json],
    tools: ChangedTools,
    successor: ToolSchema,
) -> Iterator[CallEdit | str]:
    schema = paths.schema_at(successor.parameters, tools.path_after(change.function, change.parameter))
    line = tools.lines.get(change.function)
    for holder, key in paths.places(arguments, change.parameter):
        value = holder[key]
        found = (line.value_for(change.parameter, value) if line else None) or converted(value, schema)
        if found is None and isinstance(change, EnumChanged):
            like = [new for old, new in change.synonyms if canonical_json(old) == canonical_json(value)]
            found = (like[0],) if len(like) == 1 else None
        if found is None:
            continue  # the check against the new schema says what is wrong with it
        if canonical_json(found[0]) != canonical_json(value) or type(found[0]) is not type(value):
            holder[key] = found[0]
            yield CallEdit(f"arguments.{change.parameter}", value, found[0], describe(change))


def _removals(change: ParameterRemoved, arguments: dict[str, Json], tools: ChangedTools) -> Iterator[CallEdit | str]:
    line = tools.lines.get(change.function)
    meant = line is not None and change.parameter in line.parameters
    for holder, key in [*paths.places(arguments, change.parameter)]:
        if change.required and not meant:
            yield f"{change.function}.{change.parameter} was required and is no more; what it said may belong elsewhere"
            return
        yield CallEdit(f"arguments.{change.parameter}", holder.pop(key), None, describe(change))


def _fillings(
    change: ParameterAdded | RequiredChanged, arguments: dict[str, Json], tools: ChangedTools, successor: ToolSchema
) -> Iterator[CallEdit | str]:
    """A value for a parameter that must now be given, where the schema or the mapping says which."""
    if not change.required:
        return
    line, old = tools.lines.get(change.function), {}
    if isinstance(change, ParameterAdded):
        *around, name = paths.steps_of(change.parameter)
        path = ".".join(filter(None, (tools.path_after(change.function, ".".join(around)), name)))
    else:
        path = tools.path_after(change.function, change.parameter)
        old = paths.schema_at(tools.before.by_key[change.function].parameters, change.parameter)
    name = paths.steps_of(path)[-1]
    for holder in paths.parents(arguments, path):
        if name in holder:
            continue
        said = (line.defaults[path],) if line and path in line.defaults else None
        value = said or only_value(paths.schema_at(successor.parameters, path)) or only_value(old)
        if value is None:
            yield f"{successor.key}.{path} must be given, and neither schema nor mapping says what"
            return
        holder[name] = copy.deepcopy(value[0])
        yield CallEdit(f"arguments.{path}", None, value[0], describe(change))
