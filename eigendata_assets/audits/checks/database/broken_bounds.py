"""What the data never goes below, a reference does (EigenData 3.2: invariants, mined)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject

_ENOUGH = 5
_NAMED = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Numbers that are never negative in any initial state, and are so after the calls of a reference."""
    return (_defect(path, found) for path, found in broken_bounds(subject).items())


def broken_bounds(subject: AuditSubject) -> dict[str, list[tuple[Trajectory, float]]]:
    """The places of such numbers, each with the entries and what the number is in the end."""
    before: dict[str, list[float]] = {}
    after: dict[str, list[tuple[Trajectory, float]]] = {}
    for entry in subject.entries:
        for path, value in _numbers("", entry.initial_state, 0):
            before.setdefault(path, []).append(value)
        for path, value in _numbers("", _lowered(entry.initial_state, entry.final_state), 0):
            if value < 0:
                after.setdefault(path, []).append((entry, value))
    return {
        path: found for path, found in after.items() if len(before.get(path, ())) >= _ENOUGH and min(before[path]) >= 0
    }


def _lowered(before: Json, after: Json) -> Json:
    """A final state without the items of lists that grew: what is written into a log was not taken from anything."""
    if isinstance(after, dict):
        old = before if isinstance(before, dict) else {}
        return {key: _lowered(old.get(key), item) for key, item in after.items()}
    if isinstance(after, list):
        known = before if isinstance(before, list) else []
        return [_lowered(*pair) for pair in zip(known, after, strict=True)] if len(known) == len(after) else []
    return after


def _numbers(path: str, value: Json, depth: int) -> Iterator[tuple[str, float]]:
    """The numbers under a path; below the attributes of a toolkit, a name that only one record has is `*`."""
    if isinstance(value, dict):
        for key, item in value.items():
            name = key if depth < _NAMED or not isinstance(item, dict | list) else "*"
            yield from _numbers(f"{path}.{name}".lstrip("."), item, depth + 1)
    elif isinstance(value, list):
        for item in value:
            yield from _numbers(f"{path}.*", item, depth + 1)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path, value


def _defect(path: str, found: list[tuple[Trajectory, float]]) -> Defect:
    entry, value = found[0]
    return Defect(
        function=None,
        cause=f"negative {path}",
        message=f"{path} is never negative in the data, and {value} after the calls of {entry.id}.",
        evidence=Evidence(
            entry=entry.id,
            toolkits=entry.toolkits,
            calls=entry.calls,
            results=tuple(entry.turns[-1].results[-1:]),
            expected=f"{path} of 0 or more",
            facts={"path": path, "value": value},
        ),
        repair="Refuse the call that takes too much, or give the entry enough to begin with.",
        confidence=0.8,
        affects=tuple(dict.fromkeys(each.id for each, _ in found)),
    )


CHECK = Check(
    code="bound_broken_by_reference",
    component="database",
    title="A reference takes a number below what the data never goes below.",
    needs=frozenset({"references", "requests", "states"}),
    run=run,
)
