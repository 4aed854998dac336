"""A baseline takes findings as known, so that only new ones fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eigendata_assets.artifacts.findings import AuditReport, AuditSummary, Component, Evidence, Finding, Severity
from eigendata_assets.audits.baseline import at_least, new_findings, read_baseline, write_baseline
from eigendata_assets.errors import InputError

SUMMARY = AuditSummary(
    entries=1, entries_affected=1, share=1.0, by_component=(), checks=(), coverage=(), metrics={}, threshold=0.7,
    hidden=0,
)  # fmt: skip


def finding(name: str, severity: Severity = "error", component: Component = "schema") -> Finding:
    return Finding(
        id=name, code="c", component=component, severity=severity, confidence=0.9, function="Desk.open", cause="it",
        affects=("a",), exposes=(), message=f"message of {name}", evidence=Evidence(), repair="Mend it.",
    )  # fmt: skip


REPORT = AuditReport(
    subject="desk",
    source="tests",
    findings=(finding("1"), finding("2", "warning"), finding("3", "info")),
    summary=SUMMARY,
)


def test_what_was_written_as_a_baseline_is_known(tmp_path: Path) -> None:
    write_baseline(tmp_path / "known.json", REPORT)
    known = read_baseline(tmp_path / "known.json")
    assert new_findings(REPORT, known) == ()
    later = REPORT.model_copy(update={"findings": (*REPORT.findings, finding("4"))})
    assert [each.id for each in new_findings(later, known)] == ["4"]


def test_without_a_baseline_everything_is_new() -> None:
    assert new_findings(REPORT, None) == REPORT.findings


@pytest.mark.parametrize(("severity", "found"), [("error", ["1"]), ("warning", ["1", "2"]), ("info", ["1", "2", "3"])])
def test_severities_include_the_worse_ones(severity: Severity, found: list[str]) -> None:
    assert [each.id for each in at_least(REPORT.findings, severity)] == found


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("{", "the whole"),
        ('{"subject": "desk"}', "findings"),
        (json.dumps({"subject": "desk", "findings": [{"id": 5, "code": "c", "message": "m"}]}), "findings.0.id"),
    ],
)
def test_a_file_that_is_no_baseline_is_named_with_its_field(tmp_path: Path, text: str, field: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text)
    with pytest.raises(InputError) as caught:
        read_baseline(path)
    assert caught.value.where == (str(path), field)


def test_a_baseline_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--write-baseline"):
        read_baseline(tmp_path / "nothing.json")
