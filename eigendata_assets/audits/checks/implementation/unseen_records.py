"""A look-up does not find what the initial state holds under the very key that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject

_NOT_THERE = re.compile(
    r"not found|no such|not exist|n't exist|unknown|invalid|no \w+ (found|with)|cannot find", re.IGNORECASE
)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tools to which every key of the data that was tried is unknown, as the schema's type has it."""
    for tool in subject.toolset.tools:
        tried = subject.observations.of(tool.key, "stored_key")
        by_name: dict[str, list[Observation]] = {}
        for each in tried:
            by_name.setdefault(each.probe.parameter or "", []).append(each)
        for name, seen in by_name.items():
            if seen and all(_is_unknown(each, name) for each in seen):
                yield _defect(tool.key, name, seen)


def _is_unknown(observation: Observation, name: str) -> bool:
    """Whether the call says that the key is not there, and the state has it."""
    said = observation.result.shown if observation.result and observation.failed else ""
    key = canonical_json(str(observation.probe.arguments.get(name)))
    known = bool(observation.texts) and f"{key}:" in observation.texts[0]
    return known and not observation.raised and bool(_NOT_THERE.search(said))


def _defect(tool: str, name: str, seen: list[Observation]) -> Defect:
    first = seen[0]
    value = first.probe.arguments[name]
    return Defect(
        function=tool,
        cause=f"keys of the data are unknown to {name}",
        message=f"{name} = {value!r} is said not to be there, and the data has it as a key; so for {len(seen)} of "
        f"{len(seen)} keys that were tried.",
        evidence=first.evidence("the record that the data has under this key", parameter=name, value=value),
        repair="Load the data with keys of the type that the tools take, or compare them as texts.",
        confidence=0.85,
    )


CHECK = Check(
    code="stored_record_not_found",
    component="implementation",
    title="A look-up does not find what the initial state holds under the key that it is given.",
    needs=frozenset({"schemas", "states", "probes"}),
    run=run,
)
