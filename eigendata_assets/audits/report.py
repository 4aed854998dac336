"""An audit as people see it: one HTML page that loads nothing, Markdown, tables for the terminal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.claims import ReviewCount
from eigendata_assets.artifacts.findings import AuditReport, Evidence, Finding
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.reports.rendering import html_templates, markdown_templates, policy_hash
from eigendata_assets.reports.text import Prose, one_line, readable

IN_HTML, IN_MARKDOWN = 500, 100
"""How many findings are listed at most; all of them are in the JSON."""

_CALLS_SHOWN = 6
_ENTRIES_SHOWN = 60
_LONG = 1200
_HTML = html_templates(Path(__file__).parent / "templates")
_MARKDOWN = markdown_templates(_HTML)


@dataclass(frozen=True, slots=True)
class Card:
    """A finding with its evidence as text; `before` counts the calls that are not shown, `more` the entries."""

    finding: Finding
    toolkit: str
    subject: str
    calls: tuple[str, ...]
    before: int
    result: str
    facts: tuple[tuple[str, str], ...]
    affects: tuple[str, ...]
    more: int


def html(report: AuditReport) -> str:
    """The report as one page; its content policy names the hashes of its one style and its one script."""
    style = _HTML.get_template("audit.css.j2").render()
    script = _HTML.get_template("audit.js.j2").render()
    return _HTML.get_template("audit.html.j2").render(
        **_about(report, IN_HTML), policy={"css": policy_hash(style), "js": policy_hash(script)}
    )


def markdown(report: AuditReport) -> str:
    """The report in Markdown; every foreign text in it is a code span."""
    return _MARKDOWN.get_template("audit.md.j2").render(
        **_about(report, IN_MARKDOWN), component_table=by_component(report)
    )


def by_component(report: AuditReport) -> Prose:
    """Entries affected by component, as table 1 of the paper, in Markdown; for metadata too."""
    rows = [
        f"| {each.component} | {each.findings} | {each.errors} | {each.entries_affected} | {percent(each.share)} |"
        for each in report.summary.by_component
    ]
    total = report.summary
    rows.append(
        f"| total (deduplicated) | {len(report.findings)} | {_errors(report)} "
        f"| {total.entries_affected} | {percent(total.share)} |"
    )
    head = ["| component | findings | errors | entries affected | share |", "|---|--:|--:|--:|--:|"]
    return Prose("\n".join([*head, *rows]))


def by_review(report: AuditReport) -> Prose:
    """What became of the claims of a model, review by review, in Markdown; says so where none was asked."""
    return Prose("\n".join(f"- {line}" for line in review_lines(report)) or "no model was asked")


def review_lines(report: AuditReport) -> list[str]:
    """A line for each review by a model: what was asked, what of its claims was kept, why the others were dropped."""
    return [_review_line(each) for each in report.summary.reviews if each.asked or each.remembered or each.problem]


def _review_line(count: ReviewCount) -> str:
    asked = f"{count.code} by {one_line(count.model, 80)}: {count.asked} questions asked, {count.remembered} remembered"
    failed = f", {count.failed} without a usable reply" if count.failed else ""
    reasons = "".join(f", {number} {reason}" for reason, number in count.dropped.items())
    claims = f"; {count.claims} claims, {count.kept} kept{reasons}" if count.claims else ""
    problem = f"; {one_line(count.problem, 200)}" if count.problem else ""
    return f"{asked}{failed}{claims}{problem}"


def finding_rows(findings: tuple[Finding, ...], at_most: int) -> list[tuple[str, ...]]:
    """Findings as rows for a terminal: id, severity, component, subject, entries affected, message."""
    return [
        (
            each.id,
            each.severity,
            each.component,
            subject_of(each),
            str(len(each.affects)),
            one_line(each.message, 160),
        )
        for each in findings[:at_most]
    ]


def subject_of(finding: Finding) -> str:
    """The function, or the entry, that a finding is about."""
    return one_line(finding.function or ", ".join(finding.affects[:2]) or "the data", 100)


def call_text(call: Call) -> str:
    """A call as people write it."""
    arguments = ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
    return one_line(f"{call.name}({arguments})", _LONG)


def percent(share: float) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f} %"


def _about(report: AuditReport, at_most: int) -> dict[str, object]:
    listed = report.findings[:at_most]
    return {
        "report": report,
        "subject": one_line(report.subject, 120),
        "source": one_line(report.source, 200),
        "errors": _errors(report),
        "cards": [_card(each) for each in listed],
        "more": len(report.findings) - len(listed),
        "percent": percent,
        "unused": [each.function for each in report.summary.coverage if not each.used],
        "reviews": review_lines(report),
        "component_names": [each.component for each in report.summary.by_component if each.findings],
    }


def _errors(report: AuditReport) -> int:
    return sum(each.severity == "error" for each in report.findings)


def _card(finding: Finding) -> Card:
    evidence = finding.evidence
    return Card(
        finding=finding,
        toolkit=one_line(finding.function.rpartition(".")[0], 60) if finding.function else "",
        subject=subject_of(finding).rpartition(".")[2] if finding.function else subject_of(finding),
        calls=tuple(call_text(call) for call in evidence.calls[-_CALLS_SHOWN:]),
        before=max(0, len(evidence.calls) - _CALLS_SHOWN),
        result=one_line(evidence.results[-1].shown, _LONG) if evidence.results else "",
        facts=_facts(evidence),
        affects=finding.affects[:_ENTRIES_SHOWN],
        more=max(0, len(finding.affects) - _ENTRIES_SHOWN),
    )


def _facts(evidence: Evidence) -> tuple[tuple[str, str], ...]:
    return tuple((one_line(name, 60), one_line(readable(value), 400)) for name, value in evidence.facts.items())
