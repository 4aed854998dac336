"""A tool that undoes another is known by its verb and its thing."""

from __future__ import annotations

import pytest

from eigendata_assets.audits.probing.opposites import opposites
from tests.audits.audited import tool

NAMES = [
    "add_contact", "remove_contact", "remove_stock_from_watchlist", "add_to_watchlist", "book_flight", "cancel_booking",
    "unlikePost", "likePost", "login", "logout", "delete_notes", "create_note", "list_notes",
]  # fmt: skip
TOOLS = [tool(name) for name in NAMES]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("add_contact", ["remove_contact"]),
        ("add_to_watchlist", ["remove_stock_from_watchlist"]),
        ("likePost", ["unlikePost"]),
        ("login", ["logout"]),
        ("create_note", ["delete_notes"]),
        ("list_notes", []),
        ("remove_contact", []),
    ],
)
def test_the_undoing_of_a_tool(name: str, expected: list[str]) -> None:
    (deed,) = [each for each in TOOLS if each.name == name]
    assert [each.name for each in opposites(TOOLS, deed)] == expected


def test_tools_of_another_toolkit_undo_nothing() -> None:
    assert opposites([tool("unlock", toolkit="Car")], tool("lock")) == []
