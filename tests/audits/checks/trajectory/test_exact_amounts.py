"""Another number than the one shown is found where exactly that one is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.checks.trajectory.exact_amounts import CHECK
from tests.audits.audited import audited, call, dialogue, subject, tool
from tests.audits.tried import TEXT

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.credit = 1.5

    def price_of(self, thing):
        return {"price": 7.25, "in_stock": 12}

    def pay(self, amount):
        self.credit += amount
        return {"credit": self.credit}
"""
TOOLS = [tool("price_of", thing=TEXT), tool("pay", amount={"type": "number"})]


def findings(folder: Path, said: str, amount: float) -> tuple[Finding, ...]:
    turns = dialogue("a", ("What is ink?", [call("price_of", thing="ink")]), (said, [call("pay", amount=amount)]))
    return audited(CHECK, subject(folder, CODE, TOOLS, [turns])).findings


@pytest.mark.parametrize("said", ["Pay exactly that.", "Then pay by that amount, please.", "Pay the exact price."])
def test_a_number_that_nobody_showed_is_found(tmp_path: Path, said: str) -> None:
    (finding,) = findings(tmp_path, said, 5.0)
    assert (finding.component, finding.evidence.facts["value"]) == ("trajectory", 5.0)


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("Pay exactly that.", 7.25),
        ("Pay exactly that.", 7),
        ("Pay exactly that, twice over: 14.5", 14.5),
        ("Pay something on it.", 5.0),
    ],
)
def test_the_number_shown_or_said_is_fine(tmp_path: Path, said: str, amount: float) -> None:
    assert findings(tmp_path, said, amount) == ()
