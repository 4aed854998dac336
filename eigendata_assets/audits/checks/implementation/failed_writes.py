"""A call says that it failed, and has changed the state (EigenData 4.1, state management)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation, Probe
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import all_words

_ANNOUNCED = re.compile(r"\bfailed attempt|\bafter \d+ attempts|\beven (if|when)", re.IGNORECASE)
_COUNTS_FAILURES = re.compile(r"attempt|fail|log|expire|error|audit|retr(y|ies)|tries|history", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """For each tool, the first attribute that a failing call changed."""
    for tool in subject.toolset.tools:
        by_place: dict[str, list[Observation]] = {}
        for each in subject.observations.within_schema(tool.key):
            if each.failed and each.changed and each.changes:
                by_place.setdefault(each.changes[0].table, []).append(each)
        for told in subject.observations.stories:
            if told.story.kind == "refused_late" and told.story.tool == tool.key and _has_changed(told):
                seen = observed(told)
                by_place.setdefault(seen.changes[0].table, []).append(seen)
        if not by_place:
            yield from _in_references(subject, tool.key)
        for table, failed in by_place.items():
            yield _defect(subject, tool.key, table, failed)


def _in_references(subject: AuditSubject, tool: str) -> Iterator[Defect]:
    """A reference call that failed, alone in its step, and changed the state of its toolkit."""
    toolkit = tool.rpartition(".")[0]
    alone = {(each.entry, each.turn, each.step): 0 for each in subject.calls_of[tool]}
    for each in subject.calls:
        key = (each.entry, each.turn, each.step)
        if key in alone:
            alone[key] += 1
    for seen in subject.calls_of[tool]:
        if seen.failed and toolkit in seen.changed and alone[seen.entry, seen.turn, seen.step] == 1:
            said = str(seen.result.value if seen.result else "")
            yield Defect(
                function=tool,
                cause="state changed by an error",
                message=f"A reference call fails ({said[:80]}), and has changed the state of {toolkit}.",
                evidence=subject.evidence_of(seen, "the state as it was before the call"),
                repair="Check everything before the first change, or undo the changes where the call fails.",
                confidence=0.7,
            )
            return


def _has_changed(told: ToldStory) -> bool:
    return told.complete and not told.succeeded(0) and len(told.texts) > 1 and told.texts[0] != told.texts[1]


def observed(told: ToldStory) -> Observation:
    """A story of one call as an observation."""
    story = told.story
    probe = Probe(story.tool, dict(story.calls[0].arguments), story.setting, "data", story.parameter)
    return Observation(probe, told.results[0], None, told.texts)


def _defect(subject: AuditSubject, tool: str, table: str, failed: list[Observation]) -> Defect:
    first = failed[0]
    change = first.changes[0]
    said = str(first.result.value if first.result else "")
    announced = _ANNOUNCED.search(all_words(subject, subject.tool(tool))) is not None
    by_design = _counts_failures(first.changes) or announced
    return Defect(
        function=tool,
        cause=f"state changed by an error in {table}",
        message=f"The call fails ({said[:80]}), and has changed {_place(change)} from {change.before!r:.60} to "
        f"{change.after!r:.60}.",
        evidence=first.evidence(
            "the state as it was before the call", changes=[_place(each) for each in first.changes]
        ),
        repair="Check everything before the first change, or undo the changes where the call fails.",
        confidence=0.55 if by_design else 0.9,
    )


def _place(change: StateChange) -> str:
    return ".".join(part for part in (change.table, change.key, change.field) if part)


def _counts_failures(changes: list[StateChange]) -> bool:
    """Whether all that changed looks like a record of failures kept on purpose."""
    return all(_COUNTS_FAILURES.search(_place(each).partition(".")[2]) for each in changes)


CHECK = Check(
    code="state_changed_by_error",
    component="implementation",
    title="A call says that it failed, and has changed the state.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
