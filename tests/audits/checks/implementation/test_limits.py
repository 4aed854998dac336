"""A limit that does not limit is found, whether items or lines are counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.checks.implementation.limits import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.lines = state["lines"]

    def last(self, lines=10):
        return {"text": "\\n".join(self.lines[-lines:])}

    def last_well(self, lines=10):
        return {"text": "\\n".join(self.lines[-lines:] if lines > 0 else [])}

    def top(self, limit):
        return {"items": self.lines[: limit + 1]}

    def top_well(self, limit):
        return {"error": "limit must be positive"} if limit < 1 else {"items": self.lines[:limit]}

    def top_or_all(self, limit):
        return {"items": self.lines[:limit] if limit > 0 else self.lines}

    def order(self, number):
        return {"items": self.lines, "number": number}
"""
STATE = {"lines": ["a", "b", "c", "d"]}


def limit(description: str) -> dict[str, Any]:
    return {"type": "integer", "description": description}


def limited(name: str, parameter: str) -> list[ToolSchema]:
    schemas: Any = {parameter: limit("The number of lines to return.")}
    return [tool(name, **schemas)]


@pytest.mark.parametrize(("name", "parameter", "asked"), [("last", "lines", 0), ("top", "limit", 0)])
def test_more_than_what_is_asked_for_is_found(tmp_path: Path, name: str, parameter: str, asked: int) -> None:
    tools = limited(name, parameter)
    (finding,) = found(CHECK, tmp_path, CODE, tools, call(name, **{parameter: 2}), state=STATE)
    assert finding.evidence.calls[-1].arguments == {parameter: asked}
    assert finding.evidence.facts["given"] > asked


@pytest.mark.parametrize(("name", "parameter"), [("last_well", "lines"), ("top_well", "limit")])
def test_a_limit_that_limits_is_fine(tmp_path: Path, name: str, parameter: str) -> None:
    tools = limited(name, parameter)
    assert found(CHECK, tmp_path, CODE, tools, call(name, **{parameter: 2}), state=STATE) == ()


def test_zero_may_mean_all_where_it_is_said(tmp_path: Path) -> None:
    tools = [tool("top_or_all", limit=limit("Maximum number of items; 0 or less returns all."))]
    assert found(CHECK, tmp_path, CODE, tools, call("top_or_all", limit=2), state=STATE) == ()


def test_zero_that_gives_all_and_is_not_described_is_found(tmp_path: Path) -> None:
    tools = [tool("top_or_all", limit=limit("Maximum number of items to return."))]
    assert len(found(CHECK, tmp_path, CODE, tools, call("top_or_all", limit=2), state=STATE)) == 1


def test_a_number_that_limits_nothing_by_its_words_is_no_limit(tmp_path: Path) -> None:
    tools = [tool("order", number=limit("The number of the order."))]
    assert found(CHECK, tmp_path, CODE, tools, call("order", number=2), state=STATE) == ()


SEARCH = """
class Desk:
    def _load_scenario(self, state):
        self.books = [f"tale {number}" for number in range(9)] + ["Emma"]

    def search(self, text):
        return {"books": [each for each in self.books if text in each]}

    def search_well(self, text):
        return {"books": [each for each in self.books if text in each][:5]}
"""


@pytest.mark.parametrize(
    ("name", "said", "count"),
    [
        ("search", "Lists up to 5 books whose title has a text.", 1),
        ("search", "Lists up to 5 readers.", 0),
        ("search", "Lists books.", 0),
        ("search_well", "Lists up to 5 books whose title has a text.", 0),
    ],
)
def test_more_than_the_description_announces_is_found(tmp_path: Path, name: str, said: str, count: int) -> None:
    found_ = found(CHECK, tmp_path, SEARCH, [tool(name, said=said, text=TEXT)], call(name, text="Emma"))
    assert len(found_) == count
