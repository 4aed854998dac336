"""Places of a space are played by models until each has its dialogue, of its own kind, or was tried often enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.counted import Counted
from eigendata_assets.artifacts.dataset import ModelWork
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.left_out import LeftOut
from eigendata_assets.execution.progress import Advance
from eigendata_assets.trajectories.generation import Generation, skeleton
from eigendata_assets.trajectories.graphs.composing import compose
from eigendata_assets.trajectories.origins import scenario_row
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.assigning import Assigner, Mode
from eigendata_assets.trajectories.simulation.conversation import House
from eigendata_assets.trajectories.simulation.failures import Culprit, SimulationFailure
from eigendata_assets.trajectories.simulation.live_tools import LiveTools
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.simulation import Simulated, Simulation
from eigendata_assets.trajectories.staging import Made

ATTEMPTS = 3
"""So many scenarios of its kind a place is tried with, where nothing else is asked for."""

_DRAWS = 6


def simulation_in(generation: Generation, chat: ChatModel, mode: Mode) -> Simulation:
    """A simulation of the domain and the space of a generation."""
    spec, toolset = generation.knowledge.domain, generation.gate.toolset
    live = LiveTools(generation.environment, generation.sandbox, generation.toolkit)
    tools = {each.name: each for each in toolset.tools}
    house = House(spec.name, spec.description, spec.policy, spec.now, tools, live, chat)
    assigner = Assigner(generation.knowledge, generation.gives, mode, str(generation.space.seed))
    return Simulation(house, generation.gate, assigner)


def scenario_at(generation: Generation, mode: Mode, place: int, number: int = 0) -> Scenario:
    """A scenario of the place; with graphs one for which the rules find a graph, where a few draws give one."""
    attempts = range(number * _DRAWS, (number + 1) * _DRAWS)
    drawn = [generation.space.scenario(place, attempt) for attempt in attempts]
    if mode == "graphs":
        composed = (each for each in drawn if compose(generation.knowledge, generation.gives, each))
        return next(composed, drawn[0])
    return drawn[0]


def of_its_kind(simulated: Simulated) -> Simulated:
    """What came of a scenario, but for a dialogue that has become of another kind than was asked for: that has failed.

    So the shares of kinds are those that were asked for, whatever the speakers make of their tasks.
    """
    trajectory, kind = simulated.trajectory, simulated.scenario.kind
    if trajectory is None or trajectory.category == kind:
        return simulated
    by: Culprit = "assistant" if kind == "parallel_calls" else "user"
    reason = f"it was to be of the kind {kind}, and has become {trajectory.category}"
    failure = SimulationFailure(by=by, code="becomes_another_kind", reason=reason)
    failures, rejected = (*simulated.failures, failure), (*simulated.rejected, trajectory)
    return Simulated(simulated.scenario, None, None, failures, rejected)


@dataclass(frozen=True, slots=True)
class PlayedPlaces:
    """What came of some places: the accepted dialogues in their order, what it took, and what was held in vain."""

    made: tuple[Made, ...]
    work: ModelWork
    rejected: tuple[Json, ...]


@dataclass(slots=True)
class Playing:
    """Plays places of a space; each is tried with as many scenarios of its kind as there are `attempts`."""

    simulation: Simulation
    chat: Counted
    scenario: Callable[[int, int], Scenario]
    agents: SimulationAgents
    attempts: int = ATTEMPTS

    async def play(self, places: Sequence[int], advance: Advance) -> PlayedPlaces:
        """Every place has its dialogue, or was tried often enough; raises `ModelNeeded` where a role has no model."""
        before, tried = replace(self.chat), {place: list[Simulated]() for place in places}
        for number in range(self.attempts):
            due = [place for place, some in tried.items() if not some or some[-1].trajectory is None]
            done = await self.simulation.make([self.scenario(place, number) for place in due], self.agents)
            for place, each in zip(due, done, strict=True):
                tried[place].append(self._fitting(each))
                if tried[place][-1].trajectory is not None:
                    advance()
        return PlayedPlaces(_made(tried), self._played(tried, before), tuple(_rejected(tried)))

    def _fitting(self, simulated: Simulated) -> Simulated:
        """The dialogue where it is of its kind; one that is not is forgotten, and may be held again."""
        fitting = of_its_kind(simulated)
        if simulated.trajectory is not None and fitting.trajectory is None:
            self.simulation.seen.discard(skeleton(simulated.trajectory))
        return fitting

    def _played(self, tried: Mapping[int, Sequence[Simulated]], before: Counted) -> ModelWork:
        failures = Counter(failure.label for some in tried.values() for each in some for failure in each.failures)
        return ModelWork(
            asked=self.chat.asked - before.asked,
            kept=self.chat.kept - before.kept,
            tokens=self.chat.tokens - before.tokens,
            failures=dict(failures.most_common()),
            left_out=tuple(_left_out(place, some) for place, some in tried.items() if some[-1].trajectory is None),
        )


def _made(tried: Mapping[int, Sequence[Simulated]]) -> tuple[Made, ...]:
    ends = [some[-1] for some in tried.values()]
    return tuple(
        Made(each.trajectory, each.proof, scenario_row(each.trajectory.id, each.scenario))
        for each in ends
        if each.trajectory is not None and each.proof is not None
    )


def _rejected(tried: Mapping[int, Sequence[Simulated]]) -> Iterator[Json]:
    """The dialogues that were held and not taken, each labelled with all that went wrong for its scenario."""
    for each in (one for some in tried.values() for one in some):
        failures = [failure.model_dump() for failure in each.failures]
        for trajectory in each.rejected:
            yield {"failures": failures, "trajectory": trajectory.model_dump(mode="json")}


def _left_out(place: int, tried: Sequence[Simulated]) -> LeftOut:
    reasons = (f"{failure.label}: {failure.reason}" for each in tried for failure in each.failures)
    return LeftOut(place=place, kind=tried[0].scenario.kind, reasons=tuple(dict.fromkeys(reasons)))
