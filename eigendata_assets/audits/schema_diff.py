"""Two versions of a toolset in, typed changes out (EigenData paper, section 3.4.4, "Schema-Triggered Patch").

No mapping file is needed: a function or parameter that vanished is looked for among those that came, by its code where
that is known, else by its words, parameters and description. What is not clear is reported as removed and added. A
hand-written mapping overrides all of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import PROSE, ToolSchema, Toolset, without_prose
from eigendata_assets.audits.changes import (
    Change,
    DescriptionChanged,
    Evidence,
    FunctionAdded,
    FunctionRemoved,
    FunctionRenamed,
    ImplementationChanged,
    ReturnsChanged,
    SchemaDiff,
)
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.parameter_diff import ParameterDiff
from eigendata_assets.audits.similarity import best_pairs, function_likeness
from eigendata_assets.environments.reach import Reach
from eigendata_assets.storage.tool_schema_files import check_tools

_COMPARED_BY_WORDS = 40_000
"""Pairs; beyond that, only the code and the mapping say what was renamed."""

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Implementations:
    """The reach of the environment before and after, where it is known; by it a renamed function is known again."""

    before: Reach = field(default_factory=Reach)
    after: Reach = field(default_factory=Reach)


def diff(
    before: Toolset,
    after: Toolset,
    mapping: Sequence[FunctionMapping] = (),
    implementations: Implementations | None = None,
) -> SchemaDiff:
    """All changes, in the order of the functions before, then of those added.

    Empty exactly when nothing but the order of functions and properties differs. Raises InputError naming the function
    where a schema is not valid or a name is there twice.
    """
    for toolset, when in ((before, "before"), (after, "after")):
        check_tools(toolset.tools, (when,))
    code = implementations or Implementations()
    by_function = {line.function: line for line in mapping}
    renamed = _renamed(before, after, by_function, code)
    changes: list[Change] = []
    for key, tool in before.by_key.items():
        to, line = renamed.get(key, (key, 1.0, "mapping"))[0], by_function.get(key)
        successor = after.by_key.get(to) if line is None or line.to is not None else None
        if successor is None:
            changes.append(FunctionRemoved(function=key))
            continue
        if key in renamed:
            _, confidence, by = renamed[key]
            changes.append(FunctionRenamed(function=key, to=to, confidence=confidence, by=by))
        changes += _of_function(key, tool, successor, line, code)
    known = before.by_key.keys() - renamed.keys() - {line.function for line in mapping if line.to is None}
    known |= {to for to, _, _ in renamed.values()}
    changes += [FunctionAdded(function=key) for key in after.by_key if key not in known]
    return SchemaDiff(changes=tuple(changes))


def _renamed(
    before: Toolset, after: Toolset, mapping: Mapping[str, FunctionMapping], code: Implementations
) -> dict[str, tuple[str, float, Evidence]]:
    """Function before to function after, with confidence and evidence; where the name stays, it is not there."""
    found: dict[str, tuple[str, float, Evidence]] = {
        key: (line.to, 1.0, "mapping") for key, line in mapping.items() if line.to is not None and line.to != key
    }
    taken = {to for to, _, _ in found.values()}
    gone = [key for key in before.by_key if key not in mapping and (key not in after.by_key or key in taken)]
    come = [key for key in after.by_key if key not in taken and (key not in before.by_key or key in mapping)]
    by_code = _same_code(gone, come, code)
    found |= {key: (to, 1.0, "implementation") for key, to in by_code.items()}
    gone = [key for key in gone if key not in by_code]
    come = [key for key in come if key not in by_code.values()]
    if len(gone) * len(come) <= _COMPARED_BY_WORDS:
        pairs = best_pairs(gone, come, lambda mine, other: function_likeness(before.by_key[mine], after.by_key[other]))
        found |= {key: (to, confidence, "similarity") for key, (to, confidence) in pairs.items()}
    return found


def _same_code(gone: Sequence[str], come: Sequence[str], code: Implementations) -> dict[str, str]:
    """Pairs of functions with the same body, where no other function has that body."""
    bodies = (code.before.bodies, code.after.bodies)
    counts = [Counter(each.values()) for each in bodies]
    homes = {bodies[1][key]: key for key in come if key in bodies[1] and key not in bodies[0]}
    return {
        key: homes[body]
        for key in gone
        if key not in bodies[1] and (body := bodies[0].get(key)) in homes and counts[0][body] == counts[1][body] == 1
    }


def _of_function(
    key: str, old: ToolSchema, new: ToolSchema, line: FunctionMapping | None, code: Implementations
) -> Iterator[Change]:
    if old.description != new.description:
        yield DescriptionChanged(function=key)
    yield from ParameterDiff(key, line).changes(old.parameters, new.parameters)
    if any(old.parameters.get(keyword) != new.parameters.get(keyword) for keyword in PROSE):
        yield DescriptionChanged(function=key, where="parameters")
    yield from _returns(key, old.returns, new.returns)
    parts = [each.tools.get(tool.key, {}) for each, tool in ((code.before, old), (code.after, new))]
    if parts[0] and parts[1]:
        own = {name for name in parts[0].keys() ^ parts[1].keys() if name.endswith((f".{old.key}", f".{new.key}"))}
        same_body = code.before.bodies.get(old.key) == code.after.bodies.get(new.key)
        names = {name for name in parts[0].keys() | parts[1].keys() if parts[0].get(name) != parts[1].get(name)}
        if changed := sorted(names - own if same_body else names):
            yield ImplementationChanged(function=key, parts=tuple(changed))


def _returns(key: str, old: Json, new: Json) -> Iterator[Change]:
    flat = [_flat(each) for each in (old, new)]
    for field_name in dict.fromkeys((*flat[0], *flat[1])):
        pair = [each.get(field_name, _MISSING) for each in flat]
        if pair[0] is _MISSING or pair[1] is _MISSING or canonical_json(pair[0]) != canonical_json(pair[1]):
            old_value, new_value = (None if each is _MISSING else each for each in pair)
            yield ReturnsChanged(function=key, field=field_name, before=old_value, after=new_value)
    if canonical_json(old) != canonical_json(new) and flat[0] == flat[1]:
        yield DescriptionChanged(function=key, where="returns")


def _flat(schema: Json, path: str = "", *, names: bool = False) -> dict[str, Json]:
    """Path to keyword values; an object of schemas is opened, so that each of its changes is named alone."""
    if schema is None:
        return {}
    if not isinstance(schema, dict):
        return {path: schema}
    plain = schema if names else without_prose(schema)
    found: dict[str, Json] = {} if path and plain else {path: {}}
    for keyword, value in plain.items():
        inner = f"{path}.{keyword}" if path else keyword
        opened = isinstance(value, dict) and (names or keyword in ("properties", "items"))
        found |= _flat(value, inner, names=not names and keyword == "properties") if opened else {inner: value}
    return found
