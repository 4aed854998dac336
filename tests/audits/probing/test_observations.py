"""An observation holds what a call gave, what it changed, and what the same call gave again."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.probing.laboratory import observe, run_probes
from eigendata_assets.audits.probing.observations import Observation, Probe, Setting
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import silent
from tests.audits.audited import call, entry, subject, tool
from tests.audits.in_process import InProcessSandbox

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.count = scenario.get("count", 0)

    def add(self, steps):
        if steps < 0:
            return {"error": "steps must not be negative"}
        self.count += steps
        return {"count": self.count}

    def read(self):
        return {"count": self.count}

    def fail(self):
        raise ValueError("never")
"""
TOOLS = [tool("add", steps={"type": "integer"}), tool("read"), tool("fail")]


@pytest.fixture
def desk(tmp_path: Path) -> AuditSubject:
    entries = [entry("a", "Add.", call("add", steps=1), call("add", steps=2), state={"count": 10})]
    return subject(tmp_path, CODE, TOOLS, entries)


def tried(desk: AuditSubject, name: str, **arguments: int) -> Observation:
    setting = Setting("a", "Desk", (call("add", steps=1),))
    (found,) = run_probes(desk, [Probe(f"Desk.{name}", arguments, setting)], InProcessSandbox(), silent)
    return found


def test_a_write_shows_its_result_its_change_and_its_repetition(desk: AuditSubject) -> None:
    found = tried(desk, "add", steps=5)
    assert (found.before, found.after) == ({"count": 11}, {"count": 16})
    assert found.result is not None
    assert found.repeated is not None
    assert (found.result.value, found.repeated.value) == ({"count": 16}, {"count": 21})
    assert found.changed
    (change,) = found.changes
    assert (change.table, change.before, change.after) == ("Desk.count", 11, 16)


def test_a_read_changes_nothing(desk: AuditSubject) -> None:
    found = tried(desk, "read")
    assert not found.changed
    assert found.changes == []
    assert found.before == found.after == {"count": 11}


def test_a_tool_that_raises_and_one_that_says_error_have_failed(desk: AuditSubject) -> None:
    raised, said = tried(desk, "fail"), tried(desk, "add", steps=-1)
    assert (raised.failed, raised.raised) == (True, "ValueError")
    assert (said.failed, said.raised) == (True, None)


def test_evidence_holds_all_that_is_needed_to_see_it_again(desk: AuditSubject) -> None:
    evidence = tried(desk, "add", steps=5).evidence("an error", limit=4)
    assert (evidence.entry, evidence.toolkits) == ("a", ("Desk",))
    assert evidence.calls == (call("add", steps=1), call("add", steps=5))
    assert evidence.results[0].value == {"count": 16}
    assert (evidence.expected, evidence.facts) == ("an error", {"limit": 4})


def test_the_table_is_asked_by_tool_variation_and_parameter(desk: AuditSubject) -> None:
    table = observe(desk, InProcessSandbox(), silent)
    assert {each.probe.tool for each in table} == {"Desk.add", "Desk.read", "Desk.fail"}
    boundaries = table.of("Desk.add", "boundary", parameter="steps")
    assert {each.probe.arguments["steps"] for each in boundaries} >= {0, -1}
    assert table.of("Desk.add", parameter="other") == []
    assert table.of("Desk.nothing") == []
    assert all(not each.failed for each in table.succeeded("Desk.add"))
    assert table.succeeded("Desk.fail") == []


def test_without_an_environment_nothing_is_tried(desk: AuditSubject) -> None:
    alone = AuditSubject("desk", "tests", desk.toolset, desk.entries)
    sandbox = InProcessSandbox()
    assert list(observe(alone, sandbox, silent)) == []
    assert sandbox.replays == 0
