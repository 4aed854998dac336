"""Among the records of a collection stands a value that is no record (EigenData 3.2)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject

Place = tuple[str, str]
"""The path of a collection, and the key of a value in it that is no record."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Collections keyed by identifiers that also have a key which is a plain word, with a value that is no record."""
    keyed: set[str] = set()
    found: dict[Place, list[tuple[str, Json]]] = {}
    for entry in subject.entries:
        for toolkit, state in entry.initial_state.items():
            for path, value in _objects(toolkit, state):
                if any(isinstance(item, dict) and _is_identifier(key) for key, item in value.items()):
                    keyed.add(path)
                for key, item in value.items():
                    if not isinstance(item, dict | list) and not _is_identifier(key):
                        found.setdefault((path, key), []).append((entry.id, item))
    return (_defect(subject, place, held) for place, held in found.items() if place[0] in keyed)


def _objects(path: str, value: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    """All objects under a path, with theirs."""
    if isinstance(value, dict):
        if path.count("."):
            yield path, value
        for key, item in value.items():
            yield from _objects(f"{path}.{key}", item)


def _is_identifier(key: str) -> bool:
    return any(character.isdigit() for character in key)


def _defect(subject: AuditSubject, place: Place, held: list[tuple[str, Json]]) -> Defect:
    path, key = place
    toolkit = path.partition(".")[0]
    entries = [entry for entry, _ in held]
    name = path.rpartition(".")[2].rstrip("s")
    using = [
        each
        for each in entries
        if any(seen.tool.startswith(f"{toolkit}.") and name in seen.tool for seen in subject.calls_in[each])
    ]
    return Defect(
        function=None,
        cause=f"stray value {path}.{key}",
        message=f"{path} holds records by their identifiers, and {key!r} with the value {held[0][1]!r}, which is none.",
        evidence=Evidence(
            entry=held[0][0],
            expected=f"only records in {path}",
            facts={"collection": path, "key": key, "value": held[0][1]},
        ),
        repair=f"Put {key} into the records, or beside {path}.",
        severity="warning",
        confidence=0.85,
        affects=tuple(dict.fromkeys(using or entries)),
    )


CHECK = Check(
    code="stray_value_among_records",
    component="database",
    title="A collection of records holds a value that is no record.",
    needs=frozenset({"states"}),
    run=run,
)
