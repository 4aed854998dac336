"""Names and words of tools are read as promises."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.audits.tool_words import admits_luck, is_to_change, only_tells, own_words, verb_of
from tests.audits.audited import entry, subject, tool


@pytest.mark.parametrize(
    "name", ["get_item", "listItems", "message_get_login_status", "check_tire_pressure", "find_order"]
)
def test_look_ups_only_tell(name: str) -> None:
    assert only_tells(tool(name))
    assert not is_to_change(tool(name))


@pytest.mark.parametrize(
    "name", ["get_or_create_item", "check_in", "check_out_room", "verify_and_update", "order_history"]
)
def test_a_look_up_with_a_verb_of_change_promises_nothing(name: str) -> None:
    assert not only_tells(tool(name))
    assert not is_to_change(tool(name))


@pytest.mark.parametrize("name", ["add_item", "deleteUser", "trading_login", "book_flight"])
def test_changes_are_to_change(name: str) -> None:
    assert is_to_change(tool(name))
    assert not only_tells(tool(name))


def test_a_word_of_change_later_in_the_name_is_no_promise() -> None:
    assert not is_to_change(tool("notify_price_change"))
    assert verb_of(tool("pwd")) == ""


def test_what_all_tools_of_a_toolkit_say_is_not_a_tools_own(tmp_path: Path) -> None:
    first = tool("one", said="This belongs to the random desk, which moves. Gives one.")
    other = tool("two", said="This belongs to the random desk, which moves. Takes two.")
    seen = subject(tmp_path, "class Desk:\n    pass\n", [first, other], [entry("a", "Hello.")])
    assert own_words(seen, first) == "Gives one."
    assert not admits_luck(seen, first)


def test_luck_may_be_admitted_by_description_result_or_docstring(tmp_path: Path) -> None:
    code = 'class Desk:\n    def quiet(self):\n        """Give a random number."""\n        return 4\n'
    tools = [
        tool("quiet", said="Gives a number."),
        tool("told", said="Gives a simulated speed."),
        tool("shaped", said="Gives a speed.", returns={"speed": {"type": "number", "description": "It varies."}}),
        tool("plain", said="Gives a speed."),
    ]
    seen = subject(tmp_path, code, tools, [entry("a", "Hello.")])
    assert [admits_luck(seen, each) for each in tools] == [True, True, True, False]
