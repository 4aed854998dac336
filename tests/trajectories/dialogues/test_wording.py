"""Words of people and assistant."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.dialogues.wording import Voice, label_of, shown, task_words, told


@pytest.mark.parametrize(
    ("tool", "words"),
    [
        ("book_flight", "book the flight"),
        ("get_order", "look up the order"),
        ("search_items_by_name", "search for the items by name"),
        ("check_in", "check in"),
        ("check_in_guest", "check in the guest"),
        ("upgrade_to_suite", "upgrade to suite"),
    ],
)
def test_a_tool_is_spoken_of_by_its_name(tool: str, words: str) -> None:
    assert task_words(tool) == words


def test_a_parameter_is_called_by_its_description_where_that_is_a_name() -> None:
    assert label_of("nights", Parameter(type="integer", description="Number of nights")) == "number of nights"
    assert label_of("only_open", Parameter(type="boolean", description="Leave out what has ended")) == "only open"


def test_results_are_told_in_words() -> None:
    record = {"paid": True, "until": "2025-06-05", "items": [{"name": "a"}, {"name": "b"}], "note": None}
    assert told(record) == "Paid yes, until 5 June 2025. Items (2): (1) name a; (2) name b."
    assert told({"items": []}) == "There are no items."
    assert told({"nothing": None, "row": {"key": 1}}) == "Row: key 1."
    assert shown("2025-06-05T09:30:00") == "5 June 2025 at 09:30"


values = st.one_of(
    st.booleans(), st.integers(0, 10**6), st.dates().map(str), st.text("abcXYZ 19", min_size=1).map(str.strip)
)


@given(values.filter(lambda value: value != ""), st.integers(0, 100))
def test_what_a_user_writes_states_the_value(value: object, seed: int) -> None:
    voice = Voice(Random(seed))
    assert states(voice.say("facts", "new", label="thing", value=voice.written(value)), value)
