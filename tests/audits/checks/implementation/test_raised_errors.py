"""An exception that escapes from a tool is found; one that the code raises itself is its way to refuse."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.raised_errors import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, TEXT, found

CODE = """
class Gone(Exception):
    pass

class Desk:
    def _load_scenario(self, state):
        self.rooms = state["rooms"]
        self.open = state.get("open", True)

    def look(self, room):
        return {"room": self.rooms[room]}

    def careful(self, room):
        if room not in self.rooms:
            return {"error": "no such room"}
        return {"room": self.rooms[room]}

    def strict(self, room):
        if room not in self.rooms:
            raise KeyError(f"no room {room}")
        return {"room": self.rooms[room]}

    def own(self, room):
        if room not in self.rooms:
            raise Gone("it is gone")
        return {"room": self.rooms[room]}

    def half_strict(self, room, number):
        if number < 0:
            raise ValueError("number must not be negative")
        return {"room": self.rooms.get(room), "number": int(room[-1]) + number}

    def renamed(self, chamber):
        return {"room": chamber}
"""
STATE = {"rooms": {"r1": 1, "r2": 2}}


def test_an_exception_for_an_unknown_value_is_found_with_the_value(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("look", room=TEXT)], call("look", room="r1"), state=STATE)
    assert finding.cause == "exception KeyError"
    assert finding.evidence.facts["raised"] == "KeyError"
    assert "with room = " in finding.message
    assert finding.evidence.results[0].error == "KeyError"


def test_an_error_as_a_result_is_fine(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("careful", room=TEXT)], call("careful", room="r1"), state=STATE) == ()


def test_an_exception_that_the_code_raises_itself_is_fine(tmp_path: Path) -> None:
    for name in ("strict", "own"):
        tools = [tool(name, room=TEXT)]
        assert found(CHECK, tmp_path / name, CODE, tools, call(name, room="r1"), state=STATE) == ()


def test_an_intended_type_with_another_message_is_found(tmp_path: Path) -> None:
    tools = [tool("half_strict", room=TEXT, number=INTEGER)]
    findings = found(CHECK, tmp_path, CODE, tools, call("half_strict", room="r1", number=1), state=STATE)
    assert {each.cause for each in findings} == {"exception ValueError", "exception IndexError"}
    assert not any("negative" in each.message for each in findings)


def test_a_parameter_of_another_name_is_a_defect_of_the_schema(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("renamed", room=TEXT)], state=STATE) == ()


def test_a_value_of_an_undeclared_type_may_raise(tmp_path: Path) -> None:
    code = "class Desk:\n    def add(self, a):\n        return {'sum': a + 1}\n"
    assert found(CHECK, tmp_path, code, [tool("add", a=INTEGER)], call("add", a=1)) == ()
