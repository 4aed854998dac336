"""A dialogue that was held becomes a trajectory: with provenance of every argument, and of who has said what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Provenance, Trajectory, Turn
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.conversation import House, Talk
from eigendata_assets.trajectories.simulation.origins import origins_of
from eigendata_assets.trajectories.simulation.replies import Intent

_OF_SEVERAL_TURNS = {"missing_parameter", "invalid_value", "wrong_premise", "tools_added"}

SIMULATION_VERSION = "1"
"""Raised when the same replies give another dialogue."""


def trajectory_of(
    assignment: Assignment, intent: Intent, talk: Talk, house: House, prompts: Mapping[str, Prompt]
) -> Trajectory:
    """The dialogue, to be executed once more as a whole; its category is the kind that it has become."""
    toolkit = house.live.toolkit
    added = {key for turn in talk.turns for key in turn.tools_added}
    withheld = added | {house.tools[name].key for name in assignment.withheld}
    details: dict[str, Json] = {
        "scenario": {"kind": assignment.kind, "goal": assignment.goal, **assignment.scenario},
        "intent": intent.model_dump(mode="json"),
        "made_by": dict(talk.made_by),
        "prompts": {role: prompt.version for role, prompt in prompts.items()},
    }
    trajectory = Trajectory(
        id=assignment.id,
        category=kind_held(assignment.kind, talk.turns),
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


def kind_held(kind: str, turns: Sequence[Turn]) -> str:
    """The kind that a dialogue is of, where the speakers have made another of it than was asked for."""
    length = "multi_turn" if len(turns) > 1 else "single_turn"
    tasks = "multi_task" if kind.endswith("multi_task") or kind == "parallel_calls" else "single_task"
    is_parallel = any(len(step.calls) > 1 for turn in turns for step in turn.steps)
    is_missed = (kind == "parallel_calls" and not is_parallel) or (kind in _OF_SEVERAL_TURNS and len(turns) < 2)
    return f"{length}_{tasks}" if is_missed or kind.endswith("_task") else kind
