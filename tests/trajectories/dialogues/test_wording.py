"""Words of people and assistant."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.dialogues.wording import Voice, described_task, label_of, said_label, task_words
from eigendata_assets.trajectories.scenarios.dimensions import Experience


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


@pytest.mark.parametrize(
    ("description", "task"),
    [
        ("Lists the loans of a member, those due first in front.", "list the loans of a member"),
        ("Gives all details of a customer and how many open bookings (confirmed or not) there are.",
         "give me all details of a customer and how many open bookings there are"),
        ("Finds up to 20 airports of a city.", "find airports of a city"),
        ("Cancels a booking and refunds the card - in full.", "cancel a booking"),
        ("Carries a box.", "carry a box"),
        ("Says what change_flight would charge.", ""),
        ("Deletes a fine of at most 500 cents.", ""),
        ("The loans of a member.", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_description_becomes_a_request_where_it_tells_what_is_done(description: str, task: str) -> None:
    assert described_task(description) == task


def test_what_is_searched_for_is_called_by_what_it_is_a_part_of() -> None:
    assert label_of("text", Parameter(type="string", description="Part of the title; case does not matter")) == "title"


def test_a_user_says_how_many_there_are_of_what_is_counted() -> None:
    assert said_label("bags", Parameter(type="integer", description=""), 2) == "number of bags"
    assert said_label("fee_usd", Parameter(type="integer", description=""), 2) == "fee"


values = st.one_of(
    st.booleans(), st.integers(0, 10**6), st.dates().map(str), st.text("abcXYZ 19", min_size=1).map(str.strip),
    st.from_regex(r"\A[a-z]{1,8}_[a-z]{1,8}\Z"),
)  # fmt: skip


@given(values.filter(lambda value: value != ""), st.integers(0, 100), st.sampled_from(get_args(Experience)))
def test_what_a_user_writes_states_the_value(value: object, seed: int, experience: str) -> None:
    voice = Voice(Random(seed))
    text = voice.say("facts", experience, label="thing", value=voice.written("thing_usd", value), **{"is": "is"})
    assert states(text, value)
