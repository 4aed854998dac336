"""A value of the data names a record that is not there (EigenData 3.2: referential integrity, mined)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.subject import AuditSubject

_HOLDS = 0.85
_ENOUGH = 8
_TOGETHER = 3
_HOLDS_BY_NAME = 0.6
"""Where a field is named after the collection (`patient_id`, `patients`), less has to speak for the link."""

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
    best: dict[str, tuple[bool, float, str]] = {}
    for (source, target), held in links.items():
        total = len(held.holds) + len(held.broken)
        named = _is_named_after(source, target)
        enough, share = (_TOGETHER, _HOLDS_BY_NAME) if named else (_ENOUGH, _HOLDS)
        if total >= enough and len(held.holds) / total >= share:
            best[source] = max(best.get(source, (False, 0.0, "")), (named, len(held.holds) / total, target))
    for source, (_, _, target) in best.items():
        yield from _defects(source, target, links[source, target])


def _is_named_after(source: str, target: str) -> bool:
    """Whether the field's name is the collection's in the singular, with or without `id`; both of one toolkit."""
    field, collection = (words_of(path.rpartition(".")[2]) for path in (source, target))
    thing = field[:-1] if field[-1:] == ("id",) else field
    return bool(thing) and (*thing[:-1], singular(thing[-1])) == (*collection[:-1], *map(singular, collection[-1:]))


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
