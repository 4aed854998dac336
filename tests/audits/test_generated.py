"""A generated domain is audited by its suites: 0 findings where nothing is wrong, and the right one is blamed else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.artifacts.suites import Case, Suite
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.checks.database.broken_statements import CHECK as STATEMENTS
from eigendata_assets.audits.checks.implementation.unmet_cases import CHECK as CASES
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.checks.schema.cases_against_schema import CHECK as SCHEMAS
from eigendata_assets.audits.generated import DATABASE, GeneratedDomain, case_entries, generated_subject
from resources.subprocess_sandbox import SubprocessSandbox
from tests.audits.generated_shop import generated_shop, module_with, with_case, with_row


@pytest.fixture
def shop(tmp_path: Path) -> GeneratedDomain:
    return generated_shop(tmp_path / "code")


def findings(domain: GeneratedDomain, sandbox: SubprocessSandbox, *checks: Any) -> tuple[Finding, ...]:
    return audit(generated_subject(domain, sandbox), checks or CHECKS, sandbox).findings


def workflow(shop: GeneratedDomain) -> tuple[Suite, Case, int]:
    """A case of the workflows that writes and then reads, and the place of its write."""
    suite = next(each for each in shop.suites if each.kind == "workflow")
    for case in suite.cases:
        places = [number for number, call in enumerate(case.calls) if call.changes]
        if len(places) == 1 and len(case.calls) == 3 and all(call.expect == "value" for call in case.calls):
            return suite, case, places[0]
    raise AssertionError("no such case")


def test_a_clean_domain_has_no_findings(shop: GeneratedDomain, sandbox: SubprocessSandbox) -> None:
    report = audit(generated_subject(shop, sandbox), CHECKS, sandbox)
    assert [(each.code, each.message) for each in report.findings] == []
    assert [run.problem for run in report.summary.checks if run.problem] == []


def test_cases_that_must_succeed_are_references_and_the_database_is_an_entry(
    shop: GeneratedDomain, sandbox: SubprocessSandbox
) -> None:
    subject = generated_subject(shop, sandbox)
    made = {entry.id: entry.category for entry in case_entries(shop)}
    assert len(made) == sum(len(suite.cases) for suite in shop.suites)
    assert {entry.id for entry in subject.entries} == {k for k, v in made.items() if v != "refusal"} | {DATABASE}
    assert subject.by_id[DATABASE].initial_state == {"BikeShop": shop.state}
    assert not subject.turn_checked
    first = subject.entries[0].turns[0]
    assert [(each.role, each.content) for each in first.messages] == [("system", shop.spec.policy)]
    own = generated_subject(shop, sandbox, entries=subject.entries[:1])
    assert [entry.id for entry in own.entries] == [subject.entries[0].id, DATABASE]


def test_code_that_fails_its_cases_is_blamed(tmp_path: Path, sandbox: SubprocessSandbox) -> None:
    wrong = generated_shop(
        tmp_path / "code", module_with('raise ToolError(f"There is no', 'raise KeyError(f"There is no')
    )
    (found,) = findings(wrong, sandbox, CASES)
    assert (found.component, found.cause[:9]) == ("implementation", "cases of ")
    assert found.affects
    assert found.evidence.entry in {entry.id for entry in case_entries(wrong)}


@pytest.mark.parametrize("made", ["call that fails", "write missing"])
def test_a_case_that_makes_other_calls_than_it_should_is_blamed_as_a_trajectory(
    shop: GeneratedDomain, sandbox: SubprocessSandbox, made: str
) -> None:
    suite, case, at = workflow(shop)
    calls = list(case.calls)
    if made == "write missing":
        del calls[at]
    else:
        name = next(iter(calls[at].arguments))
        calls[at] = calls[at].model_copy(update={"arguments": {**calls[at].arguments, name: "X99"}})
    wrong = with_case(shop, suite, case, case.model_copy(update={"calls": tuple(calls)}))
    assert [each.component for each in findings(wrong, sandbox, CASES)] == ["trajectory"]


@pytest.mark.parametrize("other", [{"result": {"x": 1}}, {"changes": {}}, {"expect": "error", "result": "No."}])
def test_a_case_that_expects_what_the_spec_does_not_say_is_blamed_as_evaluation(
    shop: GeneratedDomain, sandbox: SubprocessSandbox, other: dict[str, Any]
) -> None:
    suite, case, at = workflow(shop)
    call = case.calls[at]
    if isinstance(other.get("result"), dict):
        assert isinstance(call.result, dict)
        other = {"result": {**call.result, next(iter(call.result)): "another"}}
    calls = (*case.calls[:at], call.model_copy(update=other), *case.calls[at + 1 :])
    wrong = with_case(shop, suite, case, case.model_copy(update={"calls": calls}))
    assert [each.component for each in findings(wrong, sandbox, CASES)] == ["evaluation"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"customer_id": "C999"}, "customer_id is a key of customers"),
        ({"kind": 7}, "not of type text"),
        ({"kind": ...}, "has not the fields of its spec: kind"),
        ({"colour": "red"}, "has not the fields of its spec: colour"),
        ({"kind": None}, "kind is never null"),
    ],
)
def test_a_record_that_breaks_its_spec_is_found(
    shop: GeneratedDomain, sandbox: SubprocessSandbox, values: dict[str, Any], said: str
) -> None:
    found = findings(with_row(shop, "bikes", "K001", **values), sandbox, STATEMENTS)
    assert said in " ".join(each.message for each in found)
    assert {(each.component, each.affects) for each in found} == {("database", (DATABASE,))}
    assert all(each.evidence.facts["table"] == "bikes" for each in found)


@pytest.mark.parametrize("way", ["not required", "required", "wider"])
def test_a_schema_that_takes_other_arguments_than_its_tool_is_found(
    shop: GeneratedDomain, sandbox: SubprocessSandbox, way: str
) -> None:
    for tool in shop.toolset.tools:
        required, names = tool.parameters["required"], list(tool.parameters["properties"])
        optional = [name for name in names if name not in required]
        if way == "required" and not optional:
            continue
        schema = {**tool.parameters, "required": names if way == "required" else []}
        if way == "wider":
            schema = {**tool.parameters, "properties": {name: {} for name in names}}
        if schema == tool.parameters:
            continue
        changed = tool.model_copy(update={"parameters": schema})
        tools = tuple(changed if each is tool else each for each in shop.toolset.tools)
        wrong = replace(shop, toolset=shop.toolset.model_copy(update={"tools": tools}))
        found = findings(wrong, sandbox, SCHEMAS)
        assert {(each.component, each.function) for each in found} == {("schema", tool.key)}, (way, tool.key)
        return
    pytest.fail("no tool to change")
