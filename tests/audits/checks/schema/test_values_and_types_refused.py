"""Listed values and declared types that the implementation does not take are shown by calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.implementation.values_treated_as_else import CHECK as ELSE
from eigendata_assets.audits.checks.schema.refused_types import CHECK as REFUSED
from eigendata_assets.audits.checks.schema.rejected_values import CHECK as REJECTED
from tests.audits.audited import audited, call, entry, subject, tool

MODE = {"type": "string", "enum": ["on", "off", "auto"]}
FRAME = """
class Desk:
    def _load_scenario(self, scenario):
        self.lamp = "unknown"

    def set(self, mode):
"""


def findings(check: Check, folder: Path, body: str, parameter: dict[str, Any], *given: Any) -> tuple[Finding, ...]:
    code = FRAME + "".join(f"        {line}\n" for line in body.splitlines())
    entries = [entry(f"e{number}", "Set it.", call("set", mode=value)) for number, value in enumerate(given)]
    return audited(
        check, subject(folder, code, [tool("set", mode=dict(parameter))], entries or [entry("a", "Hi.")])
    ).findings


SWITCHING = 'self.lamp = "on" if mode == "on" else "off"\nreturn {"lamp": self.lamp}'
REFUSING = (
    'if mode not in ("on", "off"):\n    return {"error": "Invalid mode."}\nself.lamp = mode\nreturn {"lamp": mode}'
)


def test_a_listed_value_that_falls_into_the_branch_of_another_is_named_and_not_that_other(tmp_path: Path) -> None:
    (finding,) = findings(ELSE, tmp_path, SWITCHING, MODE, "off", "auto")
    assert finding.component == "implementation"
    assert finding.cause == 'value "auto" of parameter mode'
    assert finding.affects == ("e1",)
    assert finding.evidence.facts["same_as"] == "off"
    assert finding.evidence.calls[-1] == call("set", mode="auto")


def test_a_test_of_all_listed_values_at_once_is_no_branch_for_them(tmp_path: Path) -> None:
    guard = 'if mode not in ["on", "off", "auto"]:\n    return {"error": "Invalid mode."}\n'
    assert len(findings(ELSE, tmp_path, guard + SWITCHING, MODE)) == 1


@pytest.mark.parametrize(
    "body",
    [
        "self.lamp = mode\nreturn {'lamp': mode}",
        'if mode == "on":\n    self.lamp = 1\nelif mode == "off":\n    self.lamp = 2\nelse:\n    self.lamp = 3',
        'self.lamp = {"on": 1, "off": 0, "auto": 2}[mode]',
        'if mode == "on":\n    self.lamp = 1\nelse:\n    self.lamp = mode',
        REFUSING,
    ],
)
def test_values_with_effects_of_their_own_are_fine(tmp_path: Path, body: str) -> None:
    assert findings(ELSE, tmp_path, body, MODE) == ()


def test_a_listed_value_that_is_rejected_where_others_are_not(tmp_path: Path) -> None:
    (finding,) = findings(REJECTED, tmp_path, REFUSING, MODE, "on")
    assert finding.cause == 'value "auto" of parameter mode'
    assert finding.affects == ()
    assert finding.evidence.results[0].value == {"error": "Invalid mode."}


def test_a_rejected_value_that_the_code_has_a_branch_for_is_the_codes_fault(tmp_path: Path) -> None:
    body = 'if mode == "auto":\n    self.lamp = "auto"\nif mode == "on":\n    return {"lamp": "on"}\n'
    found = findings(REJECTED, tmp_path, body + 'return {"error": "Invalid mode."}', MODE, "on")
    components = {finding.cause: finding.component for finding in found}
    assert components == {
        'value "auto" of parameter mode': "implementation",
        'value "off" of parameter mode': "schema",
    }
    assert all(bool(finding.edits) is (finding.component == "schema") for finding in found)


def test_values_listed_in_the_description_count(tmp_path: Path) -> None:
    described = {"type": "string", "description": 'The mode. [Enum]: ["on", "off", "auto"]'}
    assert len(findings(REJECTED, tmp_path, REFUSING, described, "on")) == 1


@pytest.mark.parametrize(
    "body",
    [
        'return {"lamp": mode}',
        'return {"error": "Invalid mode."}',
        'return {"error": "The lamp is broken."} if mode == "auto" else {"lamp": mode}',
    ],
)
def test_values_that_fail_like_all_others_or_for_another_reason_are_not_rejected(tmp_path: Path, body: str) -> None:
    assert findings(REJECTED, tmp_path, body, MODE) == ()


NUMBER = {"type": "integer"}


def test_a_type_of_which_no_value_is_taken_is_found_with_one_that_is(tmp_path: Path) -> None:
    body = 'if not isinstance(mode, str):\n    return {"error": "mode must be text"}\nreturn {"mode": mode}'
    (finding,) = findings(REFUSED, tmp_path, body, NUMBER, 5)
    assert finding.cause == "type of parameter mode"
    assert finding.evidence.facts["accepted"] == "5"
    assert finding.evidence.results[0].value == {"error": "mode must be text"}


@pytest.mark.parametrize("body", ['return {"mode": mode}', 'return {"error": "never"}', "raise ValueError(mode)"])
def test_a_type_that_is_taken_or_a_tool_that_never_works_is_not_refused(tmp_path: Path, body: str) -> None:
    assert findings(REFUSED, tmp_path, body, NUMBER, 5) == ()
