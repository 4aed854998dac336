"""Requirements say what must hold for a call to succeed, in terms of its arguments and the database alone."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from eigendata_assets.databases.expressions.evaluate import Scope
from eigendata_assets.databases.expressions.text import text_of
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.suites.argument_rules import completed
from eigendata_assets.environments.suites.interpreter import interpret
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.requirements import Requirements, requirements_of
from tests.bike_shop import bike_shop, bike_shop_database

DOMAIN = bike_shop()
SHOP = Knowledge(DOMAIN, read_behaviours(DOMAIN), bike_shop_database(), {})


def required(tool: str) -> list[str]:
    return [text_of(each.condition) for each in SHOP.requirements[tool].conditions]


def arguments(tool: str, random: Random) -> dict[str, Any]:
    values = {
        name: candidates(SHOP, tool, name, SHOP.database, None, random) or [None]
        for name in DOMAIN.tools[tool].parameters
    }
    return completed(DOMAIN.tools[tool], {name: random.choice(some) for name, some in values.items()})


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SHOP.behaviours)), st.randoms(use_true_random=False))
def test_whenever_a_call_succeeds_all_that_it_requires_holds(tool: str, random: Random) -> None:
    drawn = arguments(tool, random)
    outcome = interpret(DOMAIN, SHOP.behaviours[tool], drawn, SHOP.database)
    scope = Scope(SHOP.database, DOMAIN.now, {"args": drawn})
    if outcome.error is None and outcome.undefined is None:
        assert all(each.holds(scope) for each in SHOP.requirements[tool].conditions)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["search_repairs", "cheapest_parts"]), st.randoms(use_true_random=False))
def test_a_row_is_found_exactly_where_all_that_is_sought_holds(tool: str, random: Random) -> None:
    drawn = arguments(tool, random)
    sought = SHOP.requirements[tool].sought
    assert sought is not None
    outcome = interpret(DOMAIN, SHOP.behaviours[tool], drawn, SHOP.database)
    assume(outcome.undefined is None)
    found = outcome.value if isinstance(outcome.value, list) else outcome.value["parts"]
    rows = SHOP.database[sought.table].values()
    scopes = [Scope(SHOP.database, DOMAIN.now, {"args": drawn}, row=row) for row in rows]
    assert bool(found) == any(all(each.holds(scope) for each in sought.requirements) for scope in scopes)


def test_bound_rows_and_names_are_put_in_place() -> None:
    found = required("order_repair")
    assert "row(bikes, args.bike_id) != null" in found
    assert "row(bikes, args.bike_id).customer_id == args.customer_id" in found
    assert "args.due > now" in found
    assert any(each.startswith("row(customers, args.customer_id).credit >= ") and "cargo" in each for each in found)
    assert 'count(repairs, (bike_id == args.bike_id) and (status == "open")) < 2' in found, "columns hide what is bound"


def test_nothing_is_required_of_what_changes_on_the_way() -> None:
    assert required("use_parts") == [
        "row(repairs, args.repair_id) != null", 'row(repairs, args.repair_id).status == "open"',
    ]  # fmt: skip


def test_a_name_for_rows_that_were_found_is_required_nothing_of() -> None:
    assert SHOP.requirements["cancel_repair"].sought is None, "a tool that writes need not find anything"
    assert len(required("cancel_repair")) == 3


@pytest.mark.parametrize("tool", sorted(SHOP.behaviours))
def test_requirements_are_listed_by_the_parameters_that_they_read(tool: str) -> None:
    found = SHOP.requirements[tool]
    for name in DOMAIN.tools[tool].parameters:
        assert list(found.reading.get(name, ())) == [each for each in found.conditions if name in each.needs]


def test_a_key_of_a_bound_row_is_the_key_that_it_was_got_with() -> None:
    sought = requirements_of(DOMAIN, "get_customer", SHOP.behaviours["get_customer"], finds=True).sought
    assert sought is not None
    assert [text_of(each.condition) for each in sought.requirements] == ["customer_id == args.customer_id"]


def test_without_a_need_to_find_nothing_is_sought() -> None:
    found = requirements_of(DOMAIN, "get_customer", SHOP.behaviours["get_customer"], finds=False)
    assert isinstance(found, Requirements)
    assert found.sought is None
