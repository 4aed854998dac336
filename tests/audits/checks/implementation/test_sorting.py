"""Sorting the words or letters of a text in place of its lines, and lists out of their order, are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.sorting import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.file = state["file"]
        self.items = [{"name": "b", "price": 9}, {"name": "a", "price": 10}, {"name": "c", "price": 100}]

    def sort(self):
        return {"sorted": SORTED}

    def listed(self, sort_by):
        return {"items": sorted(self.items, key=lambda each: str(each[sort_by]))}

    def listed_well(self, sort_by):
        return {"items": sorted(self.items, key=lambda each: each[sort_by], reverse=True)}
"""
LINES = "Sort the contents of a file line by line."


@pytest.mark.parametrize(
    ("how", "unit"), [("' '.join(sorted(self.file.split()))", "words"), ("''.join(sorted(self.file))", "characters")]
)
@pytest.mark.parametrize("content", ["zeta alpha mid", "zeta one\nalpha two"])
def test_another_unit_is_found(tmp_path: Path, how: str, unit: str, content: str) -> None:
    code = CODE.replace("SORTED", how)
    (finding,) = found(CHECK, tmp_path, code, [tool("sort", said=LINES)], call("sort"), state={"file": content})
    assert finding.evidence.facts["unit"] == unit


@pytest.mark.parametrize("content", ["zeta alpha mid", "zeta\nalpha\nmid", ""])
def test_sorted_lines_are_fine(tmp_path: Path, content: str) -> None:
    code = CODE.replace("SORTED", "'\\n'.join(sorted(self.file.splitlines()))")
    assert found(CHECK, tmp_path, code, [tool("sort", said=LINES)], call("sort"), state={"file": content}) == ()


def test_sorting_words_is_fine_where_words_are_promised(tmp_path: Path) -> None:
    code = CODE.replace("SORTED", "' '.join(sorted(self.file.split()))")
    tools = [tool("sort", said="Sort the words of a file.")]
    assert found(CHECK, tmp_path, code, tools, call("sort"), state={"file": "b a"}) == ()


@pytest.mark.parametrize(
    ("name", "key", "expected"), [("listed", "price", 1), ("listed", "name", 0), ("listed_well", "price", 0)]
)
def test_numbers_sorted_as_text_are_found(tmp_path: Path, name: str, key: str, expected: int) -> None:
    tools = [tool(name, sort_by=TEXT)]
    assert len(found(CHECK, tmp_path, CODE, tools, call(name, sort_by=key), state={"file": ""})) == expected
