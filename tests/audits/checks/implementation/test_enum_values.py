"""Declared values that are refused, or that nothing tells from another one, are found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.implementation.enum_values import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import found, sure

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.lamp = state.get("lamp", "off")
        self.items = state.get("items", [])

    def light(self, mode):
        self.lamp = "on" if mode == "on" else "off"
        return {"lamp": self.lamp}

    def light_well(self, mode):
        self.lamp = mode
        return {"lamp": mode}

    def show(self, what):
        if what == "lamp":
            return {"lamp": self.lamp}
        if what == "count":
            return {"count": len(self.items)}
        return {"error": f"Invalid choice: {what}"}

    def filtered(self, kind):
        return {"items": [each for each in self.items if each == kind]}

    def seat(self, cabin):
        if cabin == "first":
            return {"error": "no seats left"}
        return {"cabin": cabin}

    def switch(self, sides):
        for side in sides:
            {"left": 1, "right": 2}[side]
        self.lamp = ",".join(sides)
        return {"sides": sides}
"""


def text(*values: str, description: str = "") -> dict[str, Any]:
    return {"type": "string", "enum": list(values), "description": description}


def test_a_value_that_falls_into_the_branch_of_another_is_found(tmp_path: Path) -> None:
    tools = [tool("light", mode=text("on", "off", "auto"))]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("light", mode="on"))
    assert finding.evidence.calls[-1].arguments == {"mode": "auto"}
    assert finding.evidence.facts["same_as"] == "off"
    assert finding.confidence == 0.9


def test_values_that_are_stored_as_they_are_differ(tmp_path: Path) -> None:
    tools = [tool("light_well", mode=text("on", "off", "auto"))]
    assert found(CHECK, tmp_path, CODE, tools, call("light_well", mode="on")) == ()


def test_a_value_that_is_described_as_the_same_may_do_the_same(tmp_path: Path) -> None:
    tools = [tool("light", mode=text("on", "off", "auto", description="auto is the same as off"))]
    assert found(CHECK, tmp_path, CODE, tools, call("light", mode="on")) == ()


def test_a_declared_value_that_is_refused_as_invalid_is_found(tmp_path: Path) -> None:
    tools = [tool("show", what=text("lamp", "count", "batery"))]
    (finding,) = sure(found(CHECK, tmp_path, CODE, tools, call("show", what="lamp"), state={"items": ["x"]}))
    assert finding.cause == 'value "batery" of parameter what'


def test_filters_that_find_nothing_are_not_alike(tmp_path: Path) -> None:
    tools = [tool("filtered", kind=text("a", "b", "c"))]
    assert sure(found(CHECK, tmp_path, CODE, tools, call("filtered", kind="a"), state={"items": ["a"]})) == []


def test_a_value_that_the_data_refuses_is_not_certain(tmp_path: Path) -> None:
    tools = [tool("seat", cabin=text("economy", "first"))]
    assert sure(found(CHECK, tmp_path, CODE, tools, call("seat", cabin="economy"))) == []


def test_values_declared_for_the_items_of_an_array_are_given_in_one(tmp_path: Path) -> None:
    sides = {"type": "array", "items": {"type": "string"}, "description": '[Enum]: ["left", "right"]'}
    assert found(CHECK, tmp_path, CODE, [tool("switch", sides=sides)], call("switch", sides=["left"])) == ()
