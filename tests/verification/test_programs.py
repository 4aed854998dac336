"""A program is its function: the same score for the same reasons, with nothing of ours around."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.artifacts.verification_function import VerificationFunction
from eigendata_assets.verification.programs import program_text
from eigendata_assets.verification.template.changes import digest, state_changes
from eigendata_assets.verification.template.verify import fitting_outcomes, is_done, reasons
from tests.json_values import JSON
from tests.verification.functions import FUNCTIONS, OUTCOMES, change, function, made, outcome, valid

CANCELLED = function(
    valid(
        changes=[change("A.bookings", "B1", "status", after="cancelled", before="open")],
        information=[{"value": 1234.5, "source": "the result of cancel"}],
    )
)
BEFORE = {"bookings": {"B1": {"status": "open"}}}
AFTER = {"bookings": {"B1": {"status": "cancelled"}}}


def namespace(text: str) -> dict[str, Any]:
    """What a program defines."""
    found: dict[str, Any] = {"__name__": "a_program"}
    exec(compile(text, "verify.py", "exec"), found)
    return found


@given(FUNCTIONS, OUTCOMES)
def test_the_program_agrees_with_the_function(wanted: dict[str, Any], found: dict[str, Any]) -> None:
    program = namespace(program_text(wanted))
    expected = reasons(wanted, found)
    assert program["explain"](found) == expected
    assert program["score"](found) == (0.0 if expected else 1.0)
    changes = state_changes(found["initial_state"], found["final_state"], wanted["ignore"])
    fitting = fitting_outcomes(wanted, changes)
    done = [is_done(wanted, each, bound, found["calls"], found["messages"]) for each, bound in fitting]
    assert any(done) == (not expected)


@given(OUTCOMES)
def test_what_an_outcome_itself_asks_for_is_met_by_it_and_by_its_program(found: dict[str, Any]) -> None:
    changes = state_changes(found["initial_state"], found["final_state"], [])
    wanted = function(
        valid(changes=[change(table, *way, kind=kind, after=after) for table, way, kind, _, after in changes])
    )
    assert namespace(program_text(wanted))["score"](found) == 1.0


@given(JSON)
def test_any_data_survives_in_a_program(value: Any) -> None:
    wanted = function(valid(changes=[change('A."""', "\\", after=value)]))
    assert namespace(program_text(wanted))["FUNCTION"] == json.loads(json.dumps(wanted))


@given(FUNCTIONS)
def test_a_function_is_an_artifact_and_comes_back_as_it_was(wanted: dict[str, Any]) -> None:
    artifact = VerificationFunction.model_validate(wanted)
    assert json.loads(artifact.to_json()) == json.loads(json.dumps(wanted))


def alone(folder: Path, found: dict[str, Any]) -> dict[str, Any]:
    """What the program says that lies in an otherwise empty folder, run by a bare interpreter."""
    (folder / "verify.py").write_text(program_text(CANCELLED))
    (folder / "outcome.json").write_text(json.dumps(found))
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify.py", "outcome.json"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize(
    ("after", "messages", "score"),
    [(AFTER, ["You get $1,234.50 back."], 1.0), (AFTER, ["Done."], 0.0), (BEFORE, ["You get 1 234,50 back."], 0.0)],
)
def test_a_program_runs_with_nothing_of_ours_on_the_path(
    tmp_path: Path, after: dict[str, Any], messages: list[str], score: float
) -> None:
    said = alone(tmp_path, outcome(BEFORE, after, [made("cancel", {"refund": 1234.5}, booking_id="B1")], messages))
    assert said["score"] == score
    assert bool(said["reasons"]) == (score == 0.0)


def test_a_program_is_python_of_the_standard_library_only() -> None:
    text = program_text(CANCELLED)
    imported = [line for line in text.splitlines() if line.startswith(("import ", "from "))]
    assert {line.split()[1].split(".")[0] for line in imported} <= sys.stdlib_module_names
    assert "eigendata" not in text
    assert len(imported) == len(set(imported))


def test_a_wrong_outcome_that_is_known_is_named_by_its_cause() -> None:
    wrong = outcome(BEFORE, {"bookings": {"B1": {"status": "paid"}}})
    changes = state_changes(wrong["initial_state"], wrong["final_state"], [])
    known = {**CANCELLED, "failures": {digest(changes): "it was paid instead"}}
    assert namespace(program_text(known))["explain"](wrong) == [
        "it was paid instead",
        'A.bookings.B1.status is not changed: "cancelled"',
        'A.bookings.B1.status was changed and must not be: "open" -> "paid"',
        "the assistant does not say 1234.5 (the result of cancel)",
    ]
