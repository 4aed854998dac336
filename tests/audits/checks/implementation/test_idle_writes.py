"""A tool that reports a change and makes none is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.idle_writes import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.names, self._place = ["ann"], ""

    def add_name(self, name):
        self.names + [name]
        return {"status": "added"}

    def save_name(self, name):
        self.names.append(name)
        return {"status": "saved"}

    def move_to(self, name):
        self._go(name)
        return {"status": "moved"}

    def _go(self, name):
        self._place = name

    def register_name(self, name):
        return {"success": False}

    def set_name(self, name):
        self.names[0] = "ann"
        return {"status": "set"}

    def find_name(self, name):
        return {"found": name}
"""


def test_a_write_that_changes_nothing_is_found(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("add_name", name=TEXT)], call("add_name", name="bob"))
    assert finding.cause == "write without effect"


@pytest.mark.parametrize("name", ["save_name", "move_to", "register_name", "find_name"])
def test_writes_hidden_state_refusals_and_look_ups_are_fine(tmp_path: Path, name: str) -> None:
    assert found(CHECK, tmp_path, CODE, [tool(name, name=TEXT)], call(name, name="bob")) == ()


def test_a_change_to_what_stands_there_already_proves_nothing(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path / "other", CODE, [tool("set_name", name=TEXT)], call("set_name", name="bob"))
    assert finding.evidence.calls[-1].arguments == {"name": "bob"}
    assert found(CHECK, tmp_path, CODE, [tool("set_name", name=TEXT)], call("set_name", name="ann")) == ()
