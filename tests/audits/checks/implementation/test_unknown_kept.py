"""A write that keeps what its look-up does not know is found; one that makes it known is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.implementation.unknown_kept import CHECK
from tests.audits.audited import call, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def _load_scenario(self, state):
        self.cities, self.trips = ["Rome", "Oslo"], []

    def get_fare(self, city):
        return {"fare": 10} if city in self.cities else {"error": "unknown city"}

    def book_trip(self, city):
        self.trips.append(city)
        return {"booked": True}

    def book_known_trip(self, city):
        if city not in self.cities:
            return {"error": "unknown city"}
        self.trips.append(city)
        return {"booked": True}

    def add_city(self, city):
        self.cities.append(city)
        return {"added": True}
"""


@pytest.mark.parametrize(("name", "expected"), [("book_trip", 1), ("book_known_trip", 0), ("add_city", 0)])
def test_only_the_write_that_neither_checks_nor_adds_is_found(tmp_path: Path, name: str, expected: int) -> None:
    tools = [tool(name, city=TEXT), tool("get_fare", city=TEXT)]
    findings = found(CHECK, tmp_path, CODE, tools, call("get_fare", city="Rome"), call(name, city="Oslo"))
    assert len(findings) == expected
    assert all(each.evidence.facts == {"refused_by": "get_fare", "parameters": ["city"]} for each in findings)
