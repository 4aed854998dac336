"""From a scenario alone: the intent says which functions must have been called, and a task is validated at the end."""

from __future__ import annotations

import asyncio

from eigendata_assets.agents.messages import ChatRequest, ToolCall
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.attempt import Course
from eigendata_assets.trajectories.simulation.conversation import DONE
from eigendata_assets.trajectories.simulation.replies import Criticism, Intent, KnownFact
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.verification.task_validation import TaskVerdict
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import simulation_of

NAME = "search_guests_by_name"


def played(hotel: Domain, booking: Assignment, intent: Intent, verdict: TaskVerdict, calls: bool = True) -> Course:
    """What comes of an intent to look a guest up; the state is that of the booking."""
    guest = next(iter(booking.tables["guests"].values()))
    task = booking.model_copy(update={"trace": (), "goal": NAME})
    told = intent.model_copy(update={"facts": (KnownFact(label="name", value=guest["name"]),)})

    def answer(request: ChatRequest) -> Answer:
        match request.labels.agent:
            case "user_intent_agent":
                return told
            case "user_simulator_agent":
                begun = any(message.role == "assistant" for message in request.messages)
                return DONE if begun else f"Do you know {guest['name']}?"
            case "trajectory_agent":
                looked = request.messages[-1].role == "tool" or not calls
                return "Yes, I do." if looked else ToolCall(id="1", name=NAME, arguments={"name": guest["name"]})
            case "simulation_critic":
                return Criticism(failures=())
        return verdict

    course = Course(task)
    asyncio.run(simulation_of(hotel, ScriptedChat(answer), "scenarios", 1).run([course], SimulationAgents()))
    return course


ASKS = Intent(story="You want to know whether a guest is known.", facts=(), functions=(NAME,))
ACCEPTED = TaskVerdict(accepted=True, functions=(NAME,))


def found(course: Course) -> list[tuple[str, str]]:
    return [(each.by, each.code) for each in course.failures]


def test_a_task_that_was_done_and_validated_is_accepted(hotel: Domain, booking: Assignment) -> None:
    course = played(hotel, booking, ASKS, ACCEPTED)
    assert course.failures == []
    assert course.trajectory is not None
    assert course.proof is not None
    assert course.proof.function is not None


def test_a_task_that_is_not_validated_is_dropped_with_the_reasons(hotel: Domain, booking: Assignment) -> None:
    refused = TaskVerdict(accepted=False, reasons=("it leaves open which guest is meant",), functions=(NAME,))
    course = played(hotel, booking, ASKS, refused)
    assert found(course) == [("task", "not_accepted")]
    assert "which guest is meant" in course.failures[0].reason
    assert course.trajectory is None


def test_a_function_that_was_not_called_leaves_the_goal_unmet(hotel: Domain, booking: Assignment) -> None:
    course = played(hotel, booking, ASKS, ACCEPTED, calls=False)
    assert found(course) == [("assistant", "misses_the_goal")]
    assert f"{NAME} has been called" in course.failures[0].reason


def test_a_change_that_the_task_asks_for_must_be_there(hotel: Domain, booking: Assignment) -> None:
    course = played(hotel, booking, ASKS.model_copy(update={"changes_something": True}), ACCEPTED)
    assert found(course) == [("assistant", "misses_the_goal")]
    assert "something is changed" in course.failures[0].reason


def test_two_dialogues_with_the_same_calls_are_one_too_many(hotel: Domain, booking: Assignment) -> None:
    first = played(hotel, booking, ASKS, ACCEPTED)
    assert first.trajectory is not None
    simulation = simulation_of(hotel, ScriptedChat([]), "scenarios", 1)
    again = [Course(first.assignment, candidate=first.trajectory) for _ in range(2)]
    taken = [simulation._is_new(each, first.trajectory, 0) for each in again]
    assert taken == [True, False]
    assert found(again[1]) == [("task", "already_there")]
