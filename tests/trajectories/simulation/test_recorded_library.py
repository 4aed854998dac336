"""Six dialogues of a library without tool graphs, with replies that a language model gave through `llm_bridge.py`.

Every request was read and answered as it came, each role doing what its prompt asks; nothing failed on purpose. The
assignments keep their states by the keys of their rows. Whoever changes a prompt records again: delete
`recorded/library.json`, start a server, and run this module as `tests/recordings.py` says.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from eigendata_assets.environments.suites.slices import slice_of
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.trajectories.dialogues.provenance_check import unresolved
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.attempt import Course
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from tests.recordings import recording
from tests.trajectories.conftest import SPECS, Domain, _domain
from tests.trajectories.simulation.conftest import simulation_of

HERE = Path(__file__).parent / "recorded"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Domain:
    return _domain(SPECS / "library.yaml", tmp_path_factory.mktemp("library"), sandbox)


@pytest.fixture(scope="module")
def courses(library: Domain) -> list[Course]:
    spec, database = library.knowledge.domain, library.knowledge.database
    entries = json.loads((HERE / "library_assignments.json").read_text())
    made = [
        Course(Assignment.model_validate({**each, "tables": slice_of(spec, database, each["tables"])}))
        for each in entries
    ]
    simulation = simulation_of(library, recording(HERE / "library.json"), "scenarios")
    asyncio.run(simulation.run(made, SimulationAgents()))
    return made


def test_all_six_are_accepted_at_once_each_with_a_function_that_is_sound(courses: list[Course]) -> None:
    assert [each.failures for each in courses] == [[]] * 6
    for course in courses:
        assert course.trajectory is not None
        assert unresolved(course.trajectory) == []
        assert course.proof is not None
        assert course.proof.function is not None


def test_every_call_gives_its_stored_result_again(library: Domain, courses: list[Course]) -> None:
    stored = [course.trajectory for course in courses if course.trajectory is not None]
    again = replay_trajectories(stored, library.environment, library.sandbox)
    assert [each.final_state for each in again] == [each.final_state for each in stored]
    assert [turn.results for each in again for turn in each.turns] == [
        turn.results for each in stored for turn in each.turns
    ]


def test_only_the_one_whose_wish_is_granted_changes_something(courses: list[Course]) -> None:
    changed = [
        course.assignment.goal
        for course in courses
        if course.trajectory and any(step.changed for turn in course.trajectory.turns for step in turn.steps)
    ]
    assert changed == ["register_member"]


def test_who_lacks_a_tool_or_a_right_is_told_so_and_who_errs_is_asked_again(courses: list[Course]) -> None:
    said = {
        course.assignment.kind: [turn.steps[-1].text for turn in course.trajectory.turns]
        for course in courses
        if course.trajectory
    }
    assert "I have no function for it" in said["no_suitable_tool"][0]
    assert "Your membership was valid until 2025-06-01" in said["against_policy"][0]
    assert said["wrong_premise"][0].startswith("I find no member")
