"""A value of the data names a record that is not there (EigenData 3.2: referential integrity, mined)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject

_HOLDS = 0.85
_ENOUGH = 8
_TOGETHER = 3

Link = tuple[str, str]
"""Where names stand, and the collection that they name: paths in the states, `*` for a key or place."""


@dataclass(slots=True)
class _Held:
    """How often a link holds (each name in each content of the collection once), and where it does not."""

    holds: set[str] = field(default_factory=set)
    broken: dict[str, list[tuple[str, Json]]] = field(default_factory=dict)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Links that hold nearly everywhere, and the names that break them; the best target of each place of names."""
    links: dict[Link, _Held] = {}
    for entry in subject.entries:
        for toolkit, state in entry.initial_state.items():
            names: dict[str, list[Json]] = {}
            keys: dict[str, set[str]] = {}
            _collect(toolkit, state, names, keys)
            _compare(entry.id, names, keys, links)
    best: dict[str, tuple[float, str]] = {}
    for (source, target), held in links.items():
        total = len(held.holds) + len(held.broken)
        if total >= _ENOUGH and len(held.holds) / total >= _HOLDS:
            best[source] = max(best.get(source, (0.0, "")), (len(held.holds) / total, target))
    for source, (_, target) in best.items():
        yield from _defects(source, target, links[source, target])


def _collect(path: str, value: Json, names: dict[str, list[Json]], keys: dict[str, set[str]]) -> None:
    """The names and the collections under a path; the attributes of a toolkit itself are not a collection."""
    if isinstance(value, dict):
        items = [item for item in value.values() if isinstance(item, dict)]
        if len(items) >= _TOGETHER and len(items) == len(value) and "." in path:
            keys.setdefault(path, set()).update(value)
            for item in items:
                _collect(f"{path}.*", item, names, keys)
            return
        for key, item in value.items():
            _collect(f"{path}.{key}", item, names, keys)
    elif isinstance(value, list):
        ids = {str(item["id"]) for item in value if isinstance(item, dict) and "id" in item}
        if len(ids) >= _TOGETHER:
            keys.setdefault(path, set()).update(ids)
        for item in value:
            _collect(f"{path}.*", item, names, keys)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        names.setdefault(path, []).append(value)


def _compare(entry: str, names: dict[str, list[Json]], keys: dict[str, set[str]], links: dict[Link, _Held]) -> None:
    contents = {target: canonical_hash(sorted(known)) for target, known in keys.items()}
    for source, values in names.items():
        for target, known in keys.items():
            if source == f"{target}.*.id":
                continue
            held = links.setdefault((source, target), _Held())
            for value in values:
                case = f"{value!r} {contents[target]}"
                if str(value) in known:
                    held.holds.add(case)
                else:
                    held.broken.setdefault(case, []).append((entry, value))


def _defects(source: str, target: str, held: _Held) -> Iterator[Defect]:
    by_value: dict[str, list[tuple[str, Json]]] = {}
    for cases in held.broken.values():
        for entry, value in cases:
            by_value.setdefault(str(value), []).append((entry, value))
    for found in by_value.values():
        entry, value = found[0]
        yield Defect(
            function=None,
            cause=f"{source} names {value!r}",
            message=f"{source} has {value!r}, which is not in {target}; {len(held.holds)} other names there are.",
            evidence=Evidence(
                entry=entry,
                expected=f"{value!r} in {target}",
                facts={"names": source, "collection": target, "value": value, "holds": len(held.holds)},
            ),
            repair=f"Add {value!r} to {target}, or name a record that is there.",
            severity="warning",
            confidence=0.8,
            affects=tuple(dict.fromkeys(each for each, _ in found)),
        )


CHECK = Check(
    code="reference_broken",
    component="database",
    title="A value of the data names a record that is not there.",
    needs=frozenset({"states"}),
    run=run,
)
