"""What a tool reads and writes is found in its steps, inside of loops, conditions and messages too."""

from __future__ import annotations

import pytest

from eigendata_assets.environments.behaviour.effects import Effects, effects_of
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.errors import InputError
from tests.bike_shop import bike_shop


def effects(tool: str) -> Effects:
    domain = bike_shop()
    return effects_of(domain, tool, read_behaviours(domain)[tool])


def test_a_look_up_writes_nothing_and_reads_what_it_filters_gives_and_counts() -> None:
    found = effects("get_customer")
    assert found.writes == frozenset()
    assert found.reads == {
        "customers", "customers.customer_id", "bikes.customer_id", "bikes.bike_id", "bikes.kind", "bikes.bought",
        "repairs.repair_id", "repairs.status", "repairs.bike_id",
    }  # fmt: skip


def test_rows_that_come_are_written_as_a_table_and_changes_as_columns() -> None:
    assert effects("order_repair").writes == {"repairs", "customers.credit"}
    assert effects("use_parts").writes == {"parts.stock", "repairs.cost", "used_parts"}


def test_rows_that_go_are_written_as_a_table_and_bound_by_an_expression_too() -> None:
    wanted = {"used_parts", "parts.stock", "customers.credit", "repairs.status", "repairs.cost", "repairs.note"}
    assert effects("cancel_repair").writes == wanted


def test_messages_are_read() -> None:
    assert "mechanics.name" in effects("assign_mechanic").reads
    assert "parts.name" in effects("use_parts").reads


@pytest.mark.parametrize(
    ("writes", "reads", "expected"),
    [
        ("a.x", "a.x", True), ("a.x", "a.y", False), ("a", "a.y", True), ("a.x", "a", True), ("a", "ab.x", False),
        ("a.x", "ab", False), ("a", "a", True),
    ],
)  # fmt: skip
def test_a_tool_touches_another_where_it_writes_what_that_one_reads(writes: str, reads: str, expected: bool) -> None:
    assert Effects(writes=frozenset({writes})).touches(Effects(reads=frozenset({reads}))) is expected


def test_an_error_names_the_tool() -> None:
    domain = bike_shop()
    parameters = {"customer_id": domain.tools["get_customer"].parameters["customer_id"]}
    tool = domain.tools["use_parts"].model_copy(update={"parameters": parameters})
    broken = domain.model_copy(update={"tools": {**domain.tools, "use_parts": tool}})
    with pytest.raises(InputError, match=r"use_parts.*nothing here is called repair_id"):
        effects_of(broken, "use_parts", read_behaviours(domain)["use_parts"])
