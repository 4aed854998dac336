"""An id that is returned and stored nowhere is found."""

from __future__ import annotations

from pathlib import Path

from eigendata_assets.audits.checks.implementation.unseen_writes import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found, sure

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.balance, self.policies, self.note = 100, {}, ""

    def insure(self, name):
        self.balance -= 1
        return {"policy_id": "P77431"}

    def insure_well(self, name):
        self.policies["P77431"] = name
        return {"policy_id": "P77431", "person_id": name}

    def write_note(self, text_of_note):
        self.note = text_of_note
        return {"done": True}

    def get_balance(self):
        return {"balance": self.balance}
"""


def test_an_id_that_nothing_knows_is_found(tmp_path: Path) -> None:
    (finding,) = sure(found(CHECK, tmp_path, CODE, [tool("insure", name=TEXT)], call("insure", name="ann")))
    assert finding.evidence.facts == {"key": "policy_id", "value": "P77431"}


def test_an_id_that_is_stored_or_was_given_is_fine(tmp_path: Path) -> None:
    assert found(CHECK, tmp_path, CODE, [tool("insure_well", name=TEXT)], call("insure_well", name="ann")) == ()


def test_an_effect_that_no_look_up_shows_is_noted_and_not_listed(tmp_path: Path) -> None:
    tools = [tool("write_note", text_of_note=TEXT), tool("get_balance")]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("write_note", text_of_note="x"))
    assert finding.cause == "effect that no look-up shows"
    assert finding.confidence < 0.7


def test_an_effect_that_a_look_up_shows_is_fine(tmp_path: Path) -> None:
    code = CODE.replace('{"balance": self.balance}', '{"balance": self.balance, "note": self.note}')
    tools = [tool("write_note", text_of_note=TEXT), tool("get_balance")]
    assert found(CHECK, tmp_path, code, tools, call("write_note", text_of_note="x")) == ()
