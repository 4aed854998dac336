"""A measured result that comes again in a text with another unit is found by its number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.trajectory.quoted_units import CHECK
from eigendata_assets.audits.quotations import measured_in, rewritten
from eigendata_assets.audits.units import Unit
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.value = scenario.get("value", 980.0)

    def measure(self):
        return {"distance": self.value}

    def note(self, text):
        return {"noted": text}
"""


def findings(folder: Path, text: str, unit: str = "in km", value: Any = 980.0) -> Any:
    tools = [
        tool("measure", returns={"distance": {"type": "number", "description": f"The distance {unit}."}}),
        tool("note", text={"type": "string"}),
    ]
    entries = [
        entry(name, "Measure, and note it.", call("measure"), call("note", text=text), state={"value": value})
        for name in ("a", "b")
    ]
    return audited(CHECK, subject(folder, CODE, tools, entries)).findings


@pytest.mark.parametrize("text", ["It is 980 miles.", "980.0 miles away", "distance: 980.00 miles, at least"])
def test_the_number_with_another_unit_is_told_once_for_all_entries(tmp_path: Path, text: str) -> None:
    (finding,) = findings(tmp_path, text)
    assert (finding.component, finding.affects) == ("trajectory", ("a", "b"))
    assert finding.evidence.calls == (call("measure"),)
    assert finding.evidence.facts["quoted"] == {"text": text}


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("It is 980 km.", "in km", 980.0),
        ("It is 980 kilometers.", "in km", 980.0),
        ("It is 609 miles.", "in km", 980.0),
        ("It takes 980 minutes.", "in km", 980.0),
        ("It is 980 away.", "in km", 980.0),
        ("It is 980 miles.", "as the crow flies", 980.0),
        ("It is 5 miles.", "in km", 5),
        ("It is true miles.", "in km", True),
        ("It is 980 miles.", "in km", "980"),
    ],
)
def test_the_same_unit_another_number_or_no_unit_is_fine(tmp_path: Path, text: str, unit: str, value: Any) -> None:
    assert findings(tmp_path, text, unit, value) == ()


def test_units_are_those_that_follow_a_number() -> None:
    assert list(measured_in("980 miles in 3 hours, or 5km/h; 7 things, 20%")) == [
        ("980", Unit("length", "miles")),
        ("3", Unit("duration", "hours")),
        ("5", Unit("speed", "km/h")),
        ("20", Unit("share", "percent")),
    ]


def test_numbers_are_rewritten_where_they_stand_alone() -> None:
    assert rewritten("32 and 320, v32 or 32.", {"32": "32.0"}) == "32.0 and 320, v32 or 32.0."
