"""A simulated dialogue is accepted when it was played well, and what went wrong has a culprit."""

from __future__ import annotations

import asyncio

from eigendata_assets.agents.messages import ChatRequest, ToolCall
from eigendata_assets.agents.scripted import Answer
from eigendata_assets.trajectories.dialogues.provenance_check import unresolved
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.attempt import Course
from eigendata_assets.trajectories.simulation.conversation import DONE
from eigendata_assets.trajectories.simulation.replies import Criticised, Criticism
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import Line, course_of


def played(hotel: Domain, booking: Assignment, tries: int = 1, **instead: Line) -> Course:
    return asyncio.run(course_of(hotel, booking, instead, tries))


def found(course: Course) -> list[tuple[str, str]]:
    return [(each.by, each.code) for each in course.failures]


def test_a_dialogue_that_was_played_well_is_accepted(hotel: Domain, booking: Assignment) -> None:
    course = played(hotel, booking)
    assert course.failures == []
    assert course.trajectory is not None
    assert [call.name for call in course.trajectory.calls] == [call.tool for call in booking.trace]
    assert unresolved(course.trajectory) == []
    assert course.proof is not None
    assert course.proof.function is not None
    assert course.trajectory.turns[0].messages[0].role == "system"


def test_who_plays_and_from_which_prompts_is_recorded(hotel: Domain, booking: Assignment) -> None:
    trajectory = played(hotel, booking).trajectory
    assert trajectory is not None
    details = trajectory.provenance.details
    assert details["made_by"] == {"user_simulator_agent": "scripted", "trajectory_agent": "scripted"}
    assert {"user", "assistant", "intent_from_graph"} <= details["prompts"].keys()
    assert details["intent"]["story"]


def test_a_user_who_says_a_stored_value_that_he_cannot_know_leaks_it(hotel: Domain, booking: Assignment) -> None:
    [secret, *_] = [each for each in booking.hidden if isinstance(each, str)]

    def leaking(request: ChatRequest, perfect: Answer) -> Answer:
        return perfect if perfect == DONE else f"{perfect} You will find it under {secret}."

    course = played(hotel, booking, user_simulator_agent=leaking)
    assert ("user", "leaks_unseen_fact") in found(course)
    assert secret in course.failures[0].reason
    assert course.trajectory is None
    assert len(course.rejected) == 1


def test_a_user_who_makes_something_up_contradicts_his_task(hotel: Domain, booking: Assignment) -> None:
    def inventing(request: ChatRequest, perfect: Answer) -> Answer:
        return perfect if perfect == DONE else f"{perfect} My number is QX-99871."

    assert found(played(hotel, booking, user_simulator_agent=inventing)) == [("user", "contradicts_scenario")]


def test_a_user_who_names_functions_does_the_assistants_work(hotel: Domain, booking: Assignment) -> None:
    def knowing(request: ChatRequest, perfect: Answer) -> Answer:
        return perfect if perfect == DONE else f"{perfect} Use {booking.goal} for that."

    assert found(played(hotel, booking, user_simulator_agent=knowing)) == [("user", "does_assistants_work")]


def test_a_user_who_ends_before_he_has_said_all_stops_early(hotel: Domain, booking: Assignment) -> None:
    def impatient(request: ChatRequest, perfect: Answer) -> Answer:
        return perfect if perfect == DONE else "Please help me."

    def asking(request: ChatRequest, perfect: Answer) -> Answer:
        return "Of course. Who are you?"

    course = played(hotel, booking, user_simulator_agent=impatient, trajectory_agent=asking)
    assert found(course) == [("user", "stops_early")]
    assert "without having said" in course.failures[0].reason


def test_an_assistant_who_does_nothing_misses_the_goal(hotel: Domain, booking: Assignment) -> None:
    course = played(hotel, booking, trajectory_agent=lambda request, perfect: "All of that is done.")
    assert found(course) == [("assistant", "misses_the_goal")]


def test_an_assistant_who_makes_up_an_argument_is_found_out(hotel: Domain, booking: Assignment) -> None:
    def guessing(request: ChatRequest, perfect: Answer) -> Answer:
        if isinstance(perfect, ToolCall) and perfect.name == booking.goal:
            return perfect.model_copy(update={"arguments": dict.fromkeys(perfect.arguments, "S009999")})
        return perfect

    course = played(hotel, booking, trajectory_agent=guessing)
    assert ("assistant", "argument_without_origin") in found(course)


def test_an_assistant_who_never_answers_is_stopped(hotel: Domain, booking: Assignment) -> None:
    def calling(request: ChatRequest, perfect: Answer) -> Answer:
        call = booking.trace[0]
        return ToolCall(id="again", name=call.tool, arguments=dict(call.arguments))

    assert ("assistant", "does_not_end") in found(played(hotel, booking, trajectory_agent=calling))


def test_what_only_reading_shows_is_left_to_the_critic(hotel: Domain, booking: Assignment) -> None:
    defect = Criticised(by="user", code="contradicts_scenario", reason="he is rude, and should be calm", turn=0)
    course = played(hotel, booking, simulation_critic=lambda request, perfect: Criticism(failures=(defect,)))
    assert [(each.by, each.found_by) for each in course.failures] == [("user", "scripted")]


def test_a_dialogue_that_failed_is_held_again_and_remembers_why(hotel: Domain, booking: Assignment) -> None:
    def careless(request: ChatRequest, perfect: Answer) -> Answer:
        return "All of that is done." if request.sample == 0 else perfect

    course = played(hotel, booking, tries=2, trajectory_agent=careless)
    assert course.trajectory is not None
    [failed] = course.trajectory.provenance.details["failed_before"]
    assert (failed["by"], failed["attempt"]) == ("assistant", 0)


def test_an_intent_with_what_the_user_cannot_know_is_written_again_and_then_given_up(
    hotel: Domain, booking: Assignment
) -> None:
    def telling(request: ChatRequest, perfect: Answer) -> Answer:
        return perfect.model_copy(update={"story": f"Ask for {booking.goal}."})  # type: ignore[union-attr]

    course = played(hotel, booking, user_intent_from_graph_agent=telling)
    assert found(course) == [("task", "intent_does_not_fit")]


def test_a_role_that_gives_no_usable_reply_is_to_blame(hotel: Domain, booking: Assignment) -> None:
    assert found(played(hotel, booking, user_simulator_agent=lambda request, perfect: "")) == [
        ("user", "no_usable_reply")
    ]
