"""An audit in numbers: entries by component as in table 1 of the paper, coverage of functions, quality metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from eigendata_assets.artifacts.claims import ReviewCount
from eigendata_assets.artifacts.findings import (
    AuditSummary,
    CheckRun,
    Component,
    ComponentCount,
    Finding,
    FunctionCoverage,
)
from eigendata_assets.audits.subject import AuditSubject


def summarize(
    subject: AuditSubject,
    findings: Sequence[Finding],
    runs: Sequence[CheckRun],
    threshold: float,
    hidden: int,
    reviews: Sequence[ReviewCount] = (),
) -> AuditSummary:
    """The numbers of an audit; shares are of all entries."""
    affected = {entry for each in findings for entry in each.affects}
    return AuditSummary(
        entries=len(subject.entries),
        entries_affected=len(affected),
        share=_share(len(affected), len(subject.entries)),
        by_component=tuple(_count(component, findings, len(subject.entries)) for component in get_args(Component)),
        checks=tuple(runs),
        coverage=coverage(subject),
        metrics=metrics(subject),
        threshold=threshold,
        hidden=hidden,
        unreadable=subject.unreadable,
        reviews=tuple(reviews),
    )


def coverage(subject: AuditSubject) -> tuple[FunctionCoverage, ...]:
    """How every function is offered, used, called and failed, in the order of the tools."""
    return tuple(
        FunctionCoverage(
            function=tool.key,
            offered=len(subject.offered_to[tool.key]),
            used=len(subject.callers(tool.key)),
            calls=len(subject.calls_of[tool.key]),
            failed=sum(seen.failed for seen in subject.calls_of[tool.key]),
        )
        for tool in subject.toolset.tools
    )


def metrics(subject: AuditSubject) -> dict[str, float]:
    """Quality metrics of the data set: shares from 0 to 1, and means for an entry."""
    calls, entries = len(subject.calls), len(subject.entries)
    tools = len(subject.toolset.tools)
    return {
        "functions used": _share(sum(bool(subject.calls_of[key]) for key in subject.toolset.by_key), tools),
        "calls that fail": _share(sum(seen.failed for seen in subject.calls), calls),
        "calls that change the state": _share(sum(bool(seen.changed) for seen in subject.calls), calls),
        "calls in an entry": round(calls / entries, 2) if entries else 0.0,
        "turns in an entry": round(sum(len(each.turns) for each in subject.entries) / entries, 2) if entries else 0.0,
    }


def _count(component: Component, findings: Sequence[Finding], entries: int) -> ComponentCount:
    own = [each for each in findings if each.component == component]
    affected = {entry for each in own for entry in each.affects}
    return ComponentCount(
        component=component,
        findings=len(own),
        errors=sum(each.severity == "error" for each in own),
        entries_affected=len(affected),
        share=_share(len(affected), entries),
    )


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
