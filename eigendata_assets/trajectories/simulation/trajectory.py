"""A dialogue that was held becomes a trajectory: with provenance of every argument, and of who has said what."""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Provenance, Trajectory
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.conversation import House, Talk
from eigendata_assets.trajectories.simulation.origins import origins_of
from eigendata_assets.trajectories.simulation.replies import Intent

SIMULATION_VERSION = "1"
"""Raised when the same replies give another dialogue."""


def trajectory_of(
    assignment: Assignment, intent: Intent, talk: Talk, house: House, prompts: Mapping[str, Prompt]
) -> Trajectory:
    """The dialogue, to be executed once more as a whole; a first turn of the user alone where nobody answered."""
    toolkit = house.live.toolkit
    added = {key for turn in talk.turns for key in turn.tools_added}
    withheld = added | {house.tools[name].key for name in assignment.withheld}
    details: dict[str, Json] = {
        "scenario": {"goal": assignment.goal, **assignment.scenario},
        "intent": intent.model_dump(mode="json"),
        "made_by": dict(talk.made_by),
        "prompts": {role: prompt.version for role, prompt in prompts.items()},
    }
    trajectory = Trajectory(
        id=assignment.id,
        category=assignment.kind,
        toolkits=(toolkit,),
        tools=tuple(each.key for each in house.tools.values() if each.key not in withheld),
        turns=talk.turns,
        initial_state={toolkit: assignment.tables},
        provenance=Provenance(
            source=f"simulated in {house.name}", version=SIMULATION_VERSION, entry=assignment.id, details=details
        ),
    )
    origins = {**details, "arguments": origins_of(trajectory)}
    provenance = trajectory.provenance.model_copy(update={"details": origins})
    return trajectory.model_copy(update={"provenance": provenance})
