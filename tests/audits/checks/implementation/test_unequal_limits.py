"""A value that one write refuses and another keeps for the same field is found, within an object parameter too."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.checks.implementation.unequal_limits import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.tickets = {}

    def create_ticket(self, priority):
        if not 1 <= priority <= 5:
            return {"error": "the priority must be from 1 to 5"}
        self.tickets[str(len(self.tickets))] = {"priority": priority}
        return {"done": True}

    def edit_ticket(self, updates):
        self.tickets["0"].update(updates)
        return {"done": True}

    def raise_ticket(self, priority):
        self.tickets["0"]["priority"] = priority
        return {"done": True}

    def edit_well(self, priority):
        return self.create_ticket(priority)
"""
UPDATES: dict[str, Any] = {"type": "object", "properties": {"priority": {"type": "integer"}}}


def findings(folder: Path, other: ToolSchema, *calls: Any) -> Any:
    tools = [tool("create_ticket", priority=INTEGER), other]
    return found(CHECK, folder, CODE, tools, call("create_ticket", priority=2), *calls)


@pytest.mark.parametrize(
    ("other", "arguments"),
    [
        (tool("raise_ticket", priority=INTEGER), {"priority": 3}),
        (tool("edit_ticket", updates=UPDATES), {"updates": {"priority": 3}}),
    ],
)
def test_a_setter_that_takes_what_the_creator_refuses_is_found(
    tmp_path: Path, other: ToolSchema, arguments: dict[str, Any]
) -> None:
    (finding,) = findings(tmp_path, other, call(other.name, **arguments))
    assert finding.function == other.key
    assert "create_ticket refuses" in finding.message


def test_a_setter_that_refuses_the_same_is_fine(tmp_path: Path) -> None:
    other = tool("edit_well", priority=INTEGER)
    assert findings(tmp_path, other, call("edit_well", priority=3)) == ()


def test_what_undoes_may_refuse_what_was_never_done(tmp_path: Path) -> None:
    code = """
class Desk:
    def _load_scenario(self, state):
        self.tags = {"t": {"tag": "x"}}

    def add_tag(self, tag):
        self.tags["t"]["tag"] = tag
        return {"done": True}

    def remove_tag(self, tag):
        if self.tags["t"]["tag"] != tag:
            return {"error": f"there is no tag {tag}"}
        self.tags["t"]["tag"] = None
        return {"done": True}
"""
    tools = [tool(name, tag={"type": "string"}) for name in ("add_tag", "remove_tag")]
    calls = [call("add_tag", tag="a"), call("remove_tag", tag="a")]
    assert found(CHECK, tmp_path, code, tools, *calls) == ()
