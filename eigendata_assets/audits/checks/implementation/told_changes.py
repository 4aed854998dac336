"""A write tells by how much it has changed something, or what was there before, and tells it wrong."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.audits.causes import result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject

_DIFFERENCE = frozenset({"difference", "diff", "delta", "adjustment", "deviation", "discrepancy", "variance"})
_BEFORE = frozenset({"previous", "old", "former", "before", "prior", "original"})
_FEWEST = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Result keys that are 0 whatever the change, and those named after what was before that hold what is after."""
    for tool in subject.toolset.tools:
        changed = [each for each in subject.observations.succeeded(tool.key) if _numbers(each)]
        for name in _keys(changed):
            words = set(words_of(name))
            if words & _DIFFERENCE:
                yield from _always_zero(tool, name, changed)
            elif words & _BEFORE:
                yield from _already_new(tool, name, changed)


def _keys(seen: list[Observation]) -> list[str]:
    values = [each.result.value for each in seen if each.result]
    return list(dict.fromkeys(key for value in values if isinstance(value, dict) for key in value))


def _always_zero(tool: ToolSchema, name: str, seen: list[Observation]) -> Iterator[Defect]:
    told = [(each, _told(each, name)) for each in seen]
    steps = {_step(change) for each, value in told if value == 0 for change in _numbers(each) if _is_set(each, change)}
    if len(steps) >= _FEWEST and all(value == 0 and not isinstance(value, bool) for _, value in told):
        first, change = next((each, made) for each in seen for made in _numbers(each) if _is_set(each, made))
        yield _defect(tool, name, first, change, f"is 0 in all {len(told)} calls that change a number")


def _already_new(tool: ToolSchema, name: str, seen: list[Observation]) -> Iterator[Defect]:
    """Where one number changes, and its new value is told as the old one, each time."""
    single = [(each, _numbers(each)[0]) for each in seen if len(_numbers(each)) == 1]
    told = [(each, change) for each, change in single if _told(each, name) is not None]
    if len({_step(change) for _, change in told}) >= _FEWEST and all(
        _told(each, name) == change.after for each, change in told
    ):
        each, change = told[0]
        yield _defect(tool, name, each, change, "is what stands there after the call")


def _told(seen: Observation, name: str) -> Json:
    value = seen.result.value if seen.result else None
    return value.get(name) if isinstance(value, dict) else None


def _numbers(seen: Observation) -> list[StateChange]:
    """The changes of a number to another one."""
    return [change for change in seen.changes if _is_number(change.before) and _is_number(change.after)]


def _is_set(seen: Observation, change: StateChange) -> bool:
    """Whether the call overwrites a number with one that it was given, so that their difference is not 0."""
    return any(_is_number(value) and value == change.after for value in seen.probe.arguments.values())


def _step(change: StateChange) -> tuple[Json, Json]:
    return change.before, change.after


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _defect(tool: ToolSchema, name: str, seen: Observation, change: StateChange, how: str) -> Defect:
    place = ".".join(part for part in (change.table, change.key, change.field) if part)
    return Defect(
        function=tool.key,
        cause=result_key(name),
        message=f"{name} {how}; here {place} goes from {change.before} to {change.after}.",
        evidence=seen.evidence(f"{name} computed from what stood there before", place=place),
        repair=f"Compute {name} before the state is changed.",
        confidence=0.85,
    )


CHECK = Check(
    code="change_told_wrong",
    component="implementation",
    title="A write tells wrong what it has changed: what was before is read after it was overwritten.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
