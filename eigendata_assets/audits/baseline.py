"""Findings that are known: a file of their ids, so that only new ones fail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.findings import AuditBaseline, AuditReport, Finding, KnownFinding, Severity
from eigendata_assets.errors import InputError
from eigendata_assets.storage.files import write_text

_WORSE: dict[Severity, frozenset[Severity]] = {
    "error": frozenset({"error"}),
    "warning": frozenset({"error", "warning"}),
    "info": frozenset({"error", "warning", "info"}),
}


def read_baseline(path: Path) -> AuditBaseline:
    """The findings that a file names; raises InputError naming file and field."""
    try:
        return AuditBaseline.model_validate_json(path.read_bytes())
    except OSError as error:
        hint = "`--write-baseline` makes one."
        raise InputError(f"it cannot be read: {error.strerror}", where=(str(path),), hint=hint) from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the whole"
        raise InputError(first["msg"], where=(str(path), field)) from None


def write_baseline(path: Path, report: AuditReport) -> None:
    """The file names all findings of the report, with what they say, for people who look at it."""
    known = tuple(KnownFinding(id=each.id, code=each.code, message=each.message) for each in report.findings)
    write_text(path, AuditBaseline(subject=report.subject, findings=known).to_json(indent=1) + "\n")


def new_findings(report: AuditReport, baseline: AuditBaseline | None) -> tuple[Finding, ...]:
    """The findings that the baseline does not name; all where there is no baseline."""
    known = {each.id for each in baseline.findings} if baseline else set()
    return tuple(each for each in report.findings if each.id not in known)


def at_least(findings: Sequence[Finding], severity: Severity) -> tuple[Finding, ...]:
    """The findings that are at least so severe."""
    return tuple(each for each in findings if each.severity in _WORSE[severity])
