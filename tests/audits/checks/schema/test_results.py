"""What a schema declares about results is held against results really returned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.schema.result_keys import CHECK as NEVER
from eigendata_assets.audits.checks.schema.result_types import CHECK as TYPES
from eigendata_assets.audits.checks.schema.undeclared_keys import CHECK as UNDECLARED
from tests.audits.audited import audited, call, entry, subject, tool

SWITCH = {"type": "boolean"}


def findings(check: Check, folder: Path, result: str, returns: dict[str, Any]) -> tuple[Finding, ...]:
    code = f"class Desk:\n    def go(self, on):\n        return {result}\n"
    return audited(check, subject(folder, code, [tool("go", returns=returns, on=SWITCH)], [entry("a", "Go.")])).findings


@pytest.mark.parametrize(
    ("result", "declared", "place"),
    [
        ('{"id": "t1"}', {"id": {"type": "integer"}}, "id"),
        ('{"id": 1.5 if on else 2.5}', {"id": {"type": "integer"}}, "id"),
        ("[1, 2]", {"id": {"type": "integer"}}, "as a whole"),
        ('"done"', {"id": {"type": "integer"}}, "as a whole"),
    ],
)
def test_a_type_that_no_result_has_is_found(tmp_path: Path, result: str, declared: dict[str, Any], place: str) -> None:
    (finding,) = findings(TYPES, tmp_path, result, declared)
    assert finding.cause == f"result {place}"
    assert finding.evidence.calls
    assert finding.evidence.results


@pytest.mark.parametrize(
    "result",
    [
        '{"id": 1}',
        '{"id": 1.0}',
        '{"id": 1 if on else "none"}',
        '{"id": None}',
        '{"other": 1}',
        "{1, 2}",
        '{"error": "no"}',
    ],
)
def test_a_type_that_some_result_has_or_that_cannot_be_seen_is_fine(tmp_path: Path, result: str) -> None:
    assert findings(TYPES, tmp_path, result, {"id": {"type": "integer"}}) == ()


def test_a_key_in_every_result_that_is_not_declared_is_a_warning(tmp_path: Path) -> None:
    (finding,) = findings(UNDECLARED, tmp_path, '{"id": 1, "by": "me"}', {"id": {"type": "integer"}})
    assert (finding.severity, finding.cause) == ("warning", "result by")


@pytest.mark.parametrize(
    ("result", "declared"),
    [
        ('{"id": 1, "by": "me"} if on else {"id": 2}', {"id": {}}),
        ('{"id": 1}', {"id": {}}),
        ('{"by": "me"}', {"id": {}}),
        ('{"by": "me"}', {}),
        ("[1]", {"id": {}}),
    ],
)
def test_a_key_in_some_results_or_in_place_of_a_declared_one_is_no_such_warning(
    tmp_path: Path, result: str, declared: dict[str, Any]
) -> None:
    assert findings(UNDECLARED, tmp_path, result, declared) == ()


RARE = """
class Desk:
    def _load_scenario(self, scenario):
        self.rare = scenario.get("rare", False)

    def go(self, on):
        return {"id": 1, "more": "x"} if self.rare else {"id": "one", "by": "me"}
"""


@pytest.mark.parametrize("check", [TYPES, NEVER])
def test_what_only_the_references_returned_counts_too(tmp_path: Path, check: Check) -> None:
    returns = {"id": {"type": "integer"}, "more": {"type": "string"}}
    tools = [tool("go", returns=returns, on=dict(SWITCH))]
    plain = [entry(f"e{number}", "Go.", call("go", on=True)) for number in range(5)]
    rare = entry("z", "Go.", call("go", on=True), call("go", on=True), state={"rare": True})
    alone = audited(check, subject(tmp_path / "alone", RARE, tools, plain)).findings
    both = audited(check, subject(tmp_path / "both", RARE, tools, [*plain, rare])).findings
    assert (len(alone), len(both)) == (1, 0)
