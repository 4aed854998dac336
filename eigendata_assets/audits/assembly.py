"""Defects of all checks become findings: with ids, each cause told once, the most important first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eigendata_assets.agents.provenance import RULE
from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.check import Check, Defect, Review
from eigendata_assets.audits.subject import AuditSubject, entries_in_order

_SEVERITY = {"error": 0, "warning": 1, "info": 2}


def as_finding(subject: AuditSubject, check: Check | Review, defect: Defect) -> Finding:
    """The finding of a defect; its id depends on code, cause, and function or entries alone."""
    affects = defect.affects
    if affects is None:
        affects = subject.callers(defect.function) if defect.function else ()
    exposes = set(subject.offered_to.get(defect.function or "", ())) - set(affects)
    about = [defect.function, *(affects if is_of_entries(defect.function, defect.cause) else ())]
    return Finding(
        id=canonical_hash([check.code, about, defect.cause])[:12],
        code=check.code,
        component=defect.component or check.component,
        severity=defect.severity,
        confidence=defect.confidence,
        function=defect.function,
        cause=defect.cause,
        affects=entries_in_order(subject, affects),
        exposes=entries_in_order(subject, exposes),
        message=defect.message,
        evidence=defect.evidence,
        repair=defect.repair,
        edits=defect.edits,
    )


def ranked(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each cause once, the most important first: by severity, then by certain affected entries, then by name."""
    by_cause: dict[tuple[str | None, str, tuple[str, ...]], list[Finding]] = {}
    for each in findings:
        entries = each.affects if is_of_entries(each.function, each.cause) else ()
        by_cause.setdefault((each.function, each.cause, entries), []).append(each)
    return tuple(sorted(map(_merged, by_cause.values()), key=_rank))


def is_of_entries(function: str | None, cause: str) -> bool:
    """Whether a defect is of its entries, and not of a function wherever that is called."""
    return function is None or cause.startswith("call ")


def _merged(same: Sequence[Finding]) -> Finding:
    """The surest of several findings of one cause, a rule's before a model's; it affects what any of them affects."""
    first, *others = sorted(same, key=lambda each: (each.made_by != RULE, -each.confidence, *_rank(each)))
    if not others:
        return first
    affects = dict.fromkeys(entry for each in (first, *others) for entry in each.affects)
    exposes = dict.fromkeys(entry for each in (first, *others) for entry in each.exposes if entry not in affects)
    also = tuple(sorted({each.code for each in others} - {first.code}))
    edits = first.edits or next((each.edits for each in others if each.edits), ())
    attribution = first.attribution or next((each.attribution for each in others if each.attribution), None)
    update = {"affects": tuple(affects), "exposes": tuple(exposes), "also": also, "edits": edits}
    return first.model_copy(update=update | {"attribution": attribution})


def _rank(finding: Finding) -> tuple[int, float, str, str, str]:
    weight = finding.confidence * len(finding.affects)
    return _SEVERITY[finding.severity], -weight, finding.function or "", finding.code, finding.id
