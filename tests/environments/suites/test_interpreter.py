"""The interpreter carries out steps as the spec's documentation says, and leaves the tables as they were."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from eigendata_assets.databases.expressions.nodes import Compare, Constant, Items, Name
from eigendata_assets.environments.behaviour.steps import Behaviour, ForEach, Let, Require, Value
from eigendata_assets.environments.suites.argument_rules import completed
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from tests.environments.conftest import Shop


def run(shop: Shop, tool: str, tables: Any = None, **arguments: Any) -> Outcome:
    tables = shop.database if tables is None else tables
    before = copy.deepcopy(tables)
    outcome = interpret(shop.domain, shop.behaviours[tool], completed(shop.domain.tools[tool], arguments), tables)
    assert tables == before, "the tables are as they were"
    assert [list(rows) for rows in tables.values()] == [list(rows) for rows in before.values()]
    return outcome


def state(shop: Shop, **columns: Any) -> Any:
    """One open repair of one bike, and two parts."""
    repair = {"repair_id": "R0001", "bike_id": "K001", "mechanic_id": None, "status": "open",
              "due": "2025-06-09T12:00:00", "cost": 10, "note": None} | columns  # fmt: skip
    return {
        "customers": {"C001": {"customer_id": "C001", "name": "Ada", "member": False, "credit": 15}},
        "bikes": {"K001": {"bike_id": "K001", "customer_id": "C001", "kind": "road", "bought": "2020-01-01"}},
        "mechanics": {"2": {"mechanic_id": 2, "name": "Mo", "level": 2}},
        "parts": {"P1": {"part_id": "P1", "name": "Chain", "price": 10, "stock": 1},
                  "P2": {"part_id": "P2", "name": "Bell", "price": 5, "stock": 0}},
        "repairs": {"R0001": repair},
        "used_parts": {},
    }  # fmt: skip


def test_a_get_without_a_row_fails_with_its_message(shop: Shop) -> None:
    assert run(shop, "get_customer", customer_id="C9") == Outcome(error="There is no customer C9.")


def test_found_rows_are_filtered_sorted_and_cut_off(shop: Shop) -> None:
    found = run(shop, "search_repairs", status="open", before="2025-06-08", limit=2).value
    wanted = [row for row in shop.database["repairs"].values() if row["status"] == "open" and row["due"] < "2025-06-08"]
    assert found == sorted(wanted, key=lambda row: (-row["cost"], row["due"], row["repair_id"]))[:2]


def test_an_insert_has_the_next_key_and_null_where_nothing_is_said(shop: Shop) -> None:
    done = run(shop, "order_repair", state(shop), bike_id="K001", customer_id="C001", due="2025-06-03T09:00:00")
    assert done.changes["repairs"] == {
        "R0002": {"repair_id": "R0002", "bike_id": "K001", "mechanic_id": None, "status": "open",
                  "due": "2025-06-03T09:00:00", "cost": 12.5, "note": None}
    }  # fmt: skip
    assert done.changes["customers"]["C001"] == {"customer_id": "C001", "name": "Ada", "member": False, "credit": 2.5}
    assert done.value["credit_left"] == 2.5, "a bound row shows what was updated"


def test_a_loop_that_fails_half_way_changes_nothing(shop: Shop) -> None:
    failed = run(shop, "use_parts", state(shop), repair_id="R0001", part_ids=["P1", "P2"])
    assert failed == Outcome(error="Bell is out of stock.")
    done = run(shop, "use_parts", state(shop), repair_id="R0001", part_ids=["P1"])
    assert done.value == {"cost": 19.0, "parts_used": 1}
    assert done.changes["parts"]["P1"]["stock"] == 0  # type: ignore[index]


def test_with_keeps_what_was_changed_before_a_failure_stays(shop: Shop) -> None:
    arguments = {"repair_id": "R0001", "part_ids": ["P1", "P2"]}
    kept = interpret(shop.domain, shop.behaviours["use_parts"], arguments, state(shop), keeps=True)
    assert set(kept.changes) == {"parts", "repairs", "used_parts"}


def test_a_deleted_row_is_none_in_the_changes(shop: Shop) -> None:
    tables = state(shop)
    tables["used_parts"] = {"U1": {"use_id": "U1", "repair_id": "R0001", "part_id": "P2", "quantity": 2}}
    done = run(shop, "cancel_repair", tables, repair_id="R0001", refund=False)
    assert done.changes["used_parts"] == {"U1": None}
    assert done.changes["parts"]["P2"]["stock"] == 2  # type: ignore[index]
    assert "customers" not in done.changes, "the condition of that effect does not hold"


@pytest.mark.parametrize(("due", "fails"), [("2025-06-03T09:00:00", True), ("2025-06-03T09:00:01", False)])
def test_a_bound_is_exact(shop: Shop, due: str, fails: bool) -> None:
    assert (run(shop, "cancel_repair", state(shop, due=due), repair_id="R0001").error is not None) == fails


def test_an_expression_without_a_value_is_undefined_and_no_error_of_the_tool(shop: Shop) -> None:
    tables = state(shop)
    del tables["bikes"]["K001"]
    done = run(shop, "use_parts", tables, repair_id="R0001", part_ids=["P1"])
    assert done.error is None
    assert done.undefined is not None or done.value is not None


def test_a_name_of_a_loop_is_gone_after_it_and_what_it_hid_is_back(shop: Shop) -> None:
    steps = (
        Let("x", Constant(1)),
        ForEach(
            "x",
            Items((Constant(5), Constant(6))),
            (Let("y", Name("x")), Require(Compare(">", Name("y"), Constant(4)), ())),
        ),
        Require(Compare("==", Name("x"), Constant(1)), ("hidden",)),
    )
    assert interpret(shop.domain, Behaviour(steps, Value(Name("x"))), {}, shop.database).value == 1
    lost = interpret(shop.domain, Behaviour(steps, Value(Name("y"))), {}, shop.database)
    assert lost.undefined == "ExpressionError: nothing here is called y"


def test_what_is_given_shares_nothing_with_the_tables(shop: Shop) -> None:
    value = run(shop, "search_repairs", status="open", limit=1).value
    value[0]["status"] = "mine"
    assert all(row["status"] != "mine" for row in shop.database["repairs"].values())
