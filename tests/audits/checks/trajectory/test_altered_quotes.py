"""A reference that writes a result down otherwise than it came is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.checks.trajectory.altered_quotes import CHECK
from tests.audits.audited import audited, call, entry, subject, tool
from tests.audits.tried import TEXT, found

CODE = """
class Desk:
    def read(self):
        return {"text": "first item second item\\nand a third"}

    def measure(self):
        return {"pressure": 32.0, "usage": "205.00 B", "rate": 1.5}

    def write(self, content):
        return {"done": True}
"""
TOOLS = [tool("read"), tool("measure"), tool("write", content=TEXT)]


def how(folder: Path, content: str, said: str = "Write down what you find.") -> list[object]:
    calls = (call("read"), call("measure"), call("write", content=content))
    return [each.evidence.facts["how"] for each in found(CHECK, folder, CODE, TOOLS, *calls, said=said)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("and a third first item second item", "words in another order"),
        ("first item second item and a third", "line breaks lost"),
    ],
)
def test_an_altered_result_is_found(tmp_path: Path, content: str, expected: str) -> None:
    assert how(tmp_path, content) == [expected]


@pytest.mark.parametrize(
    "content",
    [
        "first item second item\nand a third",
        "first item",
        "Pressure: 32.0 PSI",
        "rate 1.5",
        "32",
        "something else entirely",
        "7 items",
    ],
)
def test_results_as_they_came_and_other_texts_are_fine(tmp_path: Path, content: str) -> None:
    assert how(tmp_path, content) == []


def test_what_the_user_said_is_no_quotation(tmp_path: Path) -> None:
    content = "and a third first item second item"
    assert how(tmp_path, content, said=f"Write '{content}'.") == []


def test_entries_that_pass_the_same_share_a_finding(tmp_path: Path) -> None:
    calls = (call("read"), call("write", content="and a third first item second item"))
    entries = [entry(name, "Write down what you find.", *calls) for name in ("a", "b")]
    (finding,) = audited(CHECK, subject(tmp_path, CODE, TOOLS, entries)).findings
    assert (finding.component, finding.function, finding.affects) == ("trajectory", None, ("a", "b"))
    assert finding.evidence.calls[-1].name == "read"
