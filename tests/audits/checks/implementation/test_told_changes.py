"""A change that is told as none, and a new value that is told as the old one, are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.told_changes import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.pens = 5

    def count(self, pens):
        self.pens = pens
        return {"difference": pens - self.pens}

    def count_well(self, pens):
        difference = pens - self.pens
        self.pens = pens
        return {"difference": difference}

    def fill(self, pens):
        self.pens = pens
        return {"previous_pens": self.pens, "pens": pens}

    def fill_well(self, pens):
        before, self.pens = self.pens, pens
        return {"previous_pens": before, "pens": pens}

    def spend(self, pens):
        self.pens -= 1
        return {"price_difference": 0}
"""


@pytest.mark.parametrize(("name", "key"), [("count", "difference"), ("fill", "previous_pens")])
def test_what_is_read_after_it_was_overwritten_is_found(tmp_path: Path, name: str, key: str) -> None:
    (finding,) = found(CHECK, tmp_path, CODE, [tool(name, pens=INTEGER)], call(name, pens=7))
    assert finding.cause == f"result {key}"
    assert "goes from 5 to 7" in finding.message


@pytest.mark.parametrize("name", ["count_well", "fill_well", "spend"])
def test_what_is_read_before_and_a_difference_of_something_else_are_fine(tmp_path: Path, name: str) -> None:
    assert found(CHECK, tmp_path, CODE, [tool(name, pens=INTEGER)], call(name, pens=7)) == ()
