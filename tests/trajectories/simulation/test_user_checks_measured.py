"""The rules about users on dialogues made by rule: none is blamed for nothing, and planted leaks are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest

from eigendata_assets.artifacts.trajectory import Message
from eigendata_assets.trajectories.graphs.sources import Computed
from eigendata_assets.trajectories.scenarios.dimensions import Kind
from eigendata_assets.trajectories.simulation.assigning import Assigner
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.conversation import Talk
from eigendata_assets.trajectories.simulation.replies import Intent, KnownFact
from eigendata_assets.trajectories.simulation.user_checks import user_failures
from tests.trajectories.conftest import Domain

COUNT = 40
RIGHT: tuple[Kind, ...] = ("single_turn_single_task", "multi_turn_multi_task", "missing_parameter", "against_policy")
"""Kinds in which the user says nothing wrong."""


@dataclass(frozen=True)
class Spoken:
    """A dialogue, what its user was told, and what he must not say."""

    assignment: Assignment
    intent: Intent
    talk: Talk

    def with_more(self, sentence: str) -> Talk:
        """The talk in which the user says this too, before he has heard anything."""
        first, *others = self.talk.turns
        said = (*first.messages, Message(role="user", content=sentence))
        return Talk((first.model_copy(update={"messages": said}), *others), self.talk.ending)


def spoken(hotel: Domain) -> Iterator[Spoken]:
    generation = hotel.generation(COUNT)
    generation.space = hotel.space(COUNT, 3, dict.fromkeys(RIGHT, 1))
    assigner = Assigner(hotel.knowledge, hotel.gives, "graphs", "1")
    for place in range(COUNT):
        scenarios = (generation.space.scenario(place, attempt) for attempt in range(12))
        scenario, draft = next(
            ((each, made) for each in scenarios if (made := generation._composed(each))), (None, None)
        )
        if scenario is None or draft is None or draft.trajectory.provenance.details.get("limits"):
            continue  # a limit is said for a scenario's sake, and is in no graph
        if any(isinstance(source, Computed) for node in draft.graph.nodes for source in node.sources.values()):
            continue  # whom a rule speaks for says what the assistant computes with; who is simulated says the outcome
        task = assigner.assign(scenario)
        facts = tuple(KnownFact(label=name.replace("_", " "), value=str(value)) for name, value in task.said)
        yield Spoken(task, Intent(story="You want it.", facts=facts), Talk(draft.trajectory.turns, "user is done"))


@pytest.fixture(scope="module")
def dialogues(hotel: Domain) -> list[Spoken]:
    return list(spoken(hotel))


def test_nobody_is_blamed_who_says_what_he_was_told(hotel: Domain, dialogues: list[Spoken]) -> None:
    assert len(dialogues) > COUNT // 2
    tools = list(hotel.knowledge.behaviours)
    for each in dialogues:
        assert user_failures(each.assignment, each.intent, each.talk, tools) == []


@pytest.mark.parametrize("what", ["key", "name", "email"])
def test_planted_leaks_are_found(dialogues: list[Spoken], what: str) -> None:
    random, missed = Random(what), []
    for each in dialogues:
        known = repr([*each.assignment.said, each.talk.turns[0].messages])
        guests = each.assignment.tables["guests"]
        values = list(guests) if what == "key" else [str(row[what]) for row in guests.values()]
        secret = random.choice([value for value in values if value not in known])
        found = user_failures(each.assignment, each.intent, each.with_more(f"It is about {secret}."), [])
        if not any(failure.code == "leaks_unseen_fact" and secret in failure.reason for failure in found):
            missed.append(secret)
    assert missed == []


def test_numbers_that_are_changed_are_found(dialogues: list[Spoken]) -> None:
    random = Random(1)
    for each in dialogues:
        number = random.randint(1_000, 9_999)
        found = user_failures(each.assignment, each.intent, each.with_more(f"It costs {number}."), [])
        assert [failure.by for failure in found] == ["user"]
