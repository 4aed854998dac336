"""The proof of generated dialogues finds what is spoilt on purpose, and nothing in what is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from benchmarks.generated_dialogues import figures_of
from benchmarks.stated_facts import codes, days, numbers, says
from tests.verification.functions import change, function, valid

MODULE = """\
class Shop:
    def _load_state(self, state):
        self.orders = {key: dict(row) for key, row in state["orders"].items()}

    def find(self, name):
        found = [row for row in self.orders.values() if row["name"] == name]
        return {"order_id": found[0]["order_id"], "total_usd": found[0]["total_usd"]}

    def pay(self, order_id):
        self.orders[order_id]["paid"] = True
        return {"order_id": order_id}
"""
BEFORE = {"orders": {"O01": {"order_id": "O01", "name": "Ann", "total_usd": 12.5, "paid": False}}}
AFTER = {"orders": {"O01": {**BEFORE["orders"]["O01"], "paid": True}}}
RIGHT = function(valid(changes=[change("Shop.orders", "O01", "paid", before=False, after=True)]), id="shop_0")
IDLE = function(valid(), id="shop_0")
"""It wants that nothing is changed."""


def dialogue() -> dict[str, Any]:
    found = {"value": {"order_id": "O01", "total_usd": 12.5}, "error": None}
    steps = [
        {"text": "", "calls": [{"name": "find", "arguments": {"name": "Ann"}}], "results": [found]},
        {"text": "", "calls": [{"name": "pay", "arguments": {"order_id": "O01"}}],
         "results": [{"value": {"order_id": "O01"}, "error": None}]},
        {"text": "Order O01 is paid: $12.50.", "calls": [], "results": []},
    ]  # fmt: skip
    return {
        "id": "shop_0", "category": "single_turn_single_task", "toolkits": ["Shop"], "tools": ["Shop.find", "Shop.pay"],
        "turns": [{"messages": [{"role": "user", "content": "Please pay the order of Ann."}], "steps": steps}],
        "initial_state": {"Shop": BEFORE}, "final_state": {"Shop": AFTER},
        "provenance": {"details": {"scenario": {"experience": "novice"}}},
    }  # fmt: skip


def wrong(folder: Path, spoil: Callable[[dict[str, Any]], object], judge: dict[str, Any] = RIGHT) -> set[str]:
    """What the proof finds in a domain with one dialogue that is spoilt so; tools are used too seldom in any case."""
    spoilt = dialogue()
    spoil(spoilt)
    plan = {"tables": {"orders": {"draws": {"order_id": {"sequence": "O{n:02d}"}}}}}
    batch = {"count": 1, "shares": {"single_turn_single_task": 1}, "exact": True}
    files = {
        "database/population_plan.json": plan, "database/state.json": BEFORE, "dataset.json": {"batches": [batch]},
        "tool_schemas/Shop.find.json": {}, "tool_schemas/Shop.pay.json": {},
    }  # fmt: skip
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    (folder / "environment").mkdir()
    (folder / "environment" / "shop.py").write_text(MODULE)
    for column, value in (("row", spoilt), ("function", judge)):
        path = folder / ("trajectories" if column == "row" else "verification_functions")
        path.mkdir()
        pq.write_table(pa.table({column: [json.dumps(value)]}), path / "shard_00000.parquet")
    return set(figures_of(folder).wrong) - {"a tool is used too seldom"}


def last_step(each: dict[str, Any]) -> dict[str, Any]:
    step: dict[str, Any] = each["turns"][0]["steps"][-1]
    return step


def first_call(each: dict[str, Any]) -> dict[str, Any]:
    step: dict[str, Any] = each["turns"][0]["steps"][0]
    return step


SPOILT: list[tuple[Callable[[dict[str, Any]], object], str]] = [
    (lambda each: first_call(each)["results"][0]["value"].update(total_usd=13), "a call gives another result"),
    (lambda each: each["final_state"].update(Shop=BEFORE), "the state ends otherwise"),
    (lambda each: last_step(each).update(text="It is $14."), "the assistant tells a number from nowhere"),
    (lambda each: last_step(each).update(text="By 5 June 2025."), "the assistant tells a day from nowhere"),
    (lambda each: last_step(each).update(text="Order O77."), "the assistant tells a code from nowhere"),
    (lambda each: each["turns"][0]["messages"][0].update(content="Please pay."), "an argument has no origin"),
    (lambda each: each["turns"][0]["messages"][0].update(content="Pay O01, of Ann."),
     "a user says a made-up key that he cannot know"),
    (lambda each: each.update(category="recovery"), "a kind has not its share"),
    (lambda each: each.update(id="shop_1"), "a dialogue has no program"),
]  # fmt: skip


def test_a_right_dialogue_is_right(tmp_path: Path) -> None:
    assert wrong(tmp_path, lambda _: None) == set()


@pytest.mark.parametrize(("spoil", "what"), SPOILT, ids=[what for _, what in SPOILT])
def test_what_is_spoilt_is_found(tmp_path: Path, spoil: Callable[[dict[str, Any]], object], what: str) -> None:
    assert what in wrong(tmp_path, spoil)


def test_a_function_that_does_not_want_the_change_is_found(tmp_path: Path) -> None:
    assert wrong(tmp_path, lambda _: None, IDLE) == {
        "a program does not give 1 to its dialogue", "a program gives 1 to doing nothing",
        "a program gives 1 without a change",
    }  # fmt: skip


def test_values_are_read_out_of_texts() -> None:
    assert days("On 5 June 2025, or June 6, 2025, or 2025-06-07.") == {"2025-06-05", "2025-06-06", "2025-06-07"}
    assert numbers("1. It is -$1,234.50 on 5 June 2025 at 09:30; 3 of 4.") == {-1234.5, 3, 4}
    assert codes("Order O01 of a7@example.com, TKT-00042.") == {"O01", "TKT-00042"}
    assert says("There are three, on hold: yes", 3)
    assert says("it is on hold", "on_hold")
    assert not says("it is on hold", True)
