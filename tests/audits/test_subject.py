"""The subject of an audit answers who is offered what, who calls what, and with which evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.trajectory import Step, Turn
from eigendata_assets.audits.subject import AuditSubject, entries_in_order, user_words
from tests.audits.audited import call, entry, subject, tool

CODE = """
class Desk:
    def open(self, number):
        self.number = number
        return {"opened": number}

    def fail(self):
        return {"error": "no"}
"""
TOOLS = [tool("open", number={"type": "integer"}), tool("fail"), tool("late")]


@pytest.fixture
def desk(tmp_path: Path) -> AuditSubject:
    entries = [
        entry("a", "Open 1 and 2.", call("open", number=1), call("open", number=2), call("other")),
        entry("b", "Fail.", call("fail")),
    ]
    return subject(tmp_path, CODE, TOOLS, entries)


def test_calls_come_with_their_place_result_and_change(desk: AuditSubject) -> None:
    first, second, unknown, failed = desk.calls
    assert (first.tool, first.position, first.changed, first.failed) == ("Desk.open", "0.0", ("Desk",), False)
    assert (second.position, second.result and second.result.value) == ("0.1", {"opened": 2})
    assert (unknown.tool, unknown.failed) == ("other", True)
    assert (failed.tool, failed.failed) == ("Desk.fail", True)


def test_calls_are_found_by_tool_and_by_entry(desk: AuditSubject) -> None:
    assert [each.call.arguments for each in desk.calls_of["Desk.open"]] == [{"number": 1}, {"number": 2}]
    assert desk.calls_of["Desk.late"] == ()
    assert [each.tool for each in desk.calls_in["b"]] == ["Desk.fail"]
    assert [value for _, value in desk.values_of("Desk.open", "number")] == [1, 2]
    assert desk.callers("Desk.open") == desk.callers("Desk.open", "number") == ("a",)
    assert desk.callers("Desk.open", "color") == ()


def test_a_tool_is_offered_from_the_start_or_later(desk: AuditSubject) -> None:
    changed = desk.entries[1].model_copy(update={"tools": (), "turns": (Turn(tools_added=("Desk.late",)),)})
    later = AuditSubject("desk", "tests", desk.toolset, (desk.entries[0], changed))
    assert later.offered_to == {"Desk.open": ("a",), "Desk.fail": ("a",), "Desk.late": ("a", "b")}


def test_evidence_of_a_call_repeats_the_toolkits_calls_up_to_it(desk: AuditSubject) -> None:
    evidence = desk.evidence_of(desk.calls[1], "nothing", fact=1)
    assert evidence.calls == (call("open", number=1), call("open", number=2))
    assert (evidence.toolkits, evidence.facts) == (("Desk",), {"fact": 1})
    assert evidence.results[0].value == {"opened": 2}


def test_a_call_that_was_not_reached_has_no_result(desk: AuditSubject) -> None:
    steps = (Step(calls=(call("open", number=1), call("open", number=2)), results=()),)
    unfinished = desk.entries[0].model_copy(update={"turns": (Turn(steps=steps),)})
    calls = AuditSubject("desk", "tests", desk.toolset, (unfinished,)).calls
    assert [(each.result, each.position) for each in calls] == [(None, "0.0"), (None, "0.1")]


def test_entries_keep_the_order_of_the_subject(desk: AuditSubject) -> None:
    assert entries_in_order(desk, ["b", "nobody", "a", "b"]) == ("a", "b")


def test_what_the_assistant_said_is_not_what_was_said_to_it(desk: AuditSubject) -> None:
    assert user_words(desk.entries[0]) == ["Open 1 and 2."]
    assert user_words(desk.entries[0], 0) == []
