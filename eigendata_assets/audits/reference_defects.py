"""A defect of reference calls: the same one in several entries is one, told with the first of them."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.findings import Evidence, Severity
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.causes import call_in_entry
from eigendata_assets.audits.check import Defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def reference_defect(
    subject: AuditSubject,
    calls: Sequence[SeenCall],
    message: str,
    expected: str,
    repair: str,
    confidence: float = 0.9,
    severity: Severity = "error",
    facts: dict[str, Json] | None = None,
) -> Defect:
    """The defect of the calls; they have it in common, and affected are their entries."""
    first = calls[0]
    return Defect(
        function=first.tool if first.tool in subject.toolset.by_key else None,
        cause=call_in_entry(first.entry, first.position, first.tool),
        message=message,
        evidence=call_evidence(subject, first, expected, facts or {}),
        repair=repair,
        severity=severity,
        confidence=confidence,
        affects=tuple(dict.fromkeys(seen.entry for seen in calls)),
    )


def call_evidence(subject: AuditSubject, seen: SeenCall, expected: str, facts: dict[str, Json]) -> Evidence:
    """A reference call as evidence that can be run again: all calls of its entry up to it."""
    return Evidence(
        entry=seen.entry,
        toolkits=subject.by_id[seen.entry].toolkits,
        calls=subject.calls_until(seen),
        results=(seen.result,) if seen.result else (),
        expected=expected,
        facts=facts,
    )
