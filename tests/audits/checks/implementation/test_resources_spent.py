"""What is spent must suffice, must not grow by spending, and must be charged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.checks.implementation.resources_spent import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, NUMBER, TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.cards, self.stock, self.bought = {"c1": {"balance": 50.0}}, {"pen": {"quantity": 3}}, []

    def buy(self, card_id, cost):
        self.cards[card_id]["balance"] -= cost
        return {"done": True}

    def buy_well(self, card_id, cost):
        if cost <= 0 or cost > self.cards[card_id]["balance"]:
            return {"error": "cost must be positive and covered"}
        self.cards[card_id]["balance"] -= cost
        return {"done": True}

    def buy_free(self, card_id, cost):
        if cost <= 0 or cost > self.cards[card_id]["balance"]:
            return {"error": "cost must be positive and covered"}
        self.bought.append([card_id, cost])
        return {"done": True}

    def take(self, item, number):
        if number < 0:
            return {"error": "number must not be negative"}
        self.stock[item]["quantity"] -= number
        return {"done": True}

    def set_balance(self, card_id, value):
        self.cards[card_id]["balance"] = value
        return {"done": True}
"""


def causes(folder: Path, name: str, text: str = "", **parameters: tuple[dict[str, Any], Any]) -> set[str]:
    schemas: Any = {key: schema for key, (schema, _) in parameters.items()}
    values = {key: value for key, (_, value) in parameters.items()}
    return {each.cause for each in found(CHECK, folder, CODE, [tool(name, said=text, **schemas)], call(name, **values))}


def test_a_balance_below_zero_and_a_negative_cost_are_found(tmp_path: Path) -> None:
    assert causes(tmp_path, "buy", card_id=(TEXT, "c1"), cost=(NUMBER, 5.0)) == {"balance below zero", "negative cost"}


def test_guarded_spending_is_fine(tmp_path: Path) -> None:
    assert causes(tmp_path, "buy_well", card_id=(TEXT, "c1"), cost=(NUMBER, 5.0)) == set()


def test_a_card_that_is_not_charged_is_found(tmp_path: Path) -> None:
    assert causes(tmp_path, "buy_free", card_id=(TEXT, "c1"), cost=(NUMBER, 5.0)) == {"card_id is not charged"}


def test_more_than_there_is_can_be_taken(tmp_path: Path) -> None:
    assert causes(tmp_path, "take", item=(TEXT, "pen"), number=(INTEGER, 2)) == {"quantity below zero"}


def test_what_is_set_is_not_spent(tmp_path: Path) -> None:
    assert causes(tmp_path, "set_balance", card_id=(TEXT, "c1"), value=(NUMBER, 5.0)) == set()


def test_an_overdraft_that_is_allowed_is_fine(tmp_path: Path) -> None:
    text = "Buys on a card; the balance may become negative."
    assert causes(tmp_path, "buy", text, card_id=(TEXT, "c1"), cost=(NUMBER, 5.0)) == set()


def test_a_negative_amount_that_does_the_contrary_is_found(tmp_path: Path) -> None:
    code = CODE.replace('self.cards[card_id]["balance"] -= cost', 'self.cards[card_id]["paid"] = 5 + cost')
    tools = [tool("buy", card_id=TEXT, cost=NUMBER)]
    code = code.replace('{"balance": 50.0}', '{"balance": 50.0, "paid": 5}')
    findings = found(CHECK, tmp_path, code, tools, call("buy", card_id="c1", cost=5.0))
    assert "negative cost" in {each.cause for each in findings}


def test_what_was_not_there_at_all_goes_below_zero_too(tmp_path: Path) -> None:
    code = """
class Desk:
    def _load_scenario(self, state):
        self.shelves = {"a": {"stock": {"pen": 3}}, "b": {"stock": {"ink": 2}}}

    def take(self, shelf, item, number):
        if number <= 0:
            return {"error": "number must be positive"}
        stock = self.shelves[shelf]["stock"]
        stock[item] = stock.get(item, 0) - number
        return {"left": "some"}
"""
    tools = [tool("take", shelf=TEXT, item=TEXT, number=INTEGER)]
    calls = [call("take", shelf="a", item="pen", number=1), call("take", shelf="b", item="ink", number=1)]
    (finding,) = found(CHECK, tmp_path, code, tools, *calls)
    assert "below zero" in finding.message
    wary = code.replace("if number <= 0", "if not 0 < number <= self.shelves[shelf]['stock'].get(item, 0)")
    assert found(CHECK, tmp_path, wary, tools, *calls) == ()
