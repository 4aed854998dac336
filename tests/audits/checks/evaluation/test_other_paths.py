"""Another path to the same state that the turn-level check rejects is found, and one that it accepts is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.evaluation.echoed_numbers import CHECK as NUMBERS
from eigendata_assets.audits.checks.evaluation.other_paths import CHECK
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.papers = dict(scenario)
        self.pinned = []

    def file(self, paper, target):
        if paper not in self.papers:
            return {"error": "there is no such paper"}
        place, _, _ = self.papers.pop(paper).partition("/")
        if target in ("red", "blue"):
            self.papers[paper] = target
        else:
            self.papers[target] = place
        return {"result": f"{paper} -> {target}"}

    def create(self, paper):
        self.papers.setdefault(paper, "")

    def write(self, paper, words):
        self.papers[paper] = words

    def pin(self, paper):
        self.pinned.append(paper)
        return {"pinned": list(self.pinned)}

    def heat(self, degrees):
        self.degrees = degrees
        return {"degrees": degrees}

    def cool(self, degrees):
        self.degrees = float(degrees)
        return {"degrees": self.degrees}
"""

TEXT = {"type": "string"}
TOOLS = [
    tool("file", paper=TEXT, target=TEXT),
    tool("create", paper=TEXT),
    tool("write", paper=TEXT, words=TEXT),
    tool("pin", paper=TEXT),
    tool("heat", degrees={"type": "number"}),
    tool("cool", degrees={"type": "number"}),
]


def findings(folder: Path, *calls: Any, check: Any = CHECK, turn_checked: bool = True) -> Any:
    entries = [entry("a", "Do it.", *calls, state={"plan": "white"})]
    audit_subject = replace(subject(folder, CODE, TOOLS, entries), turn_checked=turn_checked)
    return audited(check, audit_subject).findings


def test_renaming_before_moving_is_as_good_as_moving_before_renaming(tmp_path: Path) -> None:
    calls = call("file", paper="plan", target="red"), call("file", paper="plan", target="final")
    (finding,) = findings(tmp_path, *calls)
    assert finding.component == "evaluation"
    assert finding.evidence.calls == (
        call("file", paper="plan", target="final"),
        call("file", paper="final", target="red"),
    )
    assert finding.evidence.results[0].value == {"result": "final -> red"}


def test_a_first_call_whose_work_the_second_does_can_be_left_out(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, call("create", paper="note"), call("write", paper="note", words="hello"))
    assert (finding.function, finding.affects) == ("Desk.create", ("a",))
    assert finding.evidence.calls == (call("write", paper="note", words="hello"),)


def test_an_order_that_the_state_remembers_is_no_other_path(tmp_path: Path) -> None:
    assert findings(tmp_path, call("pin", paper="plan"), call("pin", paper="note")) == ()


def test_where_the_outcome_alone_is_judged_no_path_is_rejected(tmp_path: Path) -> None:
    calls = call("create", paper="note"), call("write", paper="note", words="hello")
    assert findings(tmp_path, *calls, turn_checked=False) == ()


def test_a_number_that_the_result_repeats_as_it_was_written_is_found(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, call("heat", degrees=20), check=NUMBERS)
    assert finding.function == "Desk.heat"
    assert finding.evidence.calls[0].arguments == {"degrees": 20.0}
    assert "heat(degrees=20.0)" in finding.message


def test_a_number_that_is_converted_first_is_fine(tmp_path: Path) -> None:
    assert findings(tmp_path, call("cool", degrees=20), check=NUMBERS) == ()
