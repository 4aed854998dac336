"""A look-up that contradicts what a write returned is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.later_look_ups import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import NUMBER, TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.orders, self.heat, self.logged_in = {}, 21.0, True

    def place_order(self, item):
        self.orders["O1001"] = {"item": item, "status": "open"}
        return {"order_id": "O1001", "status": "pending", "message": "placed"}

    def add_order(self, item):
        self.orders["O1001"] = {"item": item, "status": "open"}
        return {"order_id": "O1001", "status": "open", "message": "placed"}

    def get_order(self, order_id):
        return {"order": {**self.orders[order_id], "message": "here it is"}}

    def get_login(self):
        return {"status": "logged in"}

    def set_heat(self, degrees, unit):
        self.heat = degrees if unit == "C" else (degrees - 32) / 1.8
        return {"heat": degrees}

    def show_heat(self):
        return {"heat": self.heat}
"""
LOOK_UPS = [tool("get_order", order_id=TEXT), tool("get_login")]


def test_another_status_in_the_look_up_is_found(tmp_path: Path) -> None:
    tools = [tool("place_order", item=TEXT), *LOOK_UPS]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("place_order", item="pen"))
    assert finding.cause == "result status"
    assert finding.evidence.calls[-1].arguments == {"order_id": "O1001"}


def test_the_same_status_is_fine_and_other_messages_are(tmp_path: Path) -> None:
    tools = [tool("add_order", item=TEXT), *LOOK_UPS]
    assert found(CHECK, tmp_path, CODE, tools, call("add_order", item="pen")) == ()


@pytest.mark.parametrize("unit", ["C", "F"])
def test_a_value_in_the_unit_of_the_call_is_found_for_the_declared_unit_that_shows_it(
    tmp_path: Path, unit: str
) -> None:
    units = {"type": "string", "enum": ["C", "F"]}
    tools = [tool("set_heat", degrees=NUMBER, unit=units), tool("show_heat")]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("set_heat", degrees=68.0, unit=unit))
    assert finding.evidence.facts["returned"] == 68.0
    assert finding.evidence.facts["looked_up"] == 20.0


def test_the_record_that_begins_with_the_id_is_compared_in_a_larger_result(tmp_path: Path) -> None:
    larger = '{"order": {"order_id": order_id, **self.orders[order_id]}, "others": [{"status": "none"}], "count": 1}'
    code = CODE.replace('{"order": {**self.orders[order_id], "message": "here it is"}}', larger)
    (finding,) = found(
        CHECK, tmp_path, code, [tool("place_order", item=TEXT), *LOOK_UPS], call("place_order", item="p")
    )
    assert finding.evidence.facts["looked_up"] == "open"


def test_a_value_of_another_thing_that_the_write_has_not_set_is_fine(tmp_path: Path) -> None:
    code = CODE.replace(
        '{"order": {**self.orders[order_id], "message": "here it is"}}', '{"status": "of something else"}'
    )
    assert (
        found(CHECK, tmp_path, code, [tool("place_order", item=TEXT), *LOOK_UPS], call("place_order", item="p")) == ()
    )


def test_what_would_be_is_not_what_is(tmp_path: Path) -> None:
    code = CODE.replace("def get_order(", "def quote_order(")
    quote = tool("quote_order", order_id=TEXT).model_copy(update={"mutates_state": False})
    assert found(CHECK, tmp_path, code, [tool("place_order", item=TEXT), quote], call("place_order", item="p")) == ()
