"""A quantity in two units is found within a tool, between tools, and between schema and code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.checks.schema.unit_contradictions import CHECK
from tests.audits.audited import audited, call, entry, subject, tool

CODE = '''
class Desk:
    def measure(self):
        return {"distance": 5.0}

    def drive(self, distance):
        """Drives.

        Args:
            distance (float): How far, in miles.
        """
        return {"distance": distance}
'''


def number(text: str) -> dict[str, Any]:
    return {"type": "number", "description": text}


def findings(
    folder: Path, taken: str, given: str, returned: str = "How far it went.", **more: Any
) -> tuple[Finding, ...]:
    tools = [
        tool("measure", returns={"distance": number(given)}),
        tool("drive", returns={"distance": number(returned)}, distance=number(taken), **more),
    ]
    entries = [
        entry("both", "Drive there.", call("measure"), call("drive", distance=5.0)),
        entry("one", "Drive 5.", call("drive", distance=5.0)),
        entry("other way", "Drive 5, then measure.", call("drive", distance=5.0), call("measure")),
    ]
    return audited(CHECK, subject(folder, CODE, tools, entries)).findings


def test_between_tools_only_entries_that_feed_the_one_with_the_other_are_affected(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "The distance in miles.", "The distance in km.")
    assert (finding.function, finding.affects) == ("Desk.drive", ("both",))
    assert finding.evidence.facts["drive: distance"] == "The distance in miles."
    assert "kilometers" in finding.message


def test_within_a_tool_every_caller_is_affected(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "The distance in miles.", "How far.", "The distance in km.")
    assert finding.affects == ("both", "one", "other way")
    assert finding.confidence > 0.85


def test_the_codes_own_words_count(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, "The distance in meters.", "How far.")
    assert finding.evidence.facts["docstring"] == "How far, in miles."


def test_one_unit_everywhere_is_fine(tmp_path: Path) -> None:
    assert findings(tmp_path, "The distance in miles.", "The distance in miles.", "In miles.") == ()


def test_units_of_other_kinds_do_not_contradict(tmp_path: Path) -> None:
    assert findings(tmp_path, "The distance in miles.", "The distance, in hours to drive.") == ()


def test_a_tool_whose_caller_chooses_the_unit_contradicts_nothing(tmp_path: Path) -> None:
    unit = {"type": "string", "enum": ["miles", "kilometers"], "optional": True}
    assert findings(tmp_path, "The distance in meters.", "The distance in km.", unit=unit) == ()
