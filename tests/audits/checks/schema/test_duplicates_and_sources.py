"""Tools that do the same, and required parameters whose values nobody could know."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.audits.checks.schema.duplicates import CHECK as DUPLICATES
from eigendata_assets.audits.checks.schema.undiscoverable import CHECK as UNDISCOVERABLE
from tests.audits.audited import audited, call, entry, subject, tool

TWINS = """
class Desk:
    def find(self, text):
        return {"found": text.upper()}

    def search(self, text):
        # the same in other words
        return {"found": text.upper()}

    def shout(self, text):
        return {"found": text.upper() + "!"}
"""
TEXT = {"type": "string"}


def test_the_same_code_under_two_names_is_told_once_with_all_who_call_either(tmp_path: Path) -> None:
    tools = [tool(name, text=dict(TEXT)) for name in ("find", "search", "shout")]
    entries = [entry("a", "Find x.", call("find", text="x")), entry("b", "Search x.", call("search", text="x"))]
    (finding,) = audited(DUPLICATES, subject(tmp_path, TWINS, tools, entries)).findings
    assert (finding.function, finding.severity, finding.affects) == ("Desk.search", "warning", ("a", "b"))


PAYING = """
class Desk:
    def _load_scenario(self, scenario):
        self.cards = scenario.get("cards", [])

    def pay(self, key):
        return {"paid": True}

    def login(self):
        return {"token": "tok-1x", "key2": "k9"}
"""


def unknown(folder: Path, said: str, keys: list[str], state: Any = None, **schema: Any) -> Any:
    tools = [tool("pay", key={**TEXT, **schema}), tool("login", returns={"token": TEXT})]
    entries = [
        entry(f"e{number}", said, call("login"), call("pay", key=key), state=state) for number, key in enumerate(keys)
    ]
    return audited(UNDISCOVERABLE, subject(folder, PAYING, tools, entries)).findings


def test_a_key_that_nobody_says_and_no_tool_gives_is_undiscoverable(tmp_path: Path) -> None:
    (finding,) = unknown(tmp_path, "Pay, please.", ["abc123", "abc124"])
    assert finding.affects == ("e0", "e1")
    assert finding.evidence.facts == {"parameter": "key", "value": "abc123"}


@pytest.mark.parametrize(
    ("said", "keys", "state"),
    [
        ("Pay with ABC-123.", ["abc123", "abc123"], None),
        ("Pay, please.", ["tok-1x", "tok-1x"], None),
        ("Pay, please.", ["abc123", "abc123"], {"cards": ["abc123"]}),
        ("Pay, please.", ["abc123"], None),
        ("Pay, please.", ["2024-10-06", "2024-10-07"], None),
        ("Pay, please.", ["quickly", "slowly"], None),
    ],
)
def test_a_value_that_was_said_returned_or_stored_or_can_be_worded_is_not(
    tmp_path: Path, said: str, keys: list[str], state: Any
) -> None:
    assert unknown(tmp_path, said, keys, state) == ()


def test_a_listed_value_and_a_name_that_some_tool_returns_can_be_known(tmp_path: Path) -> None:
    assert unknown(tmp_path, "Pay.", ["abc123", "abc124"], enum=["abc123", "abc124"]) == ()
    tools = [tool("pay", key=dict(TEXT)), tool("login", returns={"key": TEXT})]
    entries = [entry(name, "Pay.", call("pay", key="abc123")) for name in ("a", "b")]
    assert audited(UNDISCOVERABLE, subject(tmp_path, PAYING, tools, entries)).findings == ()
