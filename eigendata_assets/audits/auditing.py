"""The audit as a story (EigenData 3.4.4, Data Audit): try calls, run every check, tell each cause once, count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from eigendata_assets.artifacts.findings import AuditReport, CheckRun, Finding
from eigendata_assets.audits.assembly import as_finding, ranked
from eigendata_assets.audits.check import Check, Need
from eigendata_assets.audits.probing.laboratory import observe
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.summary import summarize
from eigendata_assets.execution.progress import Progress, silent
from eigendata_assets.execution.protocol import Sandbox

THRESHOLD = 0.7
"""Findings that are less certain are counted and not listed."""


def audit(
    subject: AuditSubject,
    checks: Sequence[Check],
    sandbox: Sandbox,
    threshold: float = THRESHOLD,
    progress: Progress = silent,
) -> AuditReport:
    """The report on a subject; checks whose needs it lacks are named in it as not run."""
    subject = replace(subject, observations=observe(subject, sandbox, progress))
    found, runs = [], []
    with progress("checking", len(checks)) as advance:
        for check in checks:
            missing = tuple(sorted(check.needs - available(subject)))
            findings = [] if missing else run_check(subject, check)
            runs.append(_run(check, findings, missing))
            found += findings
            advance()
    everything = ranked(found)
    listed = tuple(each for each in everything if each.confidence >= threshold)
    summary = summarize(subject, listed, runs, threshold, hidden=len(everything) - len(listed))
    return AuditReport(subject=subject.name, source=subject.source, findings=listed, summary=summary)


def run_check(subject: AuditSubject, check: Check) -> list[Finding]:
    """What one check finds."""
    return [as_finding(subject, check, defect) for defect in check.run(subject)]


def available(subject: AuditSubject) -> frozenset[Need]:
    """What the subject has to offer to checks."""
    has: dict[Need, bool] = {
        "schemas": bool(subject.toolset.tools),
        "references": bool(subject.calls),
        "results": any(seen.result is not None for seen in subject.calls),
        "states": any(entry.initial_state for entry in subject.entries),
        "code": bool(subject.files),
        "probes": bool(subject.observations.table),
    }
    return frozenset(need for need, there in has.items() if there)


def _run(check: Check, findings: Sequence[Finding], missing: tuple[str, ...]) -> CheckRun:
    return CheckRun(
        code=check.code, component=check.component, title=check.title, findings=len(findings), missing=missing
    )
