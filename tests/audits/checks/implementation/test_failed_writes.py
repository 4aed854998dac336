"""A change that a failing call leaves behind is found."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.failed_writes import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import NUMBER, TEXT, found, sure

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.speed, self.gap, self.attempts_left = 10, 5, 3
        self.names = ["a"]

    def drive(self, speed, gap):
        self.gap = gap
        if speed < 0:
            return {"error": "invalid speed"}
        self.speed = speed
        return {"speed": speed}

    def drive_well(self, speed, gap):
        if speed < 0:
            return {"error": "invalid speed"}
        self.speed, self.gap = speed, gap
        return {"speed": speed}

    def rename(self, name):
        self.names.append(name)
        {"a": 1}[name]
        return {"name": name}

    def enter(self, pin):
        if pin != "1234":
            self.attempts_left -= 1
            return {"error": "wrong"}
        return {"ok": True}
"""


def test_a_change_before_the_check_is_found(tmp_path: Path) -> None:
    tools = [tool("drive", speed=NUMBER, gap=NUMBER)]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("drive", speed=20, gap=7))
    assert finding.cause == "state changed by an error in Desk.gap"
    assert finding.evidence.calls[-1].arguments["speed"] == -1


def test_it_is_found_too_where_the_usual_value_stands_in_the_state_already(tmp_path: Path) -> None:
    tools = [tool("drive", speed=NUMBER, gap=NUMBER)]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("drive", speed=20, gap=5))
    assert finding.evidence.calls[-1].arguments["gap"] != 5


def test_a_change_before_an_exception_is_found(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("rename", name=TEXT)], call("rename", name="a"))
    assert finding.evidence.facts == {"changes": ["Desk.names.1"]}


def test_checks_before_changes_are_fine(tmp_path: Path) -> None:
    tools = [tool("drive_well", speed=NUMBER, gap=NUMBER)]
    assert found(CHECK, tmp_path, CODE, tools, call("drive_well", speed=20, gap=7)) == ()


def test_attempts_that_are_counted_are_hardly_a_defect(tmp_path: Path) -> None:
    assert sure(found(CHECK, tmp_path, CODE, [tool("enter", pin=TEXT)], call("enter", pin="1234"))) == []


def test_a_failing_reference_call_that_changed_the_state_is_found(tmp_path: Path) -> None:
    code = CODE.replace("if speed < 0:", "if gap == 77 and self.speed == 20:")
    tools = [tool("drive", speed=NUMBER, gap=NUMBER)]
    calls = (call("drive", speed=20, gap=7), call("drive", speed=33, gap=77))
    (finding,) = found(CHECK, tmp_path, code, tools, *calls)
    assert finding.message.startswith("A reference call fails")
