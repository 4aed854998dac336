"""The audit as a story (EigenData 3.4.4, Data Audit): try calls, run every check, tell each cause once, count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from eigendata_assets.artifacts.findings import AuditReport, CheckRun, Finding
from eigendata_assets.artifacts.trajectory import Message, Trajectory
from eigendata_assets.audits.assembly import as_finding, ranked
from eigendata_assets.audits.check import Check, Need
from eigendata_assets.audits.memo import Memo
from eigendata_assets.audits.probing.laboratory import observe
from eigendata_assets.audits.reviewing.flow import Reviewed, Reviewer
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.summary import summarize
from eigendata_assets.errors import EigenDataError
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
    memory: Path | None = None,
    reviewer: Reviewer | None = None,
) -> AuditReport:
    """The report on a subject; checks whose needs it lacks are named in it as not run.

    In the folder `memory` each check keeps what it found. Calls are tried only where a check that needs them has
    something new to look at. Where there is a `reviewer`, what the checks have found is reviewed.
    """
    memo = Memo(subject, memory)
    runs = [_recalled(check, subject, memo) for check in checks]
    if any(run.findings is None and "probes" in run.check.needs for run in runs):
        subject = replace(subject, observations=observe(subject, sandbox, progress))
    with progress("checking", len(runs)) as advance:
        for run in runs:
            if run.findings is None:
                run.findings = run.look(subject)
                if run.problem is None:
                    memo.keep(run.check, run.findings)
            advance()
    everything = ranked(each for run in runs for each in run.findings or ())
    reviewed = Reviewed(everything, ())
    if reviewer is not None:
        reviewed = reviewer.review(subject, everything, available(subject))
        everything = ranked(reviewed.findings)
    listed = tuple(each for each in everything if each.confidence >= threshold)
    counts = [*(run.counted() for run in runs), *reviewed.runs]
    summary = summarize(
        subject, listed, counts, threshold, hidden=len(everything) - len(listed), reviews=reviewed.counts
    )
    return AuditReport(subject=subject.name, source=subject.source, findings=listed, summary=summary)


@dataclass(slots=True)
class _Run:
    """A check on its way: `findings` is None until it has run or been remembered; `problem` is how it broke."""

    check: Check
    missing: tuple[str, ...]
    findings: list[Finding] | None
    problem: str | None = None

    def look(self, subject: AuditSubject) -> list[Finding]:
        """What the check finds. One that breaks on data nobody foresaw is named, and takes no other down with it."""
        try:
            return run_check(subject, self.check)
        except EigenDataError:
            raise
        except Exception as error:  # noqa: BLE001 - told in the report
            self.problem = f"{type(error).__name__}: {error}"
            return []

    def counted(self) -> CheckRun:
        return CheckRun(
            code=self.check.code,
            component=self.check.component,
            title=self.check.title,
            findings=len(self.findings or ()),
            missing=self.missing,
            problem=self.problem,
        )


def _recalled(check: Check, subject: AuditSubject, memo: Memo) -> _Run:
    missing = tuple(sorted(check.needs - available(subject)))
    return _Run(check, missing, [] if missing else memo.recall(check))


def run_check(subject: AuditSubject, check: Check) -> list[Finding]:
    """What one check finds."""
    return [as_finding(subject, check, defect) for defect in check.run(subject)]


def available(subject: AuditSubject) -> frozenset[Need]:
    """What the subject has to offer to checks."""
    has: dict[Need, bool] = {
        "schemas": bool(subject.toolset.tools),
        "references": bool(subject.calls),
        "requests": any(message.role == "user" for entry in subject.entries for message in _said(entry)),
        "results": any(seen.result is not None for seen in subject.calls),
        "states": any(entry.initial_state for entry in subject.entries),
        "code": bool(subject.files),
        "probes": subject.environment is not None and bool(subject.entries),
        "suites": bool(subject.suites),
        "spec": subject.spec is not None,
    }
    return frozenset(need for need, there in has.items() if there)


def _said(entry: Trajectory) -> Iterator[Message]:
    return (message for turn in entry.turns for message in turn.messages)
