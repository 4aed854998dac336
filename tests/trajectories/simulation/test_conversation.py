"""Two models talk: calls are executed at once, tools come and go, and a talk that does not end is ended."""

from __future__ import annotations

import asyncio

import pytest

from eigendata_assets.agents.messages import ChatReply, ChatRequest, ToolCall
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.artifacts.trajectory import Call, Message, Step, Turn
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.conversation import DONE, Conversation, Talk
from eigendata_assets.trajectories.simulation.replies import Intent
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.trajectory import kind_held
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import simulation_of

INTENT = Intent(story="You want something.", facts=())
HOTELS = ToolCall(id="1", name="search_hotels_by_name", arguments={"name": "a"})


def held(hotel: Domain, task: Assignment, user: list[Answer], assistant: list[Answer]) -> tuple[Talk, ScriptedChat]:
    """The talk in which both say these lines; the last line is said again and again."""
    lines = {"user_simulator_agent": iter(user), "trajectory_agent": iter(assistant)}
    last = {"user_simulator_agent": user[-1], "trajectory_agent": assistant[-1]}

    def answer(request: ChatRequest) -> Answer:
        return next(lines[request.labels.agent], last[request.labels.agent])

    chat = ScriptedChat(answer)
    house = simulation_of(hotel, chat).house
    return asyncio.run(Conversation(house, SimulationAgents(), task, INTENT, 0).hold()), chat


def test_calls_that_are_made_at_once_are_one_step(hotel: Domain, booking: Assignment) -> None:
    both = ChatReply(tool_calls=(HOTELS, HOTELS.model_copy(update={"id": "2"})), finish="tool_calls")
    talk, chat = held(hotel, booking, ["Hello", DONE], [both, "There are some."])
    [turn] = talk.turns
    assert [len(step.calls) for step in turn.steps] == [2, 0]
    assert turn.steps[0].results[0] == turn.steps[0].results[1]
    assert [message.tool_call_id for message in chat.requests[2].messages[-2:]] == ["1", "2"]


def test_the_next_call_sees_what_the_one_before_has_changed(hotel: Domain, booking: Assignment) -> None:
    calls = [ToolCall(id=str(n), name=each.tool, arguments=each.arguments) for n, each in enumerate(booking.trace)]
    again = calls[-1].model_copy(update={"id": "again"})
    talk, _ = held(hotel, booking, ["Hello", DONE], [*calls, again, "Done."])
    first, second = talk.turns[0].results[-2:]
    assert first != second


def test_a_tool_that_is_not_there_gives_an_error_and_is_kept(hotel: Domain, booking: Assignment) -> None:
    made_up = ToolCall(id="1", name="make_coffee", arguments={})
    talk, chat = held(hotel, booking, ["Hello", DONE], [made_up, "I cannot."])
    assert talk.turns[0].calls[0].name == "make_coffee"
    assert "make_coffee" in chat.requests[2].messages[-1].content


def test_an_argument_that_says_what_the_default_says_is_left_out(hotel: Domain, booking: Assignment) -> None:
    asked = {"hotel_id": "H001", "arrives_on": "2025-07-01", "nights": 1, "people": 1}
    look_up = ToolCall(id="1", name="search_free_rooms", arguments=asked)
    talk, _ = held(hotel, booking, ["Hello", DONE], [look_up, "There are some."])
    assert "people" not in talk.turns[0].calls[0].arguments


def test_a_tool_that_is_added_is_offered_from_the_second_turn_on(hotel: Domain, booking: Assignment) -> None:
    added = booking.model_copy(update={"kind": "tools_added"})
    talk, chat = held(hotel, added, ["Do it.", "Try again.", DONE], ["I cannot.", "Now I can."])
    offered = [
        added.goal in {tool.name for tool in each.tools}
        for each in chat.requests
        if each.labels.agent == "trajectory_agent"
    ]
    assert offered == [False, True]
    assert [turn.tools_added for turn in talk.turns] == [(), (f"HotelChain.{added.goal}",)]


def test_the_user_is_never_shown_calls_or_the_rules_of_the_house(hotel: Domain, booking: Assignment) -> None:
    _, chat = held(hotel, booking, ["Hello", DONE], [HOTELS, "There are some."])
    heard = [
        message.content
        for each in chat.requests
        if each.labels.agent == "user_simulator_agent"
        for message in each.messages
    ]
    policy = hotel.knowledge.domain.policy
    assert not any(policy in text or "hotel_id" in text or HOTELS.name in text for text in heard)


def test_a_talk_without_end_is_ended(hotel: Domain, booking: Assignment) -> None:
    assert held(hotel, booking, ["And then?"], ["Who knows?"])[0].ending == "too many turns"
    assert held(hotel, booking, ["Hello", DONE], [HOTELS])[0].ending == "too many steps"


def test_last_words_are_no_turn(hotel: Domain, booking: Assignment) -> None:
    talk, _ = held(hotel, booking, ["Hello", f"Thank you! {DONE}"], ["Hello."])
    assert (len(talk.turns), talk.last_words) == (1, "Thank you!")


def _turns(*calls: int) -> list[Turn]:
    call = Call(name="look", arguments={})
    return [
        Turn(messages=(Message(role="user", content="x"),), steps=(Step(calls=(call,) * number),)) for number in calls
    ]


@pytest.mark.parametrize(
    ("kind", "calls", "becomes"),
    [
        ("single_turn_single_task", (1, 1), "multi_turn_single_task"),
        ("multi_turn_multi_task", (1,), "single_turn_multi_task"),
        ("parallel_calls", (2,), "parallel_calls"),
        ("parallel_calls", (1, 1), "multi_turn_multi_task"),
        ("missing_parameter", (1,), "single_turn_single_task"),
        ("missing_parameter", (0, 1), "missing_parameter"),
        ("against_policy", (1,), "against_policy"),
    ],
)
def test_a_dialogue_is_of_the_kind_that_it_has_become(kind: str, calls: tuple[int, ...], becomes: str) -> None:
    assert kind_held(kind, _turns(*calls)) == becomes
