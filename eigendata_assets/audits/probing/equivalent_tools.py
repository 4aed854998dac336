"""Turns done by other tools: one call of another for one, one for several of a kind, several for one with a list.

They are made by the names of parameters alone (`station_id` is an item of `station_ids`); whether they lead to the
same is tried, a few of each pair of tools first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.probing.alternatives import alternative
from eigendata_assets.audits.probing.paths import Alternative, OtherPath
from eigendata_assets.audits.schema_reading import fits, parameters_of, required_of, types_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.tool_words import only_tells

_FIRST = 3
"""So many of each pair of tools are tried; the rest where one of these leads to the same."""
_MOST_ITEMS = 6

Attempt = Callable[[Sequence[Alternative]], Sequence[OtherPath]]


def equivalents(subject: AuditSubject) -> list[Alternative]:
    """All that is to be tried; whether it leads to the same is not known yet."""
    found: list[Alternative] = []
    for entry in subject.entries:
        calls = subject.calls_in[entry.id]
        for _, group in groupby(calls, key=lambda seen: seen.turn):
            found += _of_turn(subject, list(group)) if subject.turn_checked and not entry.failure else ()
    return found


def try_in_turn(tried: Sequence[Alternative], attempt: Attempt) -> list[OtherPath]:
    """The alternatives that lead to the same; of a pair of tools that never does so, only some are tried."""
    groups: dict[tuple[str, ...], list[Alternative]] = {}
    for each in tried:
        groups.setdefault(_pair(each), []).append(each)
    found = list(attempt([each for group in groups.values() for each in group[:_FIRST]]))
    worked = {_pair(path.alternative) for path in found}
    return found + list(attempt([each for key in worked for each in groups[key][_FIRST:]]))


def _pair(each: Alternative) -> tuple[str, ...]:
    return (*{tool for tool, _ in each.instead_of}, "", *{call.name for call in each.new_calls})


def _of_turn(subject: AuditSubject, calls: Sequence[SeenCall]) -> Iterator[Alternative]:
    writes = [seen for seen in calls if seen.changed and not seen.failed and seen.tool in subject.toolset.by_key]
    for seen in writes:
        for other in _others(subject, seen):
            for instead in _instead(seen.call, other):
                yield alternative(calls, "tool", (seen,), instead)
    for _, run in groupby(writes, key=lambda seen: seen.tool):
        alike = tuple(run)
        for other in _others(subject, alike[0]) if len(alike) > 1 else ():
            for call in _for_several(alike, other):
                yield alternative(calls, "tool", alike, (call,))


def _others(subject: AuditSubject, seen: SeenCall) -> list[ToolSchema]:
    toolkit = seen.tool.rpartition(".")[0]
    offered = {key.rpartition(".")[2] for key in subject.by_id[seen.entry].tools}
    return [
        each
        for each in subject.toolset.tools
        if each.toolkit == toolkit and each.key != seen.tool and not only_tells(each)
        and (not offered or each.name in offered)
    ]  # fmt: skip


def _instead(call: Call, other: ToolSchema) -> Iterator[tuple[Call, ...]]:
    """The call's arguments given to another tool: as they are, in a list of one, or one by one."""
    bound = _bound(call.arguments, other)
    if bound is not None:
        yield (Call(name=other.name, arguments=bound),)
    for name, value in call.arguments.items():
        if isinstance(value, list) and 0 < len(value) <= _MOST_ITEMS:
            each = [_bound({**call.arguments, _one(name): item}, other) for item in value]
            calls = tuple(Call(name=other.name, arguments=arguments) for arguments in each if arguments)
            if len(calls) == len(value) and all(_one(name) in made.arguments for made in calls):
                yield calls


def _bound(given: Mapping[str, Json], other: ToolSchema) -> dict[str, Json] | None:
    """Arguments for all that a tool requires, from others of the same names; None where one is missing."""
    found: dict[str, Json] = {}
    lists = {name: value for name, value in given.items() if not isinstance(value, list)}
    for name, schema in parameters_of(other).items():
        types = types_of(schema)
        if name in given and fits(given[name], types):
            found[name] = given[name]
        elif types == {"array"} and _one(name) in lists:
            found[name] = [lists[_one(name)]]
        elif name in required_of(other):
            return None
    return found or None


def _for_several(alike: Sequence[SeenCall], other: ToolSchema) -> Iterator[Call]:
    """One call with a list in place of several that differ in one argument."""
    first = alike[0].call.arguments
    for name in first:
        rest = [{key: value for key, value in seen.call.arguments.items() if key != name} for seen in alike]
        plural = next((each for each in parameters_of(other) if each != name and _one(each) == name), None)
        if plural and all(each == rest[0] for each in rest) and all(name in seen.call.arguments for seen in alike):
            bound = _bound({**rest[0], plural: [seen.call.arguments[name] for seen in alike]}, other)
            if bound:
                yield Call(name=other.name, arguments=bound)


def _one(name: str) -> str:
    """The name of one item of what is named in the plural: `station_ids`, `station_id`."""
    last = words_of(name)[-1:]
    return name[: len(name) - len(last[0])] + singular(last[0]) if last and name.casefold().endswith(last[0]) else name
