"""Something that is spent goes below zero, grows by spending a negative amount, or is not charged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import all_words

_SPENT = re.compile(
    r"balance|stock|quantity|seat|fuel|available|inventory|credit|points|funds|remaining|capacity|copies|money|budget|"
    r"rooms_left|in_hand|on_hand|supply|units",
    re.IGNORECASE,
)
_COSTS = re.compile(r"cost|price|amount|fee|total|charge|payment", re.IGNORECASE)
_BALANCE = re.compile(r"balance|credit|funds|points", re.IGNORECASE)
_MAY_BE_NEGATIVE = re.compile(r"overdraft|negative|below zero|owe|debt|backorder", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """At most one defect of each of the three kinds for a tool."""
    for tool in subject.toolset.tools:
        if _MAY_BE_NEGATIVE.search(all_words(subject, tool)):
            continue
        seen = [each for each in subject.observations.succeeded(tool.key) if each.changed]
        usual = {each.probe.setting: each for each in seen if each.probe.variation == "plain"}
        yield from _first(_below_zero(each) for each in seen)
        yield from _first(_grown(each, usual.get(each.probe.setting)) for each in seen)
        yield from _first(_uncharged(each) for each in seen if each.probe.variation == "plain")


def _first(defects: Iterator[Defect | None]) -> Iterator[Defect]:
    found = next((each for each in defects if each is not None), None)
    if found is not None:
        yield found


def _below_zero(seen: Observation) -> Defect | None:
    for change in seen.changes:
        is_set = change.after in seen.probe.arguments.values()
        spent = _is_spent(change) or _is_taken_from_nothing(change, seen.before)
        if not is_set and spent and _number(change.before) >= 0 > _number(change.after):
            return Defect(
                function=seen.probe.tool,
                cause=f"{_name(change)} below zero",
                message=f"{_place(change)} goes from {change.before or 0} to {change.after}, below zero.",
                evidence=seen.evidence(f"an error: {_name(change)} does not suffice", place=_place(change)),
                repair=f"Refuse what {_name(change)} does not suffice for.",
                confidence=0.9,
            )
    return None


def _grown(seen: Observation, plain: Observation | None) -> Defect | None:
    """A negative amount that is taken, and does the contrary of what a positive one does."""
    name = seen.probe.parameter
    value = seen.probe.arguments.get(name) if name else None
    if name is None or not _COSTS.search(name) or _number(value) >= 0:
        return None
    usual = {_place(each): _number(each.after) - _number(each.before) for each in plain.changes} if plain else {}
    for change in seen.changes:
        by = _number(change.after) - _number(change.before)
        turned = by * usual.get(_place(change), 0.0) < 0 and _is_number(change.before)
        if change.after != value and (turned or (by > 0 and _is_spent(change))):
            return Defect(
                function=seen.probe.tool,
                cause=f"negative {name}",
                message=f"{name} = {value} is accepted, and {_place(change)} goes from {change.before} to "
                f"{change.after}.",
                evidence=seen.evidence(f"an error: {name} must not be negative", place=_place(change)),
                repair=f"Refuse a negative {name}.",
                confidence=0.85,
            )
    return None


def _uncharged(seen: Observation) -> Defect | None:
    """A record that the call names and that has a balance is as it was, although the call has a cost."""
    costs = [name for name, value in seen.probe.arguments.items() if _COSTS.search(name) and _number(value) > 0]
    if not costs:
        return None
    for name, value in seen.probe.arguments.items():
        record = _record(seen.before, value) if isinstance(value, str | int) and not isinstance(value, bool) else None
        balance = next((key for key in record or {} if _BALANCE.search(key)), None)
        if record is None or balance is None or _number(record[balance]) <= 0:
            continue
        if _record(seen.after, value) == record and not any(_is_spent(change) for change in seen.changes):
            return Defect(
                function=seen.probe.tool,
                cause=f"{name} is not charged",
                message=f"{costs[0]} = {seen.probe.arguments[costs[0]]} is to be paid by {name} = {value!r}, "
                f"whose {balance} stays {record[balance]}.",
                evidence=seen.evidence(f"a smaller {balance}", record=record),
                repair=f"Take {costs[0]} from {balance}.",
                confidence=0.75,
            )
    return None


def _record(state: Json, key: Json) -> dict[str, Json] | None:
    """The record of a state under a key."""
    if isinstance(state, dict):
        own = state.get(str(key))
        if isinstance(own, dict):
            return own
        return next((found for part in state.values() if (found := _record(part, key)) is not None), None)
    if isinstance(state, list):
        return next((found for part in state if (found := _record(part, key)) is not None), None)
    return None


def _is_spent(change: StateChange) -> bool:
    numbers = _is_number(change.before) and _is_number(change.after)
    return numbers and bool(_SPENT.search(_name(change)) or _SPENT.search(change.key.rpartition(".")[2]))


def _is_taken_from_nothing(change: StateChange, before: Json) -> bool:
    """Whether a number below zero appears in a map of things that are spent, under a name that the map lacked."""
    way = (change.table.partition(".")[2], *change.key.split("."))
    return change.before is None and _is_number(change.after) and bool(change.field) and _is_map_of_numbers(before, way)


def _is_map_of_numbers(state: Json, way: tuple[str, ...]) -> bool:
    """Whether the way leads to a map named after what is spent, which holds nothing but numbers of 0 and above."""
    for step in way:
        state = state.get(step) if isinstance(state, dict) else None
    named = any(_SPENT.search(step) for step in way)
    return named and isinstance(state, dict) and all(_is_number(each) and _number(each) >= 0 for each in state.values())


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _name(change: StateChange) -> str:
    return change.field or change.table.rpartition(".")[2]


def _place(change: StateChange) -> str:
    return ".".join(part for part in (change.table, change.key, change.field) if part)


def _number(value: Json) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else 0.0


CHECK = Check(
    code="resource_not_guarded",
    component="implementation",
    title="Something that is spent goes below zero, grows by a negative amount, or is not charged.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
