"""An environment with rules of its own, which its spec does not know: graphs are revised until they hold in it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

import pytest

from eigendata_assets.artifacts.graph_traces import Attempt
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.trajectories.dialogues.provenance_check import texts_of, unresolved
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.staging import Made
from tests.trajectories.conftest import Domain, _domain
from tests.trajectories.lockers import LOCKERS

COUNT = 60

OWN_RULES = '''\
"""The lockers as somebody runs them."""

import lockers


class OwnLockers(lockers.Lockers):
    """Half of the lockers are out of order, nobody extends by more than 2 months, and results say more."""

    def list_lockers(self, person_id):
        given = super().list_lockers(person_id)
        for each in given.get("lockers", []):
            each["hall"] = "north" if int(each["locker_id"][1:]) % 2 else "south"
        return given

    def extend_locker(self, locker_id, months):
        if locker_id in self.lockers and int(locker_id[1:]) % 2:
            return {"error": f"Locker {locker_id} is out of order."}
        if months > 2:
            return {"error": "At most 2 months can be added at a time."}
        given = super().extend_locker(locker_id, months)
        return given if "error" in given else given | {"confirmed": True}
'''


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Domain:
    folder = tmp_path_factory.mktemp("lockers")
    (folder / "lockers.yaml").write_text(LOCKERS)
    domain = _domain(folder / "lockers.yaml", folder, sandbox)
    (folder / "own.py").write_text(OWN_RULES)
    return replace(domain, environment=EnvironmentCode(folder, (Toolkit("OwnLockers", "own"),), "_load_state"))


def generation_in(domain: Domain) -> Generation:
    generation = domain.generation(COUNT)
    generation.toolkit = "OwnLockers"
    tools = tuple(each.model_copy(update={"toolkit": "OwnLockers"}) for each in generation.gate.toolset.tools)
    return replace(
        generation, gate=replace(generation.gate, toolset=generation.gate.toolset.model_copy(update={"tools": tools}))
    )


@pytest.fixture(scope="module")
def generation(strict: Domain) -> Generation:
    return generation_in(strict)


@pytest.fixture(scope="module")
def made(generation: Generation) -> list[Made]:
    return list(generation.make(range(COUNT)))


def attempts_of(made: list[Made]) -> list[tuple[Attempt, ...]]:
    return [tuple(map(Attempt.model_validate, json.loads(each.graph["attempts"]))) for each in made if each.graph]


def test_all_dialogues_hold_in_the_environment_as_it_is(strict: Domain, made: list[Made]) -> None:
    stored = [each.trajectory for each in made]
    again = replay_trajectories(stored, strict.environment, strict.sandbox)
    assert [[turn.results for turn in each.turns] for each in again] == [
        [turn.results for turn in each.turns] for each in stored
    ]
    assert len(made) == COUNT
    assert all(each.proof.function for each in made)


def test_every_argument_has_an_origin_in_what_the_environment_gave(generation: Generation, made: list[Made]) -> None:
    texts = texts_of(generation.gate.toolset.tools)
    assert [problem for each in made for problem in unresolved(each.trajectory, texts)] == []


def test_what_its_own_rules_allow_is_called_with_success(made: list[Made]) -> None:
    calls = [
        (call.arguments, result.value)
        for each in made
        for turn in each.trajectory.turns
        for call, result in zip(turn.calls, turn.results, strict=True)
        if call.name == "extend_locker"
    ]
    done = [arguments for arguments, value in calls if "error" not in value]
    assert len(done) > 10
    assert all(arguments["months"] <= 2 and int(arguments["locker_id"][1:]) % 2 == 0 for arguments in done)


def test_every_attempt_is_traced_with_what_came_and_what_was_revised(made: list[Made]) -> None:
    attempts = [each for some in attempts_of(made) for each in some]
    ways = Counter(each.revised for each in attempts)
    assert {"what is expected", "a value that was answered", "another row"} <= ways.keys()
    for each in attempts:
        assert each.expected != each.came
        if each.revised == "a value that was answered":
            assert (each.argument, each.after) == ("months", 2)
            assert each.came == {"error": "At most 2 months can be added at a time."}


def test_the_environment_is_told_what_it_does_otherwise(generation: Generation, made: list[Made]) -> None:
    assert made
    assert {"list_lockers", "extend_locker"} <= generation.needs.keys()


def test_scenarios_are_kept_where_before_they_were_given_up(generation: Generation, made: list[Made]) -> None:
    revised = sum(bool(some) for some in attempts_of(made))
    assert revised > COUNT / 4
    assert generation.dropped["the environment gave other results"] < revised


def test_the_same_seed_gives_the_same_dialogues_and_traces(strict: Domain, made: list[Made]) -> None:
    fresh = replace(strict, knowledge=replace(strict.knowledge))
    again = list(generation_in(fresh).make(range(COUNT)))
    assert [each.trajectory for each in again] == [each.trajectory for each in made]
    assert attempts_of(again) == attempts_of(made)


def test_where_the_environment_is_as_the_spec_says_nothing_is_revised(dataset) -> None:
    assert {each.graph["attempts"] for each in dataset.made} == {"[]"}
