"""What a model has against a simulated dialogue, where the rules have nothing: what only reading shows."""

from __future__ import annotations

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.quality.dialogue_text import dialogue_text
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.conversation import House
from eigendata_assets.trajectories.simulation.failures import SimulationFailure
from eigendata_assets.trajectories.simulation.replies import Intent
from eigendata_assets.trajectories.simulation.roles import SimulationAgents


async def criticised(
    house: House, agents: SimulationAgents, assignment: Assignment, intent: Intent, executed: Trajectory
) -> list[SimulationFailure]:
    """The defects that the critic names, with who is to blame; raises as `Agent.ask` does."""
    reply = await agents.critic.ask(
        house.chat,
        policy=house.policy,
        intent=intent.text,
        manner=assignment.manner,
        dialogue=dialogue_text(_without_policy(executed)),
    )
    return [
        SimulationFailure(
            by=each.by, code=each.code, reason=each.reason, turn=each.turn, found_by=reply.provenance.made_by
        )
        for each in reply.value.failures
    ]


def _without_policy(executed: Trajectory) -> Trajectory:
    """The dialogue as it was spoken; what the system says stands in the prompt already."""
    turns = [
        turn.model_copy(update={"messages": tuple(each for each in turn.messages if each.role != "system")})
        for turn in executed.turns
    ]
    return executed.model_copy(update={"turns": tuple(turns)})
