"""Words of people and assistant."""

from __future__ import annotations

from random import Random
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.dialogues.tasks import described_task, task_words
from eigendata_assets.trajectories.dialogues.wording import Voice, label_of, said_label
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
        ("update_emp_addr", "update the employee address"),
        ("mv_hist", "run \N{LEFT DOUBLE QUOTATION MARK}mv history\N{RIGHT DOUBLE QUOTATION MARK}"),
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
        ("The loans of a member.", "show me the loans of a member"),
        ("Where a thing lies, and how much of it.", "tell me where a thing lies"),
        ("Articles whose stock is low.", "show me the articles whose stock is low"),
        ("Capacity and fill of a place.", "show me the capacity and fill of a place"),
        ("Opens or closes a place.", "open or close a place"),
        ("Get the weather of a city.", "look up the weather of a city"),
        ("This tool returns the plan of an account.", "look up the plan of an account"),
        ("Finds people by name and, if need be, by age.", "find people by name"),
        ("Weather.", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_description_becomes_a_request_where_it_tells_what_is_done(description: str, task: str) -> None:
    assert described_task(description) == task


@pytest.mark.parametrize(
    ("name", "parameter", "label"),
    [
        ("loc_no", Parameter(type="integer", description="The place, by number"), "location number"),
        ("qty_oh", Parameter(type="integer", description=""), "quantity on hand"),
        ("since", Parameter(type="string", format="date", description="Not before this day"), "start date"),
        ("limit", Parameter(type="integer", description="How many slots at most"), "number of slots"),
        (
            "is_video",
            Parameter(type="boolean", description="Whether it is a video visit"),
            "whether it is a video visit",
        ),
        ("is_blocked", Parameter(type="boolean", description="True to block"), "blocked"),
        ("slot_id", Parameter(type="integer", description="The slot"), "slot"),
        ("full_name", Parameter(type="string", description="Full name of the patient"), "full name of the patient"),
    ],
)
def test_a_parameter_is_called_as_people_would(name: str, parameter: Parameter, label: str) -> None:
    assert label_of(name, parameter) == label


def test_sentences_are_quoted_and_spoken_days_are_no_figures() -> None:
    voice = Voice(Random(1))
    assert (
        voice.written("note", "Good year.") == "\N{LEFT DOUBLE QUOTATION MARK}Good year.\N{RIGHT DOUBLE QUOTATION MARK}"
    )
    assert all("-" not in voice.written("day", "2025-06-05", spoken=True) for _ in range(30))


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
