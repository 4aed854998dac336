"""Derived suites pass on what the generator makes, notice what a generator could do wrong, and run anywhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eigendata_assets.artifacts.suites import with_changes
from eigendata_assets.environments.suites.running import TEXTS, run_cases
from eigendata_assets.storage.environment_files import EnvironmentFiles
from resources.subprocess_sandbox import SubprocessSandbox
from tests.environments.conftest import Shop
from tests.environments.suites.test_slices import dangling

PLANTED = {
    "a comparison that is off by one": ("order_repair", "due <= NOW", "due < NOW"),
    "a requirement that is missing": ("use_parts", 'repair["status"] != "open"', "False"),
    "a sign that is wrong": ("use_parts", 'part["stock"] - 1', 'part["stock"] + 1'),
    "a filter that is missing": ("cheapest_parts", '                    and part["stock"] > 0\n', ""),
    "an order that is the other way": ("search_repairs", '-repair["cost"]', 'repair["cost"]'),
    "a limit that is dropped": ("search_repairs", ")[:limit]", ")"),
    "an effect that is missing": ("cancel_repair", "del self.used_parts", "self.used_parts"),
    "state that is kept after an error": ("use_parts", "undo.bring_back()", "pass"),
    "a result that is a part of the state": ("cancel_repair", "return dict(repair)", "return repair"),
    "a row of a list that is a part of the state": ("cheapest_parts", "dict(part) for part", "part for part"),
    "a wrong column": ("get_customer", 'bike["kind"].upper()', 'bike["bike_id"].upper()'),
    "an argument that is not checked": ("assign_mechanic", '_check_integer("mechanic_id", mechanic_id)', "pass"),
    "a range that is not checked": ("search_repairs", '_check_range("limit", limit, minimum=1, maximum=10)', "pass"),
    "a date that is not checked": ("search_repairs", '_check_date("before", before)', "pass"),
    "a pattern that is not checked": ("order_repair", ', pattern="^[A-Z]"', ""),
    "a default that is another": ("cancel_repair", "refund: bool = True", "refund: bool = False"),
    "an exception where an error is due": ("get_customer", "return {\"error\": str(error)}", "raise"),
    "a key that is another": ("order_repair", "_next_number(self.repairs", "_next_number(self.bikes"),
    "a message that is another": ("cancel_repair", "It is due too soon.", "It is due soon."),
}  # fmt: skip


def test_the_generated_environment_passes_both_suites(shop: Shop, sandbox: SubprocessSandbox) -> None:
    for suite in (shop.suites.unit, shop.suites.workflow):
        assert suite.cases
        assert run_cases(suite, suite.cases, shop.module, sandbox) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_of_the_generator_is_noticed(shop: Shop, sandbox: SubprocessSandbox, fault: str) -> None:
    tool, old, new = PLANTED[fault]
    cases = shop.suites.unit.of_tool(tool)
    failures = run_cases(shop.suites.unit, cases, shop.module_with(tool, old, new), sandbox)
    assert failures
    assert {failure.tool for failure in failures} == {tool}


def test_every_tool_has_a_happy_path_and_every_kind_of_case(shop: Shop) -> None:
    for tool in shop.domain.tools:
        purposes = {case.purpose for case in shop.suites.unit.of_tool(tool)}
        assert {"happy path", "argument"} <= purposes, tool
    assert any(case.purpose == "error" for case in shop.suites.unit.cases)


def test_every_message_of_the_spec_is_the_result_of_some_case(shop: Shop) -> None:
    said = [str(call.result) for case in shop.suites.unit.cases for call in case.calls if call.expect == "error"]
    for part in ("There is no customer", "is not a bike of", "is not in the future", "open repairs already",
                 "is less than", "out of stock", "It is due too soon", "is no master", "has enough to do"):  # fmt: skip
        assert any(part in each for each in said), part


def test_states_are_small_and_closed_under_references(shop: Shop) -> None:
    for suite in (shop.suites.unit, shop.suites.workflow):
        for state in suite.states.values():
            assert dangling(state) == []
            assert sum(map(len, state.values())) <= 40
        assert {case.state for case in suite.cases} == set(suite.states)


def test_the_same_spec_and_database_give_the_same_suites(shop: Shop) -> None:
    from_spec = {case.id: case for case in shop.suites.unit.of_tool("cheapest_parts")}
    assert len(from_spec) == len(shop.suites.unit.of_tool("cheapest_parts")), "ids are unique"


def test_a_workflow_case_shows_an_effect(shop: Shop) -> None:
    (case,) = [case for case in shop.suites.workflow.cases if case.id == "cancel_repair+get_customer:1"]
    first, writing, last = case.calls
    assert (first.tool, writing.tool, last.tool) == ("get_customer", "cancel_repair", "get_customer")
    assert first.result != last.result
    assert writing.changes


def test_changes_give_the_state_afterwards(shop: Shop) -> None:
    tables = with_changes(shop.database, {"parts": {"P1": None, "P9": {"part_id": "P9"}}})
    assert "P1" not in tables["parts"]
    assert tables["parts"]["P9"] == {"part_id": "P9"}
    assert "P1" in shop.database["parts"]


def test_the_suites_run_with_pytest_alone(shop: Shop, tmp_path: Path) -> None:
    files = EnvironmentFiles(tmp_path)
    files.write_suites((shop.suites.unit, shop.suites.workflow), (TEXTS / "test_suite.py.txt").read_text())
    folder = tmp_path / "environment"
    folder.mkdir()
    (folder / "bike_shop.py").write_text(shop.module)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(files.suites_folder)]
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert good.returncode == 0, good.stdout
    assert f"{len(shop.suites.unit.cases) + len(shop.suites.workflow.cases)} passed" in good.stdout
    (folder / "bike_shop.py").write_text(shop.module_with("cancel_repair", "return dict(repair)", "return repair"))
    bad = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, env={})
    assert bad.returncode == 1


def test_a_suite_is_the_same_after_storing(shop: Shop, tmp_path: Path) -> None:
    files = EnvironmentFiles(tmp_path)
    files.write_suites((shop.suites.unit, shop.suites.workflow), "")
    assert files.read_suite("unit") == shop.suites.unit
    assert len(json.loads((files.suites_folder / "unit_cases.json").read_text())["cases"]) == len(
        shop.suites.unit.cases
    )
