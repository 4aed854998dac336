"""A move that also moves others is found; one that moves one item, and an announced swap, are fine."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.moved_items import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import INTEGER, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.trays = {"top": ["a", "b", "c", "d"]}

    def move_page(self, page, to):
        pages = self.trays["top"]
        if not (0 <= page < 4 and 0 <= to < 4):
            return {"error": "there is no such page"}
        pages[page], pages[to] = pages[to], pages[page]
        return {"pages": list(pages)}

    def move_page_well(self, page, to):
        pages = self.trays["top"]
        if not (0 <= page < 4 and 0 <= to < 4):
            return {"error": "there is no such page"}
        pages.insert(to, pages.pop(page))
        return {"pages": list(pages)}
"""


def test_a_move_that_swaps_is_found_with_both_orders(tmp_path: Path) -> None:
    tools = [tool("move_page", page=INTEGER, to=INTEGER)]
    (finding,) = found(CHECK, tmp_path, CODE, tools, call("move_page", page=0, to=3))
    assert finding.evidence.facts["before"] == ['"a"', '"b"', '"c"', '"d"']
    assert finding.evidence.facts["after"] == ['"d"', '"b"', '"c"', '"a"']


@pytest.mark.parametrize(("page", "to"), [(0, 3), (3, 0), (1, 2), (2, 2)])
def test_a_move_of_one_item_is_fine(tmp_path: Path, page: int, to: int) -> None:
    tools = [tool("move_page_well", page=INTEGER, to=INTEGER)]
    assert found(CHECK, tmp_path, CODE, tools, call("move_page_well", page=page, to=to)) == ()


def test_a_swap_that_is_announced_is_fine(tmp_path: Path) -> None:
    tools = [tool("move_page", said="Moves a page; the two pages are swapped.", page=INTEGER, to=INTEGER)]
    assert found(CHECK, tmp_path, CODE, tools, call("move_page", page=0, to=3)) == ()
