"""Pools hold the rows that can stand for a variable, by what they share with what is drawn already."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.databases.expressions.evaluate import Scope
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.trajectories.graphs import pools
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.pools import Pool
from tests.bike_shop import bike_shop, bike_shop_database

DOMAIN = bike_shop()


@pytest.fixture
def shop() -> Knowledge:
    return Knowledge(DOMAIN, read_behaviours(DOMAIN), bike_shop_database(), {})


def pool_of(shop: Knowledge, tool: str, parameter: str, *known: str) -> Pool:
    (variable,) = (each for each in shop.pools.variables[tool] if each.parameter == parameter)
    return shop.pools.pool(variable, shop.requirements[tool].conditions, known)


def test_rows_that_break_a_requirement_of_their_own_are_in_no_pool(shop: Knowledge) -> None:
    pool = pool_of(shop, "cancel_repair", "repair_id")
    assert set(pool.keys[()]) == {
        key
        for key, row in shop.database["repairs"].items()
        if row["status"] == "open" and row["due"] > "2025-06-03T09:00:00"
    }


def test_rows_are_grouped_by_what_has_to_be_equal(shop: Knowledge) -> None:
    pool = pool_of(shop, "order_repair", "bike_id", "customer_id")
    (join,) = pool.joins
    wanted = pool.wanted(Scope(shop.pools.tables, DOMAIN.now, {"args": {"customer_id": "C004"}}))
    assert wanted == ("C004",), join
    owned = [key for key, row in shop.database["bikes"].items() if row["customer_id"] == "C004"]
    assert pool.keys.get(wanted, []) == [key for key in owned if key in pool.keys.get(wanted, [])]
    assert all(shop.database["bikes"][key]["customer_id"] == "C004" for key in pool.keys.get(wanted, []))
    assert sum(map(len, pool.keys.values())) == sum(shared is not None for shared in pool.shared.values())


def test_a_pool_is_made_once_and_others_for_other_things_known(shop: Knowledge) -> None:
    assert pool_of(shop, "order_repair", "bike_id") is pool_of(shop, "order_repair", "bike_id")
    assert pool_of(shop, "order_repair", "bike_id") is not pool_of(shop, "order_repair", "bike_id", "customer_id")


def test_what_no_equation_says_is_asked_of_each_row_that_is_drawn(shop: Knowledge) -> None:
    pool = pool_of(shop, "assign_mechanic", "mechanic_id", "repair_id", "urgent")
    assert not pool.joins
    assert len(pool.rest) == 1, "who may do urgent repairs"
    assert len(pool.alone) == 2, "that there is one, and that he has not enough to do"


def test_of_a_large_table_some_rows_are_in_the_groups_and_all_can_be_asked(
    shop: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = set(pool_of(shop, "cancel_repair", "repair_id").keys[()])
    monkeypatch.setattr(pools, "_MOST_ROWS", 10)
    again = Knowledge(DOMAIN, shop.behaviours, shop.database, {})
    pool = pool_of(again, "cancel_repair", "repair_id")
    some = set(pool.keys.get((), []))
    assert some < whole
    assert {key for key in shop.database["repairs"] if again.pools.shared(pool, key) == ()} == whole


def test_a_requirement_without_a_value_does_not_hold(shop: Knowledge) -> None:
    database: Any = {**shop.database, "repairs": {"R1": {**shop.database["repairs"]["R0001"], "due": None}}}
    broken = Knowledge(DOMAIN, shop.behaviours, database, {})
    assert pool_of(broken, "cancel_repair", "repair_id").keys == {}
