"""The roles of a simulation: each with a prompt of its own, which can be revised and is recorded by its version."""

from __future__ import annotations

import asyncio

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import Message
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.trajectories.simulation.failures import SimulationFailure
from eigendata_assets.trajectories.simulation.roles import SimulationAgents

FIELDS = {
    "composer": {"goal", "tools", "rows", "scenario", "manner", "tried"},
    "intent_from_graph": {"description", "scenario", "manner", "trace", "known", "problems"},
    "intent": {
        "description", "now", "policy", "tools", "goal", "may_know_ids", "scenario", "manner", "rows", "problems",
    },
    "user": {"intent", "persona", "manner"},
    "assistant": {"description", "now", "policy"},
    "critic": {"policy", "intent", "manner", "dialogue"},
}  # fmt: skip
"""What each module passes; a prompt that reads something else fails when it is rendered."""


@pytest.mark.parametrize("role", list(FIELDS))
def test_a_prompt_reads_what_its_module_passes(role: str) -> None:
    prompt = SimulationAgents().prompts[role]
    assert prompt.fields() <= FIELDS[role]
    assert prompt.render(dict.fromkeys(FIELDS[role], "x"))


def test_every_role_has_a_prompt_of_its_own() -> None:
    prompts = SimulationAgents().prompts
    assert prompts.keys() == FIELDS.keys()
    assert len({prompt.version for prompt in prompts.values()}) == len(prompts)


def test_a_revised_prompt_takes_the_place_of_the_seed_and_leaves_it() -> None:
    seeds = SimulationAgents()
    revised = seeds.with_prompts({"user": Prompt("simulation/user", "<!-- system -->\nBe brief: {{ intent }}")})
    assert revised.user.prompt.text.startswith("<!-- system -->\nBe brief")
    assert revised.assistant == seeds.assistant
    assert SimulationAgents().user == seeds.user


def test_a_talker_sends_its_prompt_the_history_and_who_it_is() -> None:
    chat = ScriptedChat(["Fine."])
    about: dict[str, object] = {"intent": "You want tea.", "persona": "calm", "manner": "plainly"}
    history = [Message(role="user", content="How are you?")]
    reply = asyncio.run(SimulationAgents().user.say(chat, about, history, sample=3))
    [request] = chat.requests
    assert reply.value.content == "Fine."
    assert "You want tea." in request.messages[0].content
    assert request.messages[-1] == history[0]
    assert (request.sample, request.labels.agent) == (3, "user_simulator_agent")
    assert request.labels.prompt_version == SimulationAgents().user.prompt.version


def test_without_a_model_all_roles_that_need_one_are_named_at_once() -> None:
    with pytest.raises(ModelNeeded) as caught:
        SimulationAgents().require(Offline())
    assert len(caught.value.agents) == len(FIELDS)


def test_failures_are_counted_by_who_and_what() -> None:
    failure = SimulationFailure(by="user", code="leaks_unseen_fact", reason="he says it")
    assert failure.label == "user: leaks unseen fact"
