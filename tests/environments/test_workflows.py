"""Schema-implement, code-repair and code-patch without a model: what is at fault is found, and only that is touched."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite
from eigendata_assets.environments.feedback import feedback_of, missing_columns, missing_records
from eigendata_assets.environments.review_agent import review_by_rules
from eigendata_assets.environments.spec_changes import affected_tools
from eigendata_assets.environments.synthesis.module_code import methods_of, module_code
from eigendata_assets.environments.tool_schemas import toolset_of
from eigendata_assets.environments.workflows import Setting, code_patch, code_repair, schema_implement
from tests.environments.conftest import Shop


def test_an_environment_is_planned_written_tested_and_reviewed(setting: Setting, shop: Shop) -> None:
    made = asyncio.run(schema_implement(setting))
    assert made.module == shop.module
    assert made.log.unverified == ()
    assert {each.subject for each in made.log.rounds if each.stage == "unit"} == set(shop.domain.tools)
    assert [each.stage for each in made.log.rounds][-2:] == ["workflow", "review"]
    planned = {each.name: each for each in made.plan.functions}
    assert "cancel_repair" in planned["get_customer"].depends_on
    assert planned["get_customer"].writes == ()
    assert planned["use_parts"].writes == ("parts.stock", "repairs.cost", "used_parts")
    assert (
        planned["search_repairs"].signature == "search_repairs(status: str, before: str | None = None, limit: int = 3)"
    )


def test_code_at_fault_is_mended_and_nothing_else(setting: Setting, shop: Shop) -> None:
    broken = shop.module_with(
        "order_repair", 'bike["customer_id"] != customer_id', 'bike["customer_id"] == customer_id'
    )
    broken = broken.replace(
        "            repair = self.repairs.get(repair_id)\n",
        "            repair = self.repairs.get(repair_id)  # mine\n",
    )
    made = asyncio.run(code_repair(setting, broken, shop.suites.unit, shop.suites.workflow))
    assert made.log.touched == ("order_repair",)
    assert made.log.unverified == ()
    before, after = (methods_of(text, "BikeShop", shop.domain.tools) for text in (broken, made.module))
    assert {name for name in before if before[name] != after[name]} == {"order_repair"}
    verdicts = [verdict for each in made.log.rounds for verdict in each.verdicts]
    assert {verdict.fault for verdict in verdicts} == {"code"}
    assert verdicts[0].evidence.keys() >= {"spec", "code", "arguments"}


def test_a_test_at_fault_is_derived_anew_and_the_code_is_not_touched(setting: Setting, shop: Shop) -> None:
    case = next(case for case in shop.suites.unit.of_tool("get_customer") if case.purpose == "happy path")
    call = case.calls[0].model_copy(update={"result": {"customer": "somebody else"}})
    wrong = case.model_copy(update={"calls": (call, *case.calls[1:])})
    cases = tuple(wrong if each.id == case.id else each for each in shop.suites.unit.cases)
    unit = shop.suites.unit.model_copy(update={"cases": cases})
    made = asyncio.run(code_repair(setting, shop.module, unit, shop.suites.workflow))
    assert made.module == shop.module
    assert made.unit == shop.suites.unit
    (verdict,) = [verdict for each in made.log.rounds for verdict in each.verdicts]
    assert (verdict.fault, verdict.case) == ("test", case.id)
    assert verdict.evidence["spec"]["result"] == case.calls[0].result


def test_nothing_is_touched_where_the_suites_pass(setting: Setting, shop: Shop) -> None:
    made = asyncio.run(code_repair(setting, shop.module, shop.suites.unit, shop.suites.workflow))
    assert (made.module, made.log.touched) == (shop.module, ())


def changed(domain: DomainSpec, tool: str, step: int, **fields: str) -> DomainSpec:
    old = domain.tools[tool]
    steps = list(old.steps or ())
    steps[step] = steps[step].model_copy(update=fields)
    tools = {**domain.tools, tool: old.model_copy(update={"steps": tuple(steps)})}
    return domain.model_copy(update={"tools": tools})


def test_a_changed_step_is_patched_and_other_methods_keep_their_bytes(setting: Setting, shop: Shop) -> None:
    new = changed(shop.domain, "cancel_repair", 2, require="hours_between(now, repair.due) > 48")
    by_hand = shop.module.replace(
        "            customer = self.customers.get(customer_id)\n",
        "            customer = self.customers.get(customer_id)  # mine\n",
    )
    made = asyncio.run(
        code_patch(replace(setting, domain=new), shop.domain, by_hand, shop.suites.unit, shop.suites.workflow)
    )
    assert made.log.touched == ("cancel_repair",)
    assert made.log.unverified == ()
    assert made.module == by_hand.replace(
        '_hours_between(NOW, repair["due"]) <= 24', '_hours_between(NOW, repair["due"]) <= 48'
    )
    old = [case for case in shop.suites.unit.cases if not case.id.startswith("cancel_repair")]
    assert [case for case in made.unit.cases if not case.id.startswith("cancel_repair")] == old
    (validation,) = [each for each in made.log.rounds if each.subject.startswith("old suite")]
    assert {verdict.fault for verdict in validation.verdicts} <= {"test"}


def test_only_what_uses_a_changed_column_is_affected(shop: Shop) -> None:
    assert affected_tools(shop.domain, shop.domain) == set()
    later = shop.domain.model_copy(update={"now": "2025-07-01T00:00:00"})
    assert affected_tools(shop.domain, later) == set(shop.domain.tools)
    mechanics = shop.domain.tables["mechanics"]
    level = mechanics.columns["level"].model_copy(update={"nullable": True})
    tables = {
        **shop.domain.tables,
        "mechanics": mechanics.model_copy(update={"columns": {**mechanics.columns, "level": level}}),
    }
    assert affected_tools(shop.domain, shop.domain.model_copy(update={"tables": tables})) == {"assign_mechanic"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('return {"error": str(error)}', "return {}", "handler"),
        ("self.bikes.values()", "self._secret.values()", "no table"),
        ("customer_id: str", "customer: str", "parameters"),
        ("try:\n", "try:\n            open('x')\n", "`open`"),
        ("try:\n", "try:\n            self.bikes = {}\n", "replaced"),
        ("try:\n", "try:\n            ().__class__\n", "__class__"),
        ("try:\n", "try:\n            import os\n", "import os"),
    ],
)
def test_the_review_refuses(shop: Shop, old: str, new: str, said: str) -> None:
    remarks = review_by_rules(shop.domain, "get_customer", shop.methods["get_customer"].replace(old, new))
    assert any(said in remark.message for remark in remarks)


def test_the_review_has_no_remark_on_derived_code(shop: Shop) -> None:
    assert [r for name, text in shop.methods.items() for r in review_by_rules(shop.domain, name, text)] == []


def test_schemas_say_what_is_taken_returned_and_changed(shop: Shop) -> None:
    tools = toolset_of(shop.domain, shop.behaviours).by_key
    search = tools["BikeShop.search_repairs"]
    assert search.parameters["required"] == ["status"]
    assert search.parameters["properties"]["limit"] == {
        "type": "integer", "description": "At most so many.", "minimum": 1, "maximum": 10, "default": 3,
    }  # fmt: skip
    assert search.mutates_state is False
    assert search.returns is not None
    assert search.returns["type"] == "array"
    assert search.returns["items"]["properties"]["note"] == {"type": ["string", "null"]}
    assert tools["BikeShop.use_parts"].mutates_state is True


def test_what_the_database_lacks_is_asked_for_in_bounded_rounds(shop: Shop) -> None:
    without = {**shop.database, "parts": {"P1": {"part_id": "P1"}}}
    (need,) = missing_columns(shop.domain, without)
    assert (need.kind, need.subject) == ("column", "parts")
    empty = Suite(kind="unit", module="bike_shop", toolkit="BikeShop")
    needs = missing_records(shop.domain, empty)
    assert {each.subject for each in needs} == set(shop.domain.tools)
    feedback = None
    for number in range(1, 5):
        feedback = feedback_of("bike_shop", needs, feedback)
        assert (feedback.round, feedback.is_open) == (number, number <= 3)
    assert feedback_of("bike_shop", (), feedback).is_open is False


def test_a_method_written_by_hand_survives_assembly(shop: Shop) -> None:
    methods = methods_of(shop.module, "BikeShop", shop.domain.tools)
    assert module_code(shop.domain, methods) == shop.module
