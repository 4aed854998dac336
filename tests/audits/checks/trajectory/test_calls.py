"""Calls of references that fail, repeat, contradict the schema or misspell a name are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Step
from eigendata_assets.audits.checks.trajectory import altered_names, failing_calls, repeated_calls, schema_violations
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.files = dict(scenario)

    def open(self, name):
        return {"text": self.files[name]} if name in self.files else {"error": "no such file"}

    def make(self, name, mode="plain"):
        self.files[name] = mode

    def unlock(self, code="1234"):
        return {"open": code == "1234"}
"""
TEXT = {"type": "string"}
TOOLS = [
    tool("open", name=TEXT),
    tool("make", name=TEXT, mode={"type": "string", "enum": ["plain", "rich"], "optional": True}),
    tool("unlock", code={"type": "string", "optional": True}),
]


def findings(folder: Path, check: Any, *entries: Any) -> Any:
    return audited(check, subject(folder, CODE, TOOLS, entries)).findings


def row(said: str, *calls: Any, name: str = "a") -> Any:
    return entry(name, said, *calls, state={"a.txt": "hello"})


def test_a_call_that_fails_is_found_once_for_all_entries(tmp_path: Path) -> None:
    failing = call("open", name="b.txt")
    (finding,) = findings(tmp_path, failing_calls.CHECK, row("Open it.", failing), row("Do.", failing, name="b"))
    assert (finding.affects, finding.evidence.calls) == (("a", "b"), (failing,))
    assert finding.evidence.results[0].value == {"error": "no such file"}


def test_a_failure_that_is_dealt_with_is_fine(tmp_path: Path) -> None:
    again = row("Open it.", call("open", name="b.txt"), call("open", name="a.txt"))
    told = row("Open it.", call("open", name="b.txt"), name="b")
    steps = (*told.turns[0].steps, Step(text="There is no such file."))
    told = told.model_copy(update={"turns": (told.turns[0].model_copy(update={"steps": steps}),)})
    assert findings(tmp_path, failing_calls.CHECK, again, told) == ()


def test_a_result_that_denies_what_is_nearly_always_granted_is_found(tmp_path: Path) -> None:
    usual = [row("Unlock.", call("unlock"), name=f"e{number}") for number in range(12)]
    (finding,) = findings(tmp_path, failing_calls.CHECK, *usual, row("Unlock.", call("unlock", code="9")))
    assert (finding.affects, finding.severity) == (("a",), "warning")
    mixed = [row("Unlock.", call("unlock", code="9"), name=f"n{number}") for number in range(5)]
    assert findings(tmp_path / "mixed", failing_calls.CHECK, *usual, *mixed) == ()


def test_a_look_up_that_is_repeated_at_once_is_found_and_one_after_a_change_is_not(tmp_path: Path) -> None:
    look = call("open", name="a.txt")
    assert len(findings(tmp_path / "twice", repeated_calls.CHECK, row("Open.", look, look))) == 1
    assert findings(tmp_path / "change", repeated_calls.CHECK, row("Open.", look, call("make", name="c"), look)) == ()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (call("make"), "name, which is required, is not given"),
        (call("make", name="x", size=1), "size is given, which the schema does not have"),
        (call("make", name="x", mode="loud"), "mode is 'loud', which is none of the values that the schema lists"),
    ],
)
def test_a_call_that_contradicts_the_schema_is_found(tmp_path: Path, wrong: Any, why: str) -> None:
    right = [row("Make x.", call("make", name="x", mode="rich"), name=f"e{number}") for number in range(3)]
    (finding,) = findings(tmp_path, schema_violations.CHECK, *right, row("Make x.", wrong))
    assert finding.evidence.facts["contradiction"] == why


def test_a_parameter_that_the_code_takes_and_the_schema_lacks_is_not_the_fault_of_the_call(tmp_path: Path) -> None:
    lacking = [tool("make", name=TEXT)]
    calls = [row("Make.", call("make", name="x"), name="e"), row("Make.", call("make", name="x", mode="rich"))]
    assert audited(schema_violations.CHECK, subject(tmp_path, CODE, lacking, calls)).findings == ()


def test_what_most_calls_do_shows_a_wrong_schema_and_is_left_to_its_checks(tmp_path: Path) -> None:
    wrong = [row("Make x.", call("make", name="x", size=1), name=f"e{number}") for number in range(3)]
    assert findings(tmp_path, schema_violations.CHECK, *wrong) == ()


@pytest.mark.parametrize(
    ("said", "name", "found"),
    [
        ("Make a file 'notes.md'.", "note.md", 1),
        ("Make a file 'notes.md'.", "notes.md", 0),
        ("Make a file 'part1.md'.", "part2.md", 0),
        ("Make 'notes.md' or note.md.", "note.md", 0),
        ("Make something.", "note.md", 0),
    ],
)
def test_a_misspelt_name_is_found(tmp_path: Path, said: str, name: str, found: int) -> None:
    assert len(findings(tmp_path, altered_names.CHECK, row(said, call("make", name=name)))) == found
