"""A look-up that changes the state is found; a tool whose name says that it changes something is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.look_ups import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.seen, self.items = [], {"a": 1}

    def get_item(self, key):
        self.seen.append(key)
        return {"item": self.items.get(key)}

    def check_in(self, key):
        self.seen.append(key)
        return {"done": True}

    def get_or_create_item(self, key):
        self.items.setdefault(key, 0)
        return {"item": self.items[key]}

    def find_item(self, key):
        if key not in self.items:
            return {"error": "no such item"}
        return {"item": self.items[key]}
"""


def test_a_look_up_that_changes_the_state_is_found(tmp_path: Path) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool("get_item", key=TEXT)], call("get_item", key="a"))
    assert finding.evidence.facts == {"changed": ["Desk.seen"]}


@pytest.mark.parametrize("name", ["check_in", "get_or_create_item", "find_item"])
def test_names_that_promise_a_change_and_quiet_look_ups_are_fine(tmp_path: Path, name: str) -> None:
    assert found(CHECK, tmp_path, CODE, [tool(name, key=TEXT)], call(name, key="a")) == ()


@pytest.mark.parametrize(("said", "count"), [("Corrects the book to what is there.", 0), ("Gets an item.", 1)])
def test_a_description_that_begins_with_a_change_promises_it(tmp_path: Path, said: str, count: int) -> None:
    tools = [tool("get_item", said=said, key=TEXT)]
    assert len(found(CHECK, tmp_path, CODE, tools, call("get_item", key="a"))) == count
