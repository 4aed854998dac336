"""A declared key that some results lack, and formats that contradict each other, are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.schema.contradictory_formats import CHECK as FORMATS
from eigendata_assets.audits.checks.schema.sometimes_missing import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found, sure

CODE = """
class Desk:
    def look(self, name, part="all"):
        if name == "empty":
            return {"name": name}
        return {"name": name, "weight": 3} if part == "all" else {"name": name}

    def plan(self, day):
        return {"day": day}

    def book(self, day):
        return {"day": day}
"""
CALLS = [call("look", name="box"), call("look", name="empty")]


def findings(folder: Path, *calls: Any, weight: Any = None, **parameters: Any) -> Any:
    returns = {"name": TEXT, "weight": weight or {"type": "integer", "description": "The weight in kg."}}
    return sure(found(CHECK, folder, CODE, [tool("look", returns=returns, name=TEXT, **parameters)], *calls))


def test_a_key_that_a_usual_call_lacks_is_found(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, *CALLS)
    assert finding.cause == "result weight"


def test_a_key_that_may_be_missing_by_its_description_is_fine(tmp_path: Path) -> None:
    weight = {"type": "integer", "description": "The weight, if it is known."}
    assert findings(tmp_path, *CALLS, weight=weight) == []


def test_a_key_that_the_caller_did_not_ask_for_is_not_listed(tmp_path: Path) -> None:
    part = {"type": "string", "enum": ["all", "some"], "optional": True}
    assert findings(tmp_path, call("look", name="box", part="all"), part=part) == []


def day(text: str) -> dict[str, Any]:
    return {"type": "string", "description": text}


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("The day, as YYYY-MM-DD.", "The month, as MM/YYYY.", 1),
        ("The day, as YYYY-MM-DD.", "The day in the format YYYY-MM-DD.", 0),
        ("The day, as YYYY-MM-DD.", "The day.", 0),
    ],
)
def test_two_formats_of_one_field_are_found(tmp_path: Path, one: str, other: str, count: int) -> None:
    tools = [tool("plan", day=day(one)), tool("book", day=day(other))]
    assert len(found(FORMATS, tmp_path, CODE, tools, call("plan", day="2026-01-02"))) == count
