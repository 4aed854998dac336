"""A parameter that changes nothing is found; one that merely met the wrong data is not certain."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.idle_parameters import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import FLAG, TEXT, found, optional, sure

CODE = """
def check(kind):
    assert kind

class Desk:
    def _load_scenario(self, state):
        self.sales, self.size = [], 2048

    def insure(self, kind, booking):
        self.sales.append(booking)
        return {"insured": True}

    def insure_well(self, kind, booking):
        self.sales.append([kind, booking])
        return {"insured": True}

    def usage(self, human_readable=False):
        label = "KB" if human_readable else "bytes"
        return {"usage": f"{self.size} bytes"}

    def usage_well(self, human_readable=False):
        return {"usage": "2.0 KB" if human_readable else "2048 bytes"}

    def listed(self, hidden=False):
        return {"items": [each for each in ["a", "b"] if hidden or each[0] != "."]}

    def kinds(self, kind="a"):
        if kind not in ("a", "b", "c"):
            return {"error": "unknown kind"}
        return {"items": [each for each in ["a", "b"] if each == kind]}

    def kinds_of_one(self, kind="a"):
        check(kind)
        kind = "a"
        return {"items": [each for each in ["a", "b"] if each == kind]}

    def enter(self, user, password):
        return {"welcome": user}
"""


def test_a_parameter_that_the_code_never_looks_at_is_found(tmp_path: Path) -> None:
    tools = [tool("insure", kind=TEXT, booking=TEXT)]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("insure", kind="flight", booking="b1"))
    assert finding.message.startswith("kind changes nothing")
    assert finding.evidence.facts["looked_at"] is False


def test_a_parameter_that_is_stored_is_fine(tmp_path: Path) -> None:
    tools = [tool("insure_well", kind=TEXT, booking=TEXT)]
    assert found(CHECK, tmp_path, CODE, tools, call("insure_well", kind="flight", booking="b1")) == ()


def test_a_flag_of_format_that_changes_nothing_is_found(tmp_path: Path) -> None:
    tools = [tool("usage", human_readable=optional(FLAG))]
    (finding,) = sure(found(CHECK, tmp_path, CODE, tools, call("usage", human_readable=True)))
    assert finding.cause == "existence of parameter human_readable"


def test_a_flag_of_format_that_works_is_fine(tmp_path: Path) -> None:
    tools = [tool("usage_well", human_readable=optional(FLAG))]
    assert found(CHECK, tmp_path, CODE, tools, call("usage_well", human_readable=True)) == ()


@pytest.mark.parametrize(("name", "count"), [("kinds_of_one", 1), ("kinds", 0)])
def test_a_parameter_that_is_overwritten_before_it_is_used_is_found(tmp_path: Path, name: str, count: int) -> None:
    kind = {"type": "string", "optional": True, "enum": ["a", "b", "c"]}
    assert len(sure(found(CHECK, tmp_path, CODE, [tool(name, kind=kind)], call(name, kind="a")))) == count


def test_a_filter_that_met_no_such_data_is_not_certain(tmp_path: Path) -> None:
    tools = [tool("listed", hidden=optional(FLAG))]
    assert sure(found(CHECK, tmp_path, CODE, tools, call("listed", hidden=True))) == []


def test_credentials_that_nobody_checks_are_hardly_a_defect(tmp_path: Path) -> None:
    tools = [tool("enter", user=TEXT, password=TEXT)]
    assert sure(found(CHECK, tmp_path, CODE, tools, call("enter", user="ann", password="x"))) == []


def test_a_parameter_that_is_said_to_be_ignored_is_fine(tmp_path: Path) -> None:
    ignored = {"type": "string", "description": "Ignored; kept for compatibility."}
    tools = [tool("insure", kind=ignored, booking=TEXT)]
    assert found(CHECK, tmp_path, CODE, tools, call("insure", kind="flight", booking="b1")) == ()


def test_a_parameter_that_is_only_checked_changes_nothing(tmp_path: Path) -> None:
    code = (
        "def check(value):\n    assert value in (True, False)\n\n\nclass Desk:\n    def items(self, only_open=True):\n"
    )
    code += "        check(only_open)\n        return {'items': ['a']}\n"
    tools = [tool("items", only_open=optional(FLAG))]
    (finding,) = found(CHECK, tmp_path, code, tools, call("items", only_open=False))
    assert finding.evidence.facts["looked_at"] is False


def test_a_text_that_is_only_checked_for_its_form_leaves_no_trace(tmp_path: Path) -> None:
    code = """
class Desk:
    def _load_scenario(self, state):
        self.invited = []

    def invite(self, guest, message):
        if not message.strip():
            return {"error": "the message is empty"}
        self.invited.append(guest)
        return {"invited": guest}
"""
    tools = [tool("invite", guest=TEXT, message=TEXT)]
    findings = sure(found(CHECK, tmp_path, code, tools, call("invite", guest="Ann", message="Come!")))
    assert [each.cause for each in findings] == ["existence of parameter message"]
    kept = code.replace("append(guest)", "append([guest, message])")
    assert sure(found(CHECK, tmp_path, kept, tools, call("invite", guest="Ann", message="Come!"))) == []
