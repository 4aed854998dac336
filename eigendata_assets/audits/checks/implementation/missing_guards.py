"""A write works while nobody is logged in, where the others that change the same part of the state refuse."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.subject import AuditSubject

_NOT_LOGGED_IN = re.compile(
    r"log(ged)?[ -]?in\b|authenticat|sign(ed)?[ -]?in\b|not authorized|session|permission", re.IGNORECASE
)
_OPENS = frozenset("login logout authenticate sign register signup reset auth session".split())


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Writes that succeed on a state on which others that write the same part are refused for want of a login."""
    for toolkit in dict.fromkeys(tool.toolkit for tool in subject.toolset.tools):
        tools = [tool.key for tool in subject.toolset.tools if tool.toolkit == toolkit]
        guarded = _guarded(subject, tools)
        for tool in tools:
            if set(words_of(tool.rpartition(".")[2])) & _OPENS:
                continue
            found = next((pair for each in _early(subject, tool) if (pair := _unguarded(each, guarded))), None)
            if found:
                yield _defect(*found)


def _early(subject: AuditSubject, tool: str) -> list[Observation]:
    return [each for each in subject.observations.of(tool) if not each.probe.setting.prefix]


def _guarded(subject: AuditSubject, tools: list[str]) -> dict[tuple[str, str], Observation]:
    """Entry and part of the state, to a call that is refused there, and that elsewhere writes the part."""
    found: dict[tuple[str, str], Observation] = {}
    for tool in tools:
        parts = {change.table for each in subject.observations.succeeded(tool) for change in each.changes}
        for each in _early(subject, tool):
            said = each.result.shown if each.result and each.failed else ""
            if _NOT_LOGGED_IN.search(said):
                found |= {(each.probe.setting.entry, part): each for part in parts}
    return found


def _unguarded(
    observation: Observation, guarded: dict[tuple[str, str], Observation]
) -> tuple[Observation, Observation, str] | None:
    if observation.failed or observation.result is None or not observation.changed:
        return None
    for change in observation.changes:
        refused = guarded.get((observation.probe.setting.entry, change.table))
        if refused is not None and refused.probe.tool != observation.probe.tool:
            return observation, refused, change.table
    return None


def _defect(seen: Observation, refused: Observation, part: str) -> Defect:
    other, said = refused.probe.call.name, refused.result.shown if refused.result else ""
    return Defect(
        function=seen.probe.tool,
        cause="guard that others have",
        message=f"It changes {part} on a state on which {other} is refused: {said[:80]}",
        evidence=seen.evidence(f"an error, as {other} gives it", refused=other, part=part),
        repair=f"Refuse as {other} does.",
        confidence=0.8,
    )


CHECK = Check(
    code="guard_missing",
    component="implementation",
    title="A write works on a state on which others that write the same are refused.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
