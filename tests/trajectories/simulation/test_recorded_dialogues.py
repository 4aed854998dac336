"""Twenty dialogues of a hotel chain, ten with tool graphs and ten from scenarios, with recorded replies of a model.

`recorded/assignments.json` holds what they begin with, the states by the keys of their rows; the replies in
`recorded/dialogues.json` were given through `llm_bridge.py`. Whoever changes a prompt records again: delete the file,
start a server, and run this module as `tests/recordings.py` says.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from pathlib import Path

import pytest

from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.trajectories.dialogues.provenance_check import unresolved
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.attempt import Course
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from tests.recordings import recording
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import simulation_of

HERE = Path(__file__).parent / "recorded"


def assignments(hotel: Domain) -> list[Assignment]:
    """The assignments, with the states that the keys of their rows stand for."""
    spec, database = hotel.knowledge.domain, hotel.knowledge.database
    entries = json.loads((HERE / "assignments.json").read_text())
    return [Assignment.model_validate({**each, "tables": slice_of(spec, database, each["tables"])}) for each in entries]


@pytest.fixture(scope="module")
def courses(hotel: Domain) -> list[Course]:
    made = [Course(each) for each in assignments(hotel)]
    simulation = simulation_of(hotel, recording(HERE / "dialogues.json"))
    asyncio.run(simulation.run(made, SimulationAgents()))
    return made


def by(courses: list[Course]) -> Counter[str]:
    return Counter(each.label for course in courses for each in course.failures)


def test_all_twenty_are_accepted_ten_of_each_mode(courses: list[Course]) -> None:
    made = [course for course in courses if course.trajectory is not None]
    assert Counter(bool(course.assignment.trace) for course in made) == {True: 10, False: 10}


def test_every_call_gives_its_stored_result_again(hotel: Domain, courses: list[Course]) -> None:
    stored = [course.trajectory for course in courses if course.trajectory is not None]
    again = replay_trajectories(stored, hotel.environment, hotel.sandbox)
    assert [each.final_state for each in again] == [each.final_state for each in stored]
    assert [turn.results for each in again for turn in each.turns] == [
        turn.results for each in stored for turn in each.turns
    ]


def test_every_argument_has_an_origin_and_every_function_is_sound(courses: list[Course]) -> None:
    for course in courses:
        assert course.trajectory is not None
        assert unresolved(course.trajectory) == []
        assert course.proof is not None
        assert course.proof.function is not None


def test_what_went_wrong_was_caught_and_has_a_culprit(courses: list[Course]) -> None:
    assert by(courses) == {
        "user: contradicts scenario": 1,
        "user: stops early": 2,
        "assistant: argument without origin": 2,
        "assistant: misses the goal": 1,
    }


def test_what_only_reading_shows_was_found_by_the_model(courses: list[Course]) -> None:
    [failure] = [each for course in courses for each in course.failures if each.found_by == "bridge"]
    assert (failure.by, failure.code) == ("assistant", "misses_the_goal")
    assert "free of charge until the day of arrival" in failure.reason


def test_a_dialogue_that_failed_was_held_again_with_the_same_intent(courses: list[Course]) -> None:
    again = [course for course in courses if course.rejected]
    assert len(again) == 5
    for course in again:
        assert course.trajectory is not None
        intents = [each.provenance.details["intent"] for each in (*course.rejected, course.trajectory)]
        assert intents[0] == intents[-1]
        assert course.trajectory.turns != course.rejected[0].turns


def test_calls_that_the_rules_did_not_find_were_planned_by_the_model_and_revised(courses: list[Course]) -> None:
    entries = json.loads((HERE / "dialogues.json").read_text())["entries"].values()
    first, second = (each for each in entries if each["agent"] == "tool_graph_composer_agent")
    assert json.loads(first["reply"]["content"]) != json.loads(second["reply"]["content"])
    needed = [each["id"] for each in json.loads((HERE / "assignments.json").read_text()) if each["needs_graph"]]
    [planned] = [course for course in courses if course.assignment.id in needed]
    assert [call.tool for call in planned.assignment.trace if call.is_goal] == ["book_reward_stay", "get_account"]


def test_a_tool_that_is_added_is_called_only_then(courses: list[Course]) -> None:
    [added] = [each.trajectory for each in courses if each.assignment.kind == "tools_added"]
    assert added is not None
    assert [turn.tools_added for turn in added.turns] == [(), ("HotelChain.extend_stay",)]
    assert "HotelChain.extend_stay" not in added.tools
    assert [call.name for call in added.turns[0].calls] == []
