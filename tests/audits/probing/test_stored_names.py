"""What the data holds of other kinds, and its keys, are tried."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.raised_errors import CHECK
from eigendata_assets.audits.probing.stored_names import names_of_each_kind
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

TREE = {
    "home": {
        "notes": {"type": "folder", "inside": {"a": {"type": "file", "text": "x"}}},
        "b": {"type": "file", "text": ""},
    }
}
CODE = """
class Desk:
    def _load_scenario(self, state):
        self.home, self.opened = state["home"], {}

    def open_file(self, name):
        if name not in self.home:
            return {"error": "no such file"}
        self.opened[name] = True
        return {"text": self.home[name]["text"]}

    def close_file(self, name):
        if name not in self.home:
            return {"error": "no such file"}
        del self.opened[name]
        return {"closed": name}
"""


def test_names_of_each_kind_of_record() -> None:
    assert names_of_each_kind(TREE) == ["notes", "a", "b"]
    assert names_of_each_kind([1, "x"]) == []


def test_a_name_of_another_kind_that_breaks_a_tool_is_found(tmp_path: Path) -> None:
    tools = [tool("open_file", name=TEXT)]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("open_file", name="b"), state=TREE)
    assert finding.evidence.calls[-1].arguments == {"name": "notes"}


def test_a_call_that_breaks_only_the_second_time_is_found(tmp_path: Path) -> None:
    tools = [tool("open_file", name=TEXT), tool("close_file", name=TEXT)]
    calls = call("open_file", name="b"), call("close_file", name="b")
    found_ = found(CHECK, tmp_path, CODE, tools, *calls, state=TREE)
    again = [each for each in found_ if each.function == "Desk.close_file"]
    assert again
    assert "a second time" in again[0].message or "this state" in again[0].message
