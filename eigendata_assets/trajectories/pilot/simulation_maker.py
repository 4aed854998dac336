"""Samples made by language models that play user and assistant: the strategy is the prompts of the roles."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from eigendata_assets.artifacts.pilot import PromptVersion, SampleFailure, Strategy
from eigendata_assets.trajectories.origins import scenario_row
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.playing import of_its_kind
from eigendata_assets.trajectories.simulation.roles import SimulationAgents
from eigendata_assets.trajectories.simulation.simulation import Simulated, Simulation
from eigendata_assets.trajectories.staging import Made

ROLES = {"graphs": ("intent_from_graph", "user", "assistant"), "scenarios": ("intent", "user", "assistant")}
"""The roles whose prompts may be revised, by mode; those who check are not among them."""


@dataclass(frozen=True, slots=True)
class SimulationMaker:
    """Makes dialogues of one domain by simulation; `scenario` gives the scenario at a place.

    Where kinds are to be `exact`, a dialogue that has become of another kind than was asked for has failed.
    """

    simulation: Simulation
    scenario: Callable[[int], Scenario]
    agents: SimulationAgents = field(default_factory=SimulationAgents)
    exact: bool = True

    def seed(self) -> Strategy:
        """The prompts that the program comes with."""
        prompts = self.agents.prompts
        roles = ROLES[self.simulation.assigner.mode]
        return Strategy(prompts=tuple(PromptVersion(role=role, text=prompts[role].text) for role in roles))

    async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
        """What came of the scenario at each place; raises `ModelNeeded` where a role has no model.

        Nothing is remembered from one batch to the next: a round of a pilot has the scenarios of the one before.
        """
        simulation = replace(self.simulation, seen=set())
        made = await simulation.make([self.scenario(place) for place in places], self.agents.told(strategy.prompts))
        found = map(of_its_kind, made) if self.exact else made
        return [_sample(place, each) for place, each in zip(places, found, strict=True)]


def _sample(place: int, simulated: Simulated) -> Sample:
    """Failures of earlier attempts stand in the provenance of a dialogue that was taken in the end."""
    scenario = simulated.scenario
    labels = {"kind": str(scenario.kind), "experience": str(scenario.experience), "mood": str(scenario.mood)}
    trajectory, proof = simulated.trajectory, simulated.proof
    if trajectory is not None and proof is not None:
        return Sample(
            place, trajectory.id, Made(trajectory, proof, scenario_row(trajectory.id, scenario)), labels=labels
        )
    failures = tuple(SampleFailure(code=each.code, message=each.reason, blame=each.by) for each in simulated.failures)
    held = simulated.rejected[-1] if simulated.rejected else None
    row = scenario_row(held.id, scenario) if held else None
    return Sample(place, f"scenario {place}", None, failures, labels, held, row)
