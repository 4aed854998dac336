"""A generated hotel chain in which dialogues are simulated, and players that a test can make good or bad."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import ChatRequest, ToolCall
from eigendata_assets.agents.scripted import Answer, ScriptedChat
from eigendata_assets.environments.synthesis.module_code import class_name
from eigendata_assets.environments.tool_schemas import toolset_of
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import Wanted, open_generation, read_knowledge
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.assigning import Assigner, Mode
from eigendata_assets.trajectories.simulation.assignment import Assignment, TracedCall
from eigendata_assets.trajectories.simulation.attempt import Course
from eigendata_assets.trajectories.simulation.conversation import DONE, House
from eigendata_assets.trajectories.simulation.live_tools import LiveTools
from eigendata_assets.trajectories.simulation.replies import Criticism, Intent, KnownFact
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.simulation import Simulation
from eigendata_assets.verification.gate import Gate
from tests.trajectories.conftest import Domain


@pytest.fixture(scope="session")
def hotel(populated: Callable[[str], Domain]) -> Domain:
    return populated("hotel_chain")


def simulation_of(domain: Domain, chat: ChatModel, mode: Mode = "graphs", tries: int = 2) -> Simulation:
    spec = domain.knowledge.domain
    toolset = toolset_of(spec, dict(domain.knowledge.behaviours))
    live = LiveTools(domain.environment, domain.sandbox, class_name(spec.name))
    tools = {each.name: each for each in toolset.tools}
    house = House(spec.name, spec.description, spec.policy, spec.now, tools, live, chat)
    gate = Gate(toolset, domain.environment, domain.sandbox)
    return Simulation(house, gate, Assigner(domain.knowledge, domain.gives, mode, "1"), tries)


def scenarios_of(domain: Domain, count: int, seed: int = 1) -> list[Scenario]:
    drawn = domain.space(count, seed, {"single_turn_single_task": 1})
    return [drawn.scenario(index, 0) for index in range(count)]


@pytest.fixture(scope="session")
def booking(hotel: Domain) -> Assignment:
    """An assignment whose goal changes the state, after a look-up."""
    assigner = Assigner(hotel.knowledge, hotel.gives, "graphs", "1")
    made = (assigner.assign(each) for each in scenarios_of(hotel, 60))
    writes = hotel.knowledge.writes
    return next(each for each in made if len(each.trace) > 1 and each.goal in writes and len(each.said) > 1)


Line = Callable[[ChatRequest, str], Answer]
"""What a player answers, given the request and what a perfect one would."""


@dataclass
class Players:
    """All roles, played perfectly by the trace of an assignment, but for those that a test plays otherwise."""

    assignment: Assignment
    instead: dict[str, Line]
    case: int = 1

    def chat(self) -> ScriptedChat:
        return ScriptedChat(self.answer)

    def answer(self, request: ChatRequest) -> Answer:
        agent = request.labels.agent
        perfect = getattr(self, agent)(request)
        return self.instead[agent](request, perfect) if agent in self.instead else perfect

    def user_intent_from_graph_agent(self, request: ChatRequest) -> Answer:
        facts = tuple(KnownFact(label=name, value=str(value)) for name, value in self.assignment.said)
        return Intent(story=f"You want to have something done. Your case has number {self.case}.", facts=facts)

    def user_simulator_agent(self, request: ChatRequest) -> Answer:
        if any(message.role == "assistant" for message in request.messages):
            return DONE
        known = ", ".join(f"my {name} is {value}" for name, value in self.assignment.said)
        return f"Please help me with case {self.case}: {known}."

    def trajectory_agent(self, request: ChatRequest) -> Answer:
        made = sum(message.role == "tool" for message in request.messages)
        if made >= len(self.assignment.trace):
            return f"All of this is done: {request.messages[-1].content}"
        call = self.assignment.trace[made]
        return ToolCall(id=f"c{made}", name=call.tool, arguments=dict(call.arguments))

    def simulation_critic(self, request: ChatRequest) -> Answer:
        return Criticism(failures=())


@dataclass
class Ensemble:
    """Players of several assignments at once; who is asked is told by the case, or by the calls in the prompt."""

    players: list[Players]

    def chat(self) -> ScriptedChat:
        return ScriptedChat(self.answer)

    def answer(self, request: ChatRequest) -> Answer:
        text = "\n".join(message.content for message in request.messages)
        if "intent" in request.labels.agent:
            meant = next(each for each in self.players if "\n".join(map(_line, each.assignment.trace)) + "\n\n" in text)
        else:
            names = ("case {}:", "Your case has number {}.")
            meant = next(each for each in self.players if any(name.format(each.case) in text for name in names))
        return meant.answer(request)


def ensemble_of(workspace: Workspace, sandbox: Sandbox, wanted: Wanted, instead: dict[str, Line]) -> Ensemble:
    """Players of all scenarios that may be drawn for the lockers."""
    domain, store = workspace.domain("lockers"), workspace.store("lockers")
    opened = open_generation(store, read_knowledge(workspace, domain), domain, wanted, sandbox)
    assigner = Assigner(opened.knowledge, opened.gives, "graphs", str(wanted.seed))
    drawn = [opened.space.scenario(place, attempt) for place in range(wanted.count) for attempt in range(18)]
    assigned = [each for each in map(assigner.assign, drawn) if each.trace]
    return Ensemble([Players(each, instead, case) for case, each in enumerate(assigned, 20)])


def _line(call: TracedCall) -> str:
    return call.line


async def course_of(hotel: Domain, assignment: Assignment, instead: dict[str, Line], tries: int = 1) -> Course:
    """What becomes of the assignment when these players do something else than the perfect ones."""
    simulation = simulation_of(hotel, Players(assignment, instead).chat(), tries=tries)
    course = Course(assignment)
    await simulation.run([course], SimulationAgents())
    return course
