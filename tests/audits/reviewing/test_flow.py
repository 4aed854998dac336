"""A review asks once about each function and dialogue, remembers, and says what it could not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.agents.errors import AccessDenied, AnswersPending, BudgetExceeded
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.audits.auditing import audit, available
from eigendata_assets.audits.checks.schema.listing import CHECKS
from eigendata_assets.audits.report import html, markdown, review_lines
from eigendata_assets.audits.reviewing.flow import Reviewer, can_review
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import silent
from tests.audits.in_process import InProcessSandbox
from tests.audits.reviewing.depot import CODE, depot
from tests.audits.reviewing.reviewers import claiming, of_dialogue, of_function, review, reviewed


def script() -> ScriptedChat:
    return claiming({"quote_price": [of_function()]}, {"Carla": [of_dialogue()]})


def asked(chat: ScriptedChat) -> list[str]:
    return sorted(request.labels.agent for request in chat.requests)


def test_every_function_and_dialogue_is_asked_about_once_and_the_judge_about_each_subject(tmp_path: Path) -> None:
    chat = script()
    done = reviewed(tmp_path, chat)
    assert asked(chat) == ["audit_judge"] * 2 + ["function_reviewer"] * 4 + ["verification_agent"] * 2
    assert [(each.code, each.findings, each.missing) for each in done.runs] == [
        ("function_review", 1, ()),
        ("trajectory_review", 1, ()),
    ]


def test_a_second_review_asks_nothing_and_finds_the_same(tmp_path: Path) -> None:
    first = reviewed(tmp_path, script(), tmp_path / "memo")
    silent_chat = ScriptedChat([])
    second = reviewed(tmp_path, silent_chat, tmp_path / "memo")
    assert second.findings == first.findings
    assert silent_chat.requests == []
    assert [(each.asked, each.remembered) for each in second.counts] == [(0, 4), (0, 2), (0, 2)]


def test_a_change_is_asked_about_again_where_it_can_be_seen(tmp_path: Path) -> None:
    reviewed(tmp_path, script(), tmp_path / "memo")
    changed = depot(tmp_path / "other", code=CODE.replace('"cancelled": parcel', '"cancelled": str(parcel)'))
    chat = script()
    review(changed, chat, memory=tmp_path / "memo")
    assert asked(chat) == ["function_reviewer"]
    assert "The function `cancel_parcel`" in chat.requests[0].messages[-1].content


def test_what_will_be_asked_is_known_before(tmp_path: Path) -> None:
    subject, memory = depot(tmp_path / "depot"), tmp_path / "memo"
    reviewer = Reviewer(InProcessSandbox(), silent, script(), memory)
    assert reviewer.questions(subject, available(subject)) == {"functions": 4, "dialogues": 2}
    reviewer.review(subject, (), available(subject))
    assert reviewer.questions(subject, available(subject)) == {"functions": 0, "dialogues": 0}
    assert Reviewer(InProcessSandbox(), silent).questions(subject, available(subject)) == {}


@pytest.mark.parametrize("chat", [None, Offline("no model is named")])
def test_without_a_model_the_reviews_are_named_as_not_run_and_findings_stay(tmp_path: Path, chat: Any) -> None:
    done = reviewed(tmp_path, chat)
    assert [each.missing for each in done.runs] == [("model",), ("model",)]
    assert (done.findings, done.counts) == ((), ())
    assert chat is None or not can_review(chat)


def test_a_file_of_dialogues_has_no_functions_to_try_and_its_dialogues_are_read(tmp_path: Path) -> None:
    subject = replace(depot(tmp_path), environment=None, files={})
    chat = claiming({}, {"Carla": [of_dialogue(shown_by=None), of_dialogue(kind="hallucination", call=0, step=0)]})
    done = review(subject, chat)
    assert [each.missing for each in done.runs] == [("probes",), ()]
    assert {each.confidence for each in done.findings} == {0.7}
    assert "nothing can be executed here" in chat.requests[0].messages[0].content


def failing(error: Exception, after: int) -> ScriptedChat:
    """A model that finds nothing, and fails after some answers."""
    answers: Iterator[dict[str, Any]] = iter([{"claims": []}] * after)

    def answer(_: ChatRequest) -> Any:
        return next(answers, error)

    return ScriptedChat(answer)


@pytest.mark.parametrize("error", [BudgetExceeded("the budget is spent"), AccessDenied("the key is wrong")])
def test_a_stop_keeps_the_rules_findings_and_the_answers_and_is_told(tmp_path: Path, error: Exception) -> None:
    done = reviewed(tmp_path, failing(error, 3), tmp_path / "memo")
    assert [bool(each.problem) for each in done.runs] == [True, True]
    assert done.counts[0].asked == 3
    again = script()
    reviewed(tmp_path, again, tmp_path / "memo")
    assert asked(again).count("function_reviewer") == 1


def test_a_reply_that_nobody_can_use_is_counted_and_takes_no_other_with_it(tmp_path: Path) -> None:
    def answer(request: ChatRequest) -> Any:
        return "I think it is fine." if "cancel_parcel`" in request.messages[1].content else {"claims": []}

    done = reviewed(tmp_path, ScriptedChat(answer))
    assert (done.counts[0].asked, done.counts[0].failed) == (4, 1)
    assert "malformed reply" in str(done.counts[0].problem)
    assert [each.problem for each in done.runs] == [None, None]


def test_a_review_to_which_nobody_answers_is_told_as_broken(tmp_path: Path) -> None:
    done = reviewed(tmp_path, ScriptedChat(lambda _: "No."))
    assert [bool(each.problem) for each in done.runs] == [True, True]


def test_answers_that_come_with_a_batch_end_the_audit_when_all_questions_are_in_it(tmp_path: Path) -> None:
    chat = failing(AnswersPending("later"), 0)
    with pytest.raises(AnswersPending):
        reviewed(tmp_path, chat)
    assert asked(chat) == ["function_reviewer"] * 4 + ["verification_agent"] * 2


def whole_audit(subject: AuditSubject, chat: ScriptedChat) -> Any:
    reviewer = Reviewer(InProcessSandbox(), silent, chat)
    return audit(subject, CHECKS, InProcessSandbox(), reviewer=reviewer)


def test_the_report_lists_claims_beside_rules_and_says_what_was_dropped(tmp_path: Path) -> None:
    wrong = of_function(quote="Nobody has said this.")
    chat = claiming({"quote_price": [of_function(), wrong]}, {"Carla": [of_dialogue()]})
    report = whole_audit(depot(tmp_path), chat)
    claims = [each for each in report.findings if each.made_by == "scripted"]
    assert {each.code for each in claims} == {"function_review", "trajectory_review"}
    lines = review_lines(report)
    assert lines[0].endswith("4 questions asked, 0 remembered; 2 claims, 1 kept, 1 quote not found")
    for page in (html(report), markdown(report)):
        assert "1 quote not found" in page
        assert "laimed by" in page


def test_progress_says_whom_it_asks_about_what(tmp_path: Path) -> None:
    told: list[tuple[str, int]] = []

    def progress(what: str, units: int) -> Any:
        told.append((what, units))
        return silent(what, units)

    subject = depot(tmp_path)
    look: Callable[..., Any] = Reviewer(InProcessSandbox(), progress, script()).review
    look(subject, (), available(subject))
    assert told == [
        ("asking scripted about functions", 4),
        ("asking scripted about dialogues", 2),
        ("asking scripted about findings", 2),
    ]
