"""Values from nowhere and values that cannot be found out are told; those that follow from anything are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.trajectory import Turn
from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.intent import unknowable_values
from eigendata_assets.audits.checks.trajectory import other_references, unexplained_values
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.tickets = dict(scenario)
        self.closed = []

    def close(self, number, how="plainly"):
        self.closed.append([number, how])

    def list_tickets(self):
        return sorted(self.tickets)
"""
CLOSE = tool("close", number={"type": "string"}, how={"type": "string", "optional": True})
LIST = tool("list_tickets")
STATE = {"tk_0815": {"title": "Broken lamp"}}


def findings(folder: Path, check: Check, said: str, *calls: Any, tools: Any = (CLOSE, LIST)) -> Any:
    return audited(check, subject(folder, CODE, tools, [entry("a", said, *calls, state=STATE)])).findings


def test_a_value_from_nowhere_is_found(tmp_path: Path) -> None:
    (finding,) = findings(
        tmp_path, unexplained_values.CHECK, "Close ticket tk_0815.", call("close", number="tk_0815", how="zealously")
    )
    assert finding.evidence.facts == {"parameter": "how", "value": "zealously"}
    assert finding.evidence.calls == (call("close", number="tk_0815", how="zealously"),)


def test_an_identifier_within_a_phrase_has_to_come_from_somewhere(tmp_path: Path) -> None:
    close = call("close", number="tk_0815", how="together with the file img_77120431.png")
    (finding,) = findings(tmp_path, unexplained_values.CHECK, "Close tk_0815 with the file.", close)
    assert finding.evidence.facts["value"] == "img_77120431.png"
    said = "Close tk_0815 together with the file img_77120431.png"
    assert findings(tmp_path / "said", unexplained_values.CHECK, said, close) == ()


def test_a_value_that_the_data_holds_is_explained(tmp_path: Path) -> None:
    assert findings(tmp_path, unexplained_values.CHECK, "Close my ticket.", call("close", number="tk_0815")) == ()


def test_a_stored_value_that_no_look_up_shows_cannot_be_known(tmp_path: Path) -> None:
    close = call("close", number="tk_0815")
    (finding,) = findings(tmp_path, unknowable_values.CHECK, "Close my ticket.", close, tools=(CLOSE,))
    assert (finding.component, finding.evidence.facts["value"]) == ("intent", "tk_0815")


def test_a_stored_value_that_is_said_or_can_be_looked_up_can_be_known(tmp_path: Path) -> None:
    close = call("close", number="tk_0815")
    assert findings(tmp_path / "look", unknowable_values.CHECK, "Close my ticket.", close) == ()
    assert findings(tmp_path / "said", unknowable_values.CHECK, "Close TK_0815.", close, tools=(CLOSE,)) == ()


def test_one_request_with_two_references_is_a_contradiction(tmp_path: Path) -> None:
    said = "Close tk_0815."
    calls = call("close", number="tk_0815"), call("list_tickets")
    entries = [entry("a", said, calls[0], state=STATE), entry("b", said, *calls, state=STATE)]
    entries.append(entry("c", "Close tk_0815 and list all.", *calls, state=STATE))
    (finding,) = audited(other_references.CHECK, subject(tmp_path, CODE, [CLOSE, LIST], entries)).findings
    assert finding.affects == ("a", "b")


def test_the_order_of_calls_and_the_data_make_no_contradiction(tmp_path: Path) -> None:
    said, calls = "Close tk_0815 and list all.", (call("close", number="tk_0815"), call("list_tickets"))
    entries = [entry("a", said, *calls, state=STATE), entry("b", said, *reversed(calls), state=STATE)]
    entries.append(entry("c", said, calls[0], state={"other": {}}))
    assert audited(other_references.CHECK, subject(tmp_path, CODE, [CLOSE, LIST], entries)).findings == ()


def test_a_turn_after_other_calls_is_another_situation(tmp_path: Path) -> None:
    first = entry("a", "List all.", call("list_tickets"), state=STATE)
    again = first.turns[0].model_copy(update={"steps": ()})
    one = first.model_copy(update={"turns": (first.turns[0], again)})
    other = first.model_copy(update={"id": "b", "turns": (Turn(messages=first.turns[0].messages), first.turns[0])})
    (finding,) = audited(other_references.CHECK, subject(tmp_path, CODE, [CLOSE, LIST], [one, other])).findings
    assert finding.cause.endswith("in turn 0")
