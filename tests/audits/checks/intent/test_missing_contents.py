"""A text of which the request gives nothing, and an amount that is not there, are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.evaluation import free_texts
from eigendata_assets.audits.checks.intent import missing_contents, overdrawn_requests
from tests.audits.audited import audited, call, entry, subject, tool
from tests.audits.tried import TEXT

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.stock = dict(state.get("stock", {}))
        self.notes = []

    def write(self, text):
        self.notes.append(text)

    def take(self, thing, number):
        self.stock[thing] -= number
        return {"left": self.stock[thing]}
"""
TOOLS = [tool("write", text=TEXT), tool("take", thing=TEXT, number={"type": "integer"})]
NOTE = "Bring brushes and yellow paint."


def findings(folder: Path, check: Check, said: str, *calls: Any) -> Any:
    rows = [entry(f"e{left}", "Wait.", state={"stock": {"ink": left, "pens": 9}}) for left in range(3, 8)]
    asked = entry("a", said, *calls, state={"stock": {"ink": 4, "pens": 9}})
    return audited(check, subject(folder, CODE, TOOLS, [*rows, asked])).findings


def test_a_text_of_which_nothing_is_said_is_found_and_told_once(tmp_path: Path) -> None:
    said = "Write down what we agreed on."
    (finding,) = findings(tmp_path, missing_contents.CHECK, said, call("write", text=NOTE))
    assert (finding.component, finding.affects) == ("intent", ("a",))
    assert findings(tmp_path / "wording", free_texts.CHECK, said, call("write", text=NOTE)) == ()


@pytest.mark.parametrize("said", ["Write that they are to bring brushes.", f"Write: {NOTE}", "Write about paints."])
def test_a_text_of_which_something_is_said_is_fine(tmp_path: Path, said: str) -> None:
    assert findings(tmp_path, missing_contents.CHECK, said, call("write", text=NOTE)) == ()


def test_an_amount_that_is_not_there_is_found(tmp_path: Path) -> None:
    take = call("take", thing="ink", number=6)
    (finding,) = findings(tmp_path, overdrawn_requests.CHECK, "Take six of ink.", take)
    assert (finding.component, finding.evidence.facts["after"]) == ("intent", -2)


@pytest.mark.parametrize(("said", "number"), [("Take four of ink.", 4), ("Take all of the ink.", 6)])
def test_an_amount_that_is_there_or_not_said_is_no_request_for_too_much(tmp_path: Path, said: str, number: int) -> None:
    assert findings(tmp_path, overdrawn_requests.CHECK, said, call("take", thing="ink", number=number)) == ()
