"""A claim is a finding where its calls, executed, break what should be; every other is dropped with its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.reproduction import reproduce
from tests.audits.in_process import InProcessSandbox
from tests.audits.reviewing.depot import CODE, depot
from tests.audits.reviewing.reviewers import claimed, claiming, expected, of_dialogue, of_function, review, reviewed


def outcome(folder: Path, function: Any = None, dialogue: Any = None) -> tuple[tuple[Finding, ...], dict[str, int]]:
    """What becomes of one claim: the findings, and the reasons for which it was dropped."""
    chat = claiming({"quote_price": [function] if function else []}, {"Carla": [dialogue] if dialogue else []})
    done = reviewed(folder, chat)
    counts = [each for each in done.counts if each.claims]
    assert [each.claims for each in counts] == [1]
    assert counts[0].kept == len(done.findings)
    return done.findings, dict(counts[0].dropped)


def test_a_true_claim_about_a_function_is_a_finding_with_its_execution(tmp_path: Path) -> None:
    (finding,), dropped = outcome(tmp_path, of_function())
    assert dropped == {}
    assert (finding.code, finding.component, finding.function) == (
        "function_review",
        "implementation",
        "Depot.quote_price",
    )
    assert finding.made_by == "scripted"
    assert finding.evidence.results[0].value == {"price": 12}
    assert finding.evidence.expected == "the result at price is 9"
    assert (finding.affects, finding.exposes) == (("gift",), ("change_of_mind",))


def test_a_true_claim_about_a_dialogue_names_its_place_and_is_shown_by_the_dialogues_own_calls(tmp_path: Path) -> None:
    (finding,), _ = outcome(tmp_path, dialogue=of_dialogue())
    assert (finding.code, finding.component, finding.affects) == ("trajectory_review", "trajectory", ("gift",))
    assert (finding.function, finding.cause) == ("Depot.book_parcel", "call 0.1 of Depot.book_parcel in gift")
    assert [call.name for call in finding.evidence.calls] == ["quote_price", "book_parcel"]
    assert finding.evidence.facts["quote"] == "express=false"


def test_its_evidence_runs_again_and_changes_with_the_code(tmp_path: Path) -> None:
    subject = depot(tmp_path / "depot")
    (finding,), _ = outcome(tmp_path, of_function())
    assert subject.environment is not None
    again = reproduce(finding, subject.by_id, subject.environment, InProcessSandbox())
    assert again.verdict == "reproduced"
    mended = depot(tmp_path / "mended", code=CODE.replace("EXPRESS = 2", "EXPRESS = 1.5"))
    assert mended.environment is not None
    assert reproduce(finding, mended.by_id, mended.environment, InProcessSandbox()).verdict == "changed"


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ({"expected": expected("result_equals", "price", 12)}, "does not reproduce"),
        ({"expected": {"kind": "result_equals", "path": [], "value": "{"}}, "unreadable"),
        ({"expected": expected("result_type", "price", "money")}, "unreadable"),
        ({"expected": expected("result_at_most", "price", "9")}, "unreadable"),
        ({"calls": [{"name": "quote_price", "arguments": "[1]"}]}, "unreadable"),
        ({"calls": [claimed("send_rocket")]}, "no such call"),
        ({"calls": [claimed("list_parcels")]}, "not demonstrated"),
        ({"calls": []}, "not demonstrated"),
        ({"start": "elsewhere"}, "no such start"),
        ({"expected": expected("state_changed", "Depot.rockets.R1")}, "no such place"),
        ({"expected": expected("state_equals", "Warehouse.parcels", 1)}, "no such place"),
        ({"quote": "Express is free."}, "quote not found"),
        ({"quote": ""}, "quote not found"),
        ({"calls": [claimed("quote_price", weight=31)]}, "calls fail on the way"),
        ({"calls": [claimed("cancel_parcel", parcel="P9"), claimed("quote_price", weight=2)]}, "calls fail on the way"),
        (
            {"calls": [claimed("quote_price", weight="two")], "expected": expected("success")},
            "call does not fit the schema",
        ),
    ],
)
def test_a_claim_that_is_not_shown_is_dropped_with_its_reason(
    tmp_path: Path, claim: dict[str, Any], reason: str
) -> None:
    assert outcome(tmp_path, of_function(**claim)) == ((), {reason: 1})


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ({"turn": 1}, "no such place"),
        ({"step": 0}, "no such place"),
        ({"call": 2}, "no such place"),
        ({"call": -1, "step": 2}, "no such place"),
        ({"quote": "express=true and more"}, "quote not found"),
        ({"goes_against": "by rocket"}, "quote not found"),
        ({"shown_by": None}, "not demonstrated"),
        ({"shown_by": {"after": 0, "calls": [], "expected": expected("success")}}, "not demonstrated"),
        ({"shown_by": {"after": 3, "calls": [], "expected": expected("success")}}, "no such place"),
        ({"shown_by": {"after": 2, "calls": [], "expected": expected("success")}}, "does not reproduce"),
    ],
)
def test_a_claim_about_a_dialogue_needs_its_place_its_words_and_its_calls(
    tmp_path: Path, claim: dict[str, Any], reason: str
) -> None:
    assert outcome(tmp_path, dialogue=of_dialogue(**claim)) == ((), {reason: 1})


def test_a_claim_about_words_stands_on_quotations_that_are_there(tmp_path: Path) -> None:
    (finding,), _ = outcome(tmp_path, dialogue=of_dialogue(kind="contradiction", shown_by=None))
    assert finding.evidence.calls == ()
    assert (finding.severity, finding.confidence) == ("warning", 0.7)


def test_a_claim_may_add_calls_of_its_own_to_those_of_the_dialogue(tmp_path: Path) -> None:
    shown = {
        "after": 2,
        "calls": [claimed("list_parcels")],
        "expected": expected("result_equals", "parcels.2.price", 13),
    }
    (finding,), _ = outcome(tmp_path, dialogue=of_dialogue(shown_by=shown))
    assert finding.evidence.calls[-1].name == "list_parcels"
    assert finding.evidence.expected == "the result at parcels.2.price is 13"


def test_what_gives_something_else_each_time_is_no_evidence(tmp_path: Path) -> None:
    code = CODE.replace("HEAVIEST = 30", "import random\nHEAVIEST = 30").replace("4 + weight", "random.random()")
    subject = depot(tmp_path / "unsteady", code=code)
    chat = claiming({"quote_price": [of_function()]}, {})
    done = review(subject, chat)
    assert (done.findings, done.counts[0].dropped) == ((), {"unsteady": 1})


def test_a_claim_takes_the_name_of_the_cause_that_a_rule_would_give(tmp_path: Path) -> None:
    for concerns, name, value, cause in (
        ("parameter type", "weight", "", "type of parameter weight"),
        ("parameter value", "express", "true", "value 1 of parameter express"),
        ("parameter constraint", "weight", "maximum", "maximum of parameter weight"),
        ("result", "price", "", "result price"),
        ("result", "", "", "result as a whole"),
        ("behaviour", "", "", "behaviour of quote_price(weight=2, express=true): the result at price is 9"),
    ):
        (finding,), _ = outcome(tmp_path, of_function(concerns=concerns, name=name, value=value))
        assert finding.cause == cause


def test_an_exception_where_success_was_due_has_the_name_that_rules_give_it(tmp_path: Path) -> None:
    subject = depot(tmp_path, code=CODE.replace("price = 4 + weight", "price = (4 + weight) / (2 - weight)"))
    claim = of_function(calls=[claimed("quote_price", weight=2)], expected=expected("success"))
    (finding,) = review(subject, claiming({"quote_price": [claim]}, {})).findings
    assert finding.cause == "exception ZeroDivisionError"


@pytest.mark.parametrize(
    ("claim", "affected"),
    [
        ({}, ("gift",)),
        ({"calls": [claimed("quote_price", weight=2, express=False)], "expected": expected("error")}, ()),
        ({"calls": [claimed("quote_price", weight=2)], "expected": expected("error")}, ()),
        ({"concerns": "parameter description", "name": "weight"}, ("gift",)),
        ({"concerns": "result", "name": "price"}, ("gift",)),
    ],
)
def test_affected_are_the_entries_that_call_it_in_the_demonstrated_way(
    tmp_path: Path, claim: dict[str, Any], affected: tuple[str, ...]
) -> None:
    (finding,), _ = outcome(tmp_path, of_function(**claim))
    assert finding.affects == affected
    assert set(finding.affects) | set(finding.exposes) == {"gift", "change_of_mind"}
