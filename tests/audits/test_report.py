"""The audit's pages say what was found, run nothing that the data brings along, and load nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.findings import (
    AuditReport,
    AuditSummary,
    CheckRun,
    ComponentCount,
    Evidence,
    Finding,
    FunctionCoverage,
)
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.audits import report
from tests.audits.test_baseline import finding

EVIL = "</script><script>alert(1)</script>|`x`\x1b[31m"
EVIDENCE = Evidence(
    entry="entry_1",
    toolkits=("Desk",),
    calls=tuple(Call(name="open", arguments={"number": number}) for number in range(8)),
    results=(Result(value={"opened": 7}),),
    expected="an error",
    facts={"declared_type": ["integer"]},
)


def summary(*findings: Finding, unreadable: tuple[str, ...] = ()) -> AuditSummary:
    affected = {entry for each in findings for entry in each.affects}
    return AuditSummary(
        entries=10,
        entries_affected=len(affected),
        share=len(affected) / 10,
        by_component=(
            ComponentCount(
                component="schema", findings=len(findings), errors=1, entries_affected=len(affected), share=0.1
            ),
        ),
        checks=(
            CheckRun(code="c", component="schema", title="It is wrong.", findings=len(findings)),
            CheckRun(code="d", component="intent", title="It lacks.", findings=0, missing=("code",)),
            CheckRun(code="e", component="intent", title="It breaks.", findings=0, problem="KeyError: 5"),
        ),
        coverage=(
            FunctionCoverage(function="Desk.open", offered=10, used=4, calls=8, failed=1),
            FunctionCoverage(function="Desk.never", offered=10, used=0, calls=0, failed=0),
        ),
        metrics={"calls that fail": 0.125, "calls in an entry": 0.8},
        threshold=0.7,
        hidden=3,
        unreadable=unreadable,
    )


def page(*findings: Finding, unreadable: tuple[str, ...] = ()) -> AuditReport:
    return AuditReport(
        subject="desk", source="tests 1", findings=findings, summary=summary(*findings, unreadable=unreadable)
    )


FULL = finding("0123456789ab").model_copy(update={"evidence": EVIDENCE, "also": ("other_check",)})


class Reader(HTMLParser):
    """The tags of a page, with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_finding_is_shown_with_its_last_calls_result_expectation_facts_and_repair() -> None:
    text = Reader(report.html(page(FULL))).text
    for part in ("message of 0123456789ab", "open(number=7)", '{"opened": 7}', "an error", "declared type", "Mend it."):
        assert part in text
    assert "open(number=1)" not in text
    assert "after 2 earlier calls of entry_1" in text
    assert "eigendata evidence 0123456789ab" in text
    assert "also found by other check" in text


def test_numbers_checks_coverage_and_what_was_not_run_are_shown() -> None:
    text = Reader(report.html(page(FULL))).text
    assert "3 checks, 2 of them run" in text
    assert "not run, lacks code" in text
    assert "broke: KeyError: 5" in text
    assert "1 of 2 functions are used" in text
    assert "Desk.never" in text
    assert "12.5 %" in text
    assert "3 findings with a confidence below 0.7" in text


def evil(text: str = EVIL) -> Finding:
    """A finding that holds a text wherever foreign text can be."""
    evidence = Evidence(
        entry=text,
        calls=(Call(name=text, arguments={text: text}),),
        results=(Result(value=text),),
        expected=text,
        facts={text: text},
    )
    return FULL.model_copy(
        update={
            "message": text, "repair": text, "function": f"Desk.{text}", "affects": (text,), "evidence": evidence,
            "cause": text,
        }
    )  # fmt: skip


HARMLESS = [
    tag
    for tag, _ in Reader(report.html(page(evil("x"), unreadable=("x",)))).tags
    if tag not in ("wbr", "span", "summary", "details")
]


def test_foreign_text_is_text_and_never_markup() -> None:
    html = report.html(page(evil(), unreadable=(EVIL,)))
    found = Reader(html)
    assert [tag for tag, _ in found.tags].count("script") == 1
    assert "alert(1)" in found.text
    assert "\x1b" not in html


@given(st.text(st.characters(exclude_categories=()), min_size=1))
def test_no_text_changes_a_tag_and_every_page_can_be_written(text: str) -> None:
    html = report.html(page(evil(text), unreadable=(text,)))
    assert [tag for tag, _ in Reader(html).tags if tag not in ("wbr", "span", "summary", "details")] == HARMLESS
    assert html.encode("utf-8")
    assert report.markdown(page(evil(text), unreadable=(text,))).encode("utf-8")


def test_foreign_text_in_markdown_is_a_code_span() -> None:
    text = report.markdown(page(evil(), unreadable=(EVIL,)))
    assert "\x1b" not in text
    for line in text.splitlines():
        outside = re.sub(r"(`+) .*? \1(?!`)|(`+).*?\2(?!`)", "", line)
        assert "<script>" not in outside


def test_a_page_loads_nothing_and_its_policy_allows_its_own_style_and_script_alone() -> None:
    html = report.html(page(FULL))
    assert "http://" not in html
    assert "https://" not in html
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    for name in ("style", "script"):
        inner = re.search(rf"<{name}>(.*?)</{name}>", html, re.DOTALL)
        assert inner
        digest = base64.b64encode(hashlib.sha256(inner.group(1).encode()).digest()).decode()
        assert f"{name}-src &#39;sha256-{digest}&#39;" in html or f"{name}-src 'sha256-{digest}'" in html


def test_a_page_is_made_for_phones() -> None:
    html = report.html(page(FULL))
    assert 'name="viewport" content="width=device-width' in html
    labels = [attributes for tag, attributes in Reader(html).tags if tag == "td"]
    assert all("data-label" in each for each in labels)


def test_an_audit_that_finds_nothing_says_so_and_has_no_script() -> None:
    html = report.html(page())
    assert "No check found anything." in html
    assert "<script>" not in html
    assert "No check found anything." in report.markdown(page())


def test_a_long_list_is_cut_and_says_so() -> None:
    many = tuple(finding(f"{number:012x}") for number in range(report.IN_HTML + 5))
    assert "the other 5 are in the JSON" in Reader(report.html(page(*many))).text
    assert f"{len(many) - report.IN_MARKDOWN} more are in the JSON" in report.markdown(page(*many))


def test_unreadable_lines_are_listed_up_to_a_hundred() -> None:
    text = Reader(report.html(page(unreadable=tuple(f"line {number}: bad" for number in range(120))))).text
    assert "line 99: bad" in text
    assert "line 100: bad" not in text
    assert "and 20 more" in text


def test_the_table_by_component_ends_with_the_total_that_counts_entries_once() -> None:
    lines = report.by_component(page(FULL)).splitlines()
    assert lines[2] == "| schema | 1 | 1 | 1 | 10.0 % |"
    assert lines[-1] == "| total (deduplicated) | 1 | 1 | 1 | 10.0 % |"


def test_rows_for_a_terminal_are_short_and_on_one_line() -> None:
    (row,) = report.finding_rows((evil().model_copy(update={"message": "long " * 100}),), 5)
    assert all("\n" not in cell and "\x1b" not in cell for cell in row)
    assert len(row[-1]) < 200
    assert report.finding_rows((FULL, FULL), 1) == report.finding_rows((FULL,), 5)


@pytest.mark.parametrize(
    ("function", "affects", "subject"),
    [("Desk.open", ("a",), "Desk.open"), (None, ("a", "b", "c"), "a, b"), (None, (), "the data")],
)
def test_a_finding_is_about_a_function_or_entries(function: str | None, affects: tuple[str, ...], subject: str) -> None:
    about = FULL.model_copy(update={"function": function, "affects": affects})
    assert report.subject_of(about) == subject
    assert subject.rpartition(".")[2] in Reader(report.html(page(about))).text
