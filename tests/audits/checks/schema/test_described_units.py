"""A unit in words is held against the parameter's, and against the names under which a value is stored unchanged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.schema.described_units import CHECK as DESCRIBED
from eigendata_assets.audits.checks.schema.stored_units import CHECK as STORED
from eigendata_assets.audits.checks.schema.stored_units import unit_of_name
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.goods = {"pen": {"weight_kg": 0.5}, "lamp": {"weight_kg": 4.5}}
        self.pauses = {"noon": {"seconds": 90}}

    def weigh(self, item):
        if item not in self.goods:
            return {"error": "there is no such item"}
        return {"weight": self.goods[item]["weight_kg"]}

    def rest(self, amount):
        self.pauses["noon"]["seconds"] += amount
        return {"done": True}
"""


def measured(text: str, kind: str = "number") -> dict[str, Any]:
    return {"type": kind, "description": text}


def resting(said: str, text: str) -> Any:
    return [tool("rest", said=said, amount=measured(text, "integer"))]


def test_a_description_in_another_unit_than_the_parameter_is_found(tmp_path: Path) -> None:
    tools = resting("Rest longer, by a number of minutes.", "How many seconds.")
    (finding,) = found(DESCRIBED, tmp_path, CODE, tools, call("rest", amount=30))
    assert "minutes" in finding.message
    assert "seconds" in finding.message


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("Rest longer, by a number of seconds.", "How many seconds."),
        ("Rest for up to 5 minutes.", "How many seconds."),
        ("Convert minutes to a pause.", "How many seconds."),
        ("Rest longer.", "How many seconds."),
        ("Rest for some minutes.", "How many kilograms."),
    ],
)
def test_one_unit_limits_and_conversions_are_fine(tmp_path: Path, said: str, text: str) -> None:
    assert found(DESCRIBED, tmp_path, CODE, resting(said, text), call("rest", amount=30)) == ()


@pytest.mark.parametrize(("unit", "count"), [("grams", 1), ("kilograms", 0)])
def test_a_result_that_is_stored_in_another_unit_is_found(tmp_path: Path, unit: str, count: int) -> None:
    tools = [tool("weigh", returns={"weight": measured(f"Weight in {unit}.")}, item=TEXT)]
    calls = [call("weigh", item=item) for item in ("pen", "lamp")]
    findings = found(STORED, tmp_path, CODE, tools, *calls)
    assert [each.cause for each in findings] == ["result weight"] * count


@pytest.mark.parametrize(("unit", "count"), [("minutes", 1), ("seconds", 0)])
def test_a_parameter_that_counts_unchanged_in_another_unit_is_found(tmp_path: Path, unit: str, count: int) -> None:
    findings = found(STORED, tmp_path, CODE, resting("Rest.", f"How many {unit}."), call("rest", amount=30))
    assert [each.cause for each in findings] == ["description of parameter amount"] * count


def test_only_the_end_of_a_name_is_its_unit() -> None:
    kilograms, seconds = unit_of_name("unit_weight_kg"), unit_of_name("seconds")
    assert kilograms is not None
    assert seconds is not None
    assert (kilograms.name, seconds.name) == ("kilograms", "seconds")
    assert unit_of_name("kg_label") is None
