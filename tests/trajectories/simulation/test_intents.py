"""An intent is taken when its user knows all that he has to say, and nothing that only the system knows."""

from __future__ import annotations

import asyncio

import pytest

from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.trajectories.simulation.assigning import Assigner
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.intents import IntentWriter, UnfitIntentError
from eigendata_assets.trajectories.simulation.replies import Intent, KnownFact
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from tests.trajectories.conftest import Domain
from tests.trajectories.simulation.conftest import scenarios_of, simulation_of


def fact(value: object) -> KnownFact:
    return KnownFact(label="it", value=str(value))


@pytest.fixture(scope="module")
def right(booking: Assignment) -> Intent:
    return Intent(story="You want something done.", facts=tuple(fact(value) for _, value in booking.said))


@pytest.fixture(scope="module")
def free(hotel: Domain) -> Assignment:
    """An assignment from a scenario alone, of a user who is no expert."""
    assigner = Assigner(hotel.knowledge, hotel.gives, "scenarios", "1")
    drawn = [each for each in scenarios_of(hotel, 20) if each.experience != "expert"]
    return next(each for each in map(assigner.assign, drawn) if each.made_up)


def written(hotel: Domain, task: Assignment, *replies: Intent) -> tuple[Intent, ScriptedChat]:
    chat = ScriptedChat(replies)
    writer = IntentWriter(simulation_of(hotel, chat).house, SimulationAgents())
    return asyncio.run(writer.write(task, 0)), chat


def test_an_intent_with_all_facts_is_taken_at_once(hotel: Domain, booking: Assignment, right: Intent) -> None:
    intent, chat = written(hotel, booking, right)
    assert intent == right
    [request] = chat.requests
    text = "\n".join(message.content for message in request.messages)
    assert all(call.line in text for call in booking.trace)
    assert "GOAL" in text


def test_a_fact_that_is_missing_is_asked_for(hotel: Domain, booking: Assignment, right: Intent) -> None:
    intent, chat = written(hotel, booking, Intent(story="You want something.", facts=()), right)
    assert intent == right
    assert "he must know" in chat.requests[1].messages[-1].content


def test_a_key_that_only_results_show_is_refused(hotel: Domain, booking: Assignment, right: Intent) -> None:
    [secret, *_] = [each for each in booking.hidden if isinstance(each, str)]
    telling = right.model_copy(update={"facts": (*right.facts, fact(secret))})
    intent, chat = written(hotel, booking, telling, right)
    assert intent == right
    assert f"he cannot know {secret}" in chat.requests[1].messages[-1].content


def test_after_some_answers_it_is_given_up_and_the_task_is_to_blame(
    hotel: Domain, booking: Assignment, right: Intent
) -> None:
    naming = right.model_copy(update={"story": f"Make the assistant call {booking.goal}."})
    with pytest.raises(UnfitIntentError) as caught:
        written(hotel, booking, *[naming] * 3)
    assert caught.value.failure.by == "task"
    assert booking.goal in caught.value.failure.reason


def test_from_a_scenario_the_functions_are_named_and_known(hotel: Domain, free: Assignment) -> None:
    wrong = Intent(story="You want something.", facts=(), functions=("make_coffee",), changes_something=True)
    none = wrong.model_copy(update={"functions": ()})
    right = wrong.model_copy(update={"functions": (free.goal,)})
    intent, chat = written(hotel, free, wrong, none, right)
    assert intent == right
    assert "there is no function make_coffee" in chat.requests[1].messages[-1].content
    assert "no function is named that changes something" in chat.requests[2].messages[-1].content


def test_from_a_scenario_keys_of_the_system_are_an_experts_only(hotel: Domain, free: Assignment) -> None:
    key = free.made_up[0]
    telling = Intent(story=f"You want to know about {key}.", facts=(fact(key),), functions=(free.goal,))
    plain = Intent(story="You want to know something.", facts=(), functions=(free.goal,))
    assert written(hotel, free, telling, plain)[0] == plain
    expert = free.model_copy(update={"scenario": {**free.scenario, "experience": "expert"}})
    assert written(hotel, expert, telling)[0] == telling


def test_rows_that_a_task_may_be_about_are_shown_and_no_others(hotel: Domain, free: Assignment) -> None:
    _, chat = written(hotel, free, Intent(story="You ask.", facts=(), functions=(free.goal,)))
    text = chat.requests[0].messages[-1].content
    shown = {key for keys in free.about.values() for key in keys}
    assert all(f'"{key}"' in text for key in shown)
    assert sum(map(len, free.about.values())) < sum(map(len, free.tables.values()))
