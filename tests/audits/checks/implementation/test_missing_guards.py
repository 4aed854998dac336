"""A write that works while nobody is logged in, where its siblings refuse, is found."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.missing_guards import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.user, self.notes = None, []

    def log_in(self, name):
        self.user = name
        return {"user": name}

    def add_note(self, text):
        if self.user is None:
            return {"error": "You must be logged in."}
        self.notes.append(text)
        return {"count": len(self.notes)}

    def clear_notes(self, text):
        self.notes.clear()
        self.notes.append(text)
        return {"count": 1}

    def clear_well(self, text):
        if self.user is None:
            return {"error": "You must be logged in."}
        return self.clear_notes(text)
"""


def functions(folder: Path, name: str) -> list[str | None]:
    tools = [tool("log_in", name=TEXT), tool("add_note", text=TEXT), tool(name, text=TEXT)]
    calls = call("log_in", name="ann"), call("add_note", text="a"), call(name, text="b")
    return [each.function for each in found(CHECK, folder, CODE, tools, *calls)]


def test_a_write_without_the_guard_of_its_sibling_is_found(tmp_path: Path) -> None:
    assert functions(tmp_path, "clear_notes") == ["Desk.clear_notes"]


def test_guarded_writes_and_the_log_in_itself_are_fine(tmp_path: Path) -> None:
    assert functions(tmp_path, "clear_well") == []
