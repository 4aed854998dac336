"""Where the rules find no graph, a model plans calls; a plan counts when it was executed with success."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.trajectories.simulation.assignment import Assignment, TracedCall
from eigendata_assets.trajectories.simulation.attempt import Course
from eigendata_assets.trajectories.simulation.composing import ROUNDS, composed
from eigendata_assets.trajectories.simulation.replies import ProposedCall, ProposedCalls
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import simulation_of


@pytest.fixture(scope="module")
def open_task(booking: Assignment) -> Assignment:
    """The booking, its calls still to be found."""
    return booking.model_copy(update={"trace": (), "needs_graph": True})


def proposed(calls: Sequence[TracedCall], **changed: object) -> ProposedCalls:
    """The plan of these calls, the last one with other fields."""
    plain = [
        ProposedCall(tool=each.tool, arguments=each.arguments, said=each.said, is_goal=each.is_goal) for each in calls
    ]
    return ProposedCalls(calls=(*plain[:-1], plain[-1].model_copy(update=changed)))


def found(hotel: Domain, task: Assignment, *plans: ProposedCalls) -> tuple[Assignment | None, ScriptedChat]:
    chat = ScriptedChat(plans)
    return asyncio.run(composed(simulation_of(hotel, chat).house, SimulationAgents(), task, 0)), chat


def test_a_plan_that_works_is_the_trace_with_what_its_calls_gave(
    hotel: Domain, booking: Assignment, open_task: Assignment
) -> None:
    made, _ = found(hotel, open_task, proposed(booking.trace))
    assert made is not None
    assert [call.result for call in made.trace] == [call.result for call in booking.trace]
    assert not made.needs_graph


def test_a_plan_that_fails_is_shown_with_what_happened_and_revised(
    hotel: Domain, booking: Assignment, open_task: Assignment
) -> None:
    wrong = proposed(booking.trace, arguments={**booking.trace[-1].arguments, "stay_id": "S999999"})
    made, chat = found(hotel, open_task, wrong, proposed(booking.trace))
    assert made is not None
    [asked] = [message.content for message in chat.requests[1].messages if "This was tried" in message.content]
    assert "S999999" in asked
    assert "This is wrong" in asked


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"tool": "make_coffee"}, "no goal calls"),
        ({"is_goal": False}, "no goal calls"),
        ({"arguments": {}}, "gives"),
    ],
)
def test_what_is_wrong_with_a_plan_is_named(
    hotel: Domain, booking: Assignment, open_task: Assignment, changed: dict[str, object], problem: str
) -> None:
    _, chat = found(hotel, open_task, proposed(booking.trace, **changed), proposed(booking.trace))
    assert problem in chat.requests[1].messages[-1].content.split("This is wrong")[1]


def test_a_value_that_no_result_has_must_be_said(hotel: Domain, booking: Assignment, open_task: Assignment) -> None:
    made, chat = found(hotel, open_task, proposed(booking.trace, said=()), proposed(booking.trace))
    assert made is not None
    assert "nothing gives" in chat.requests[1].messages[-1].content


def test_after_some_plans_the_task_is_given_up_with_a_reason(
    hotel: Domain, booking: Assignment, open_task: Assignment
) -> None:
    wrong = proposed(booking.trace, is_goal=False)
    made, chat = found(hotel, open_task, *[wrong] * ROUNDS)
    assert made is None
    assert len(chat.requests) == ROUNDS
    course = Course(open_task)
    simulation = simulation_of(hotel, ScriptedChat([wrong] * ROUNDS), tries=1)
    asyncio.run(simulation.run([course], SimulationAgents()))
    assert [(each.by, each.code) for each in course.failures] == [("task", "has_no_graph")]
