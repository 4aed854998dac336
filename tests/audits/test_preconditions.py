"""A polish proposes to say with which errors calls that fit the schema are refused, as execution showed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Result
from eigendata_assets.audits.check import Defect
from eigendata_assets.audits.edits import applied
from eigendata_assets.audits.preconditions import CHECK, error_text, is_told, with_names
from eigendata_assets.audits.probing.laboratory import observe
from eigendata_assets.execution.progress import silent
from tests.audits.audited import call, entry, subject, tool
from tests.audits.in_process import InProcessSandbox
from tests.audits.reviewing.depot import depot

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.running = scenario.get("running", False)

    def start(self):
        self.running = True
        return {"running": True}

    def drive(self, distance: int):
        if not self.running:
            raise ValueError(f"cannot drive {distance}: the engine is off")
        return {"driven": 100 // distance}
"""
TOOLS = [tool("start", said="Starts it."), tool("drive", said="Drives.", distance={"type": "integer"})]


def found(folder: Path, said: str = "Drives.") -> list[Defect]:
    tools = [TOOLS[0], TOOLS[1].model_copy(update={"description": said})]
    calls = [call("start"), call("drive", distance=5)]
    desk = subject(folder, CODE, tools, [entry("a", "Drive 5.", *calls)])
    return list(CHECK.run(replace(desk, observations=observe(desk, InProcessSandbox(), silent))))


def test_an_error_that_a_tool_means_is_proposed_for_its_description(tmp_path: Path) -> None:
    (defect,) = found(tmp_path)
    wanted = 'Drives. A call may be refused with the error "cannot drive <distance>: the engine is off".'
    assert applied(TOOLS[1], defect.edits).description == wanted
    assert (defect.severity, defect.function) == ("info", "Desk.drive")
    assert defect.evidence.calls[-1].name == "drive"


def test_what_the_description_tells_is_not_proposed_again(tmp_path: Path) -> None:
    (defect,) = found(tmp_path / "first")
    assert found(tmp_path / "second", str(defect.edits[0].value)) == []
    assert found(tmp_path / "third", "Drives. It cannot drive while the engine is off.") == []


def test_errors_that_differ_in_a_parameter_are_one(tmp_path: Path) -> None:
    desk = depot(tmp_path)
    defects = {
        each.function: each for each in CHECK.run(replace(desk, observations=observe(desk, InProcessSandbox(), silent)))
    }
    assert defects.keys() == {"Depot.quote_price", "Depot.book_parcel", "Depot.cancel_parcel"}
    cancelled = str(defects["Depot.cancel_parcel"].edits[0].value)
    assert '"there is no parcel <parcel>"' in cancelled
    assert cancelled.count("there is no parcel") == 1
    assert "at most 30" in str(defects["Depot.quote_price"].edits[0].value)


DOORS = """
class Desk:
    def _load_scenario(self, scenario):
        self.doors = scenario.get("doors", {})

    def start(self):
        doors = [name for name, is_open in self.doors.items() if is_open]
        return {"error": f"All doors have to be closed first. Open are {doors}"} if doors else {"running": True}

    def pay(self, card: str):
        return {"error": f"There is no such card. There are {list(self.doors)}"}
"""


def test_an_error_that_tells_the_state_is_proposed_without_the_state(tmp_path: Path) -> None:
    tools = [tool("start", said="Starts it."), tool("pay", said="Pays.", card={"type": "string"})]
    states = [{"doors": {"left1": True, "right2": False}}, {"doors": {"left1": True, "rear": True}}]
    entries = [
        entry(f"e{number}", "Go.", call("start"), call("pay", card="x"), state=each)
        for number, each in enumerate(states)
    ]
    desk = subject(tmp_path, DOORS, tools, entries)
    start, pay = CHECK.run(desk)
    assert str(start.edits[0].value).endswith('"All doors have to be closed first. Open are …".')
    assert str(pay.edits[0].value).endswith('"There is no such card. There are …".')


@pytest.mark.parametrize(
    ("value", "error", "text"),
    [
        ({"error": "no"}, None, "no"),
        ([{"error": "no"}], None, "no"),
        ({"error": {"code": 5}}, None, None),
        ({"fine": 1}, None, None),
        ("boom", "KeyError", None),
    ],
)
def test_the_text_of_an_error_is_what_the_tool_says(value: Any, error: str | None, text: str | None) -> None:
    assert error_text(Result(value=value, error=error), []) == text


def test_values_become_the_names_of_their_parameters_as_whole_words() -> None:
    given = {"order": 12, "item": "cup", "flag": True, "blank": " "}
    assert with_names("order 12 has no cup; 123 cups; True", given) == "order <order> has no <item>; 123 cups; True"


def test_an_error_is_told_where_most_of_its_words_are() -> None:
    assert is_told("the engine must be running first", "Needs a running engine; must come first.", ())
    assert not is_told("the engine must be running first", "Starts the engine.", ())
    assert not is_told("no engine", "Starts the engine.", ())
