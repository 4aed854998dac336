"""What is tried in place of a turn's calls is made of the calls themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.audits.probing.alternatives import alternatives
from tests.audits.audited import call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.log = []

    def do(self, thing, how):
        self.log.append([thing, how])

    def rate(self, marks):
        return marks
"""

TOOLS = [
    tool("do", thing={"type": "string"}, how={"type": "string"}),
    tool("rate", marks={"type": "array", "items": {"type": "number"}}),
]


def tried(folder: Path, *calls: Any) -> list[tuple[str, Any]]:
    found = alternatives(subject(folder, CODE, TOOLS, [entry("a", "Do it.", *calls)]))
    return [(each.way, each.calls) for each in found]


def test_two_calls_on_one_thing_are_reordered_and_merged(tmp_path: Path) -> None:
    ways = tried(tmp_path, call("do", thing="x", how="up"), call("do", thing="x", how="y"))
    assert ("order", (call("do", thing="x", how="y"), call("do", thing="y", how="up"))) in ways
    assert ("merged", (call("do", thing="x", how="up/y"),)) in ways
    assert ("omitted", (call("do", thing="x", how="y"),)) in ways


def test_calls_on_different_things_are_only_left_out(tmp_path: Path) -> None:
    ways = tried(tmp_path, call("do", thing="x", how="up"), call("do", thing="y", how="down"))
    assert [way for way, _ in ways] == ["omitted"]


def test_numbers_in_lists_are_written_in_the_other_way(tmp_path: Path) -> None:
    ((way, (other,)),) = tried(tmp_path, call("rate", marks=[1, 2.5]))
    assert way == "number"
    assert repr(other.arguments["marks"]) == "[1.0, 2.5]"
