"""An unknown item that a list may hold, where another tool refuses it alone, is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.implementation.unknown_items import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
PRICES = {"ink": 3, "pen": 5}

class Desk:
    def price(self, thing):
        return {"price": PRICES[thing]} if thing in PRICES else {"error": "unknown thing"}

    def rename(self, thing):
        return {"done": True} if " " not in thing else {"error": "a thing must be one word"}

    def total(self, things):
        return {"total": sum(PRICES.get(each, 0) for each in things)}

    def strict_total(self, things):
        if any(each not in PRICES for each in things):
            return {"error": "unknown thing"}
        return self.total(things)

    def told_total(self, things):
        return {**self.total(things), "note": f"not known: {[each for each in things if each not in PRICES]}"}

    def label(self, things):
        return {"labels": things}
"""
THINGS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}


def test_a_refusal_for_the_form_of_a_text_says_nothing_about_what_is_known(tmp_path: Path) -> None:
    tools = [tool("rename", thing=TEXT), tool("total", things=THINGS)]
    calls = call("rename", thing="ink"), call("total", things=["ink", "pen"])
    assert found(CHECK, tmp_path, CODE, tools, *calls) == ()


@pytest.mark.parametrize(
    ("name", "given", "count"),
    [
        ("total", ["ink", "pen"], 1),
        ("strict_total", ["ink", "pen"], 0),
        ("told_total", ["ink", "pen"], 0),
        ("label", ["blue", "red"], 0),
    ],
)
def test_items_that_another_tool_knows_must_be_known(tmp_path: Path, name: str, given: list[str], count: int) -> None:
    tools = [tool("price", thing=TEXT), tool(name, things=THINGS)]
    calls = call("price", thing="ink"), call(name, things=given)
    assert len(found(CHECK, tmp_path, CODE, tools, *calls)) == count
