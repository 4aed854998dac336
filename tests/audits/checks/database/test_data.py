"""Records that are not alike, types that mix, names of nothing and broken bounds are found in initial states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.database import (
    broken_bounds,
    broken_references,
    mixed_types,
    record_fields,
    stray_keys,
    stray_values,
)
from tests.audits.audited import audited, call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        for name, value in scenario.items():
            setattr(self, name, value)

    def get_ticket(self, number):
        return self.tickets[number]

    def pay(self, amount):
        self.balance -= amount
        return {"balance": self.balance}

    def give_back(self, amount):
        self.moves["a"].append({"by": -amount})
"""
TEXT = {"type": "string"}
TICKET = tool("get_ticket", number=TEXT, returns={"title": TEXT, "status": TEXT, "owner": TEXT})
PAY = tool("pay", amount={"type": "number"})
BACK = tool("give_back", amount={"type": "number"})


def ticket(**changes: Any) -> dict[str, Any]:
    return {"title": "t", "status": "open", "owner": "Ann"} | changes


def tickets(**others: Any) -> dict[str, Any]:
    return {"tickets": {f"t{number}": ticket(title=f"T{number}") for number in range(6)} | others}


def findings(folder: Path, check: Check, *states: Any, calls: Any = ()) -> Any:
    rows = [entry(f"e{number}", "Do it.", *calls, state=state) for number, state in enumerate(states)]
    return audited(check, subject(folder, CODE, [TICKET, PAY, BACK], rows)).findings


def test_a_column_of_two_types_is_found_and_affects_who_meets_the_rarer(tmp_path: Path) -> None:
    state = tickets(t9=ticket(owner=7))
    (finding,) = findings(tmp_path, mixed_types.CHECK, state, tickets(), calls=(call("get_ticket", number="t9"),)[:0])
    assert (finding.component, finding.affects, finding.severity) == ("database", ("e0",), "warning")
    (met,) = findings(tmp_path / "met", mixed_types.CHECK, state, calls=(call("get_ticket", number="t9"),))
    assert met.severity == "error"


@pytest.mark.parametrize("value", [None, "Bob"])
def test_one_type_and_nothing_at_all_are_fine(tmp_path: Path, value: Any) -> None:
    assert findings(tmp_path, mixed_types.CHECK, tickets(t9=ticket(owner=value))) == ()


def test_whole_numbers_beside_others_are_one_type(tmp_path: Path) -> None:
    state = {"rates": {"a": {"x": 1, "y": 2}, "b": {"x": 1.5, "y": 2}}}
    assert findings(tmp_path, mixed_types.CHECK, state) == ()


def test_a_record_without_a_promised_field_is_found_with_what_it_has_instead(tmp_path: Path) -> None:
    other = {"subject": "t", "status": "open", "owner": "Ann"}
    (finding,) = findings(tmp_path, record_fields.CHECK, tickets(t9=other))
    assert finding.evidence.facts["missing"] == {"title": 1}
    assert finding.evidence.facts["instead"] == {"subject": 1}


def test_records_that_are_alike_are_fine(tmp_path: Path) -> None:
    assert findings(tmp_path, record_fields.CHECK, tickets()) == ()


def test_a_promise_that_no_record_keeps_is_no_defect_of_the_data(tmp_path: Path) -> None:
    state = {"tickets": {f"t{number}": {"title": f"T{number}", "status": "open"} for number in range(6)}}
    assert findings(tmp_path, record_fields.CHECK, state) == ()


def test_a_plain_value_among_records_is_stray(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, stray_values.CHECK, tickets(owner="Ann"))
    assert finding.cause == "stray value Desk.tickets.owner"
    assert findings(tmp_path / "fine", stray_values.CHECK, tickets()) == ()


def test_a_field_of_one_record_that_no_tool_names_is_stray(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, stray_keys.CHECK, tickets(t9=ticket(titel="T9")))
    assert (finding.component, finding.evidence.facts["field"]) == ("database", "titel")


@pytest.mark.parametrize("others", [{"t9": {"number": "t9"}}, {"t8": {"until": 1}, "t9": {"until": 2}}, {}])
def test_fields_that_a_tool_names_or_several_records_have_are_fine(tmp_path: Path, others: Any) -> None:
    state = tickets(**{key: ticket(**more) for key, more in others.items()})
    assert findings(tmp_path, stray_keys.CHECK, state) == ()


def test_a_name_of_nothing_is_found_where_all_others_name_something(tmp_path: Path) -> None:
    state = tickets() | {"watched": [f"t{number}" for number in range(6)]}
    more = {"tickets": state["tickets"] | {"t6": ticket(), "t7": ticket()}, "watched": ["t6", "t7", "t5", "gone"]}
    (finding,) = findings(tmp_path, broken_references.CHECK, state, more)
    assert (finding.affects, finding.evidence.facts["value"]) == (("e1",), "gone")


def test_names_of_something_else_are_no_references(tmp_path: Path) -> None:
    state = tickets() | {"colours": ["red", "green", "blue", "t1", "t2"]}
    assert findings(tmp_path, broken_references.CHECK, state) == ()


def test_a_negative_number_that_is_written_into_a_log_was_taken_from_nothing(tmp_path: Path) -> None:
    states = [{"moves": {"a": [{"by": 3}, {"by": number}]}, "balance": 100} for number in range(5)]
    assert findings(tmp_path, broken_bounds.CHECK, *states, calls=(call("give_back", amount=2),)) == ()


@pytest.mark.parametrize(("amount", "found"), [(150, 1), (50, 0)])
def test_a_number_that_only_a_reference_makes_negative_is_found(tmp_path: Path, amount: int, found: int) -> None:
    states = [{"balance": 100 + number} for number in range(5)]
    told = findings(tmp_path, broken_bounds.CHECK, *states, calls=(call("pay", amount=amount),))
    assert len(told) == found
