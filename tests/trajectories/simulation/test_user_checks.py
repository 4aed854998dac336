"""What a user says is looked at by rules: values that he cannot know, work that is not his, an end that comes early."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.trajectory import Call, Message, Step, Turn
from eigendata_assets.trajectories.simulation.assignment import Assignment, TracedCall
from eigendata_assets.trajectories.simulation.conversation import Ending, Talk
from eigendata_assets.trajectories.simulation.replies import Intent, KnownFact
from eigendata_assets.trajectories.simulation.user_checks import stops_early, user_failures

TABLES = {
    "guests": {
        "G01": {"guest_id": "G01", "name": "Ann Lee", "email": "ann@example.com"},
        "G02": {"guest_id": "G02", "name": "Bob Stone", "email": "bob@example.com"},
    }
}
BOOKING = Assignment(
    id="one",
    kind="single_turn_single_task",
    goal="book",
    scenario={"experience": "expert", "companion": "cancel_it", "mood": "calm"},
    tables=TABLES,
    trace=(
        TracedCall(tool="find_guest", arguments={"name": "Ann Lee"}, said=("name",), result={"guest_id": "G01"}),
        TracedCall(tool="book", arguments={"guest_id": "G01", "nights": 3}, said=("nights",), is_goal=True),
    ),
)
INTENT = Intent(
    story="You want to book a room for 3 nights.",
    facts=(KnownFact(label="name", value="Ann Lee"), KnownFact(label="day", value="2025-06-05")),
)


def talk(*turns: tuple[str, str], ending: Ending = "user is done", last_words: str = "") -> Talk:
    """A talk of what the user says and the assistant answers."""
    made = tuple(Turn(messages=(Message(role="user", content=said),), steps=(Step(text=told),)) for said, told in turns)
    return Talk(made, ending, last_words)


def codes(held: Talk) -> list[str]:
    return [each.code for each in user_failures(BOOKING, INTENT, held, ["book", "find_guest"])]


@pytest.mark.parametrize(
    "said",
    [
        "I am Ann Lee and want a room for 3 nights from 5 June 2025.",
        "A room for three nights, please, from June 5th, 2025.",
        "it is for ann lee, from 2025-06-05",
        "I'd like to know what I have booked so far.",
    ],
)
def test_what_the_task_tells_in_any_writing_is_the_users_to_say(said: str) -> None:
    assert codes(talk((said, "Done."))) == []


@pytest.mark.parametrize("said", ["I am guest G02.", "My friend Bob Stone pays.", "Write to bob@example.com."])
def test_what_only_the_state_holds_is_leaked(said: str) -> None:
    assert set(codes(talk((said, "Done.")))) == {"leaks_unseen_fact"}


@pytest.mark.parametrize("said", ["For 14 nights.", "My code is RX-7781.", "Write to someone@else.org."])
def test_what_is_nowhere_contradicts_the_task(said: str) -> None:
    assert codes(talk((said, "Done."))) == ["contradicts_scenario"]


def test_what_the_assistant_has_told_is_known_from_then_on() -> None:
    told = ("Who are you?", "You are guest G01, and Bob Stone is guest G02.")
    assert codes(talk(told, ("Then G02 and Bob Stone, please.", "Done."))) == []
    assert codes(talk(("Then G02, please.", "That is Bob Stone, G02."), ("Yes.", "Done."))) == ["leaks_unseen_fact"]


def test_a_key_in_an_address_that_he_knows_is_not_said_and_not_known() -> None:
    tables = {"guests": {"G0001": {"guest_id": "G0001", "email": "G0001@example.com"}}}
    task = BOOKING.model_copy(update={"tables": tables})
    intent = Intent(story="You are G0001@example.com.", facts=())
    assert user_failures(task, intent, talk(("I am G0001@example.com.", "Hello.")), []) == []
    [failure] = user_failures(task, intent, talk(("I am guest G0001.", "Hello.")), [])
    assert failure.code == "leaks_unseen_fact"


def test_the_words_with_which_he_ends_are_looked_at_too() -> None:
    [failure] = user_failures(BOOKING, INTENT, talk(("Hello", "Hi."), last_words="Thanks, G02!"), [])
    assert (failure.code, failure.turn) == ("leaks_unseen_fact", 1)


@pytest.mark.parametrize("said", ["Call find_guest first.", 'Please run {"name": "Ann Lee"}.', "try look_up(Ann Lee)"])
def test_functions_and_calls_are_the_assistants_work(said: str) -> None:
    assert codes(talk((said, "Done."))) == ["does_assistants_work"]


def test_a_word_that_is_also_a_function_may_be_said() -> None:
    assert codes(talk(("I want to book a room.", "Done."))) == []


def test_the_situation_names_functions_and_the_persona_does_not() -> None:
    assert BOOKING.persona == "experience: expert; mood: calm"
    assert "companion: cancel_it" in BOOKING.situation


def test_he_stops_early_where_he_is_asked_or_has_more_to_say() -> None:
    asked = talk(("I am Ann Lee, 3 nights.", "Shall I book it?"))
    silent = talk(("I am Ann Lee.", "All is done."))
    for held, why in ((asked, "he is asked for something"), (silent, "without having said his nights")):
        failure = stops_early(BOOKING, held, "book has been called")
        assert failure is not None
        assert (failure.by, failure.code) == ("user", "stops_early")
        assert why in failure.reason


def test_he_does_not_stop_early_where_the_assistant_says_that_all_is_done() -> None:
    told = talk(("I am Ann Lee, 3 nights.", "All is done."))
    assert stops_early(BOOKING, told, "book has been called") is None
    assert stops_early(BOOKING, talk(("I am Ann Lee.", "Shall I?")), "") is None
    assert stops_early(BOOKING, talk(("Hm.", "Shall I?"), ending="too many turns"), "book has been called") is None


def test_a_user_who_says_nothing_at_all_stops_early() -> None:
    failure = stops_early(BOOKING, talk(), "")
    assert failure is not None
    assert failure.reason == "he says nothing at all"


def test_what_the_user_of_a_graph_knows_and_what_he_cannot_know() -> None:
    assert BOOKING.said == [("name", "Ann Lee"), ("nights", 3)]
    assert BOOKING.hidden == ["G01"]
    assert Call(name="book", arguments={}).name == BOOKING.goal
