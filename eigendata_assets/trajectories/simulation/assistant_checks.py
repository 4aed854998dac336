"""How well the assistant was played, by rules and by execution: calls, statements, origins, and the goal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.replay import is_error
from eigendata_assets.trajectories.dialogues.provenance_check import texts_of, unresolved
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.rules import failures_of
from eigendata_assets.trajectories.simulation.assignment import Assignment
from eigendata_assets.trajectories.simulation.failures import SimulationFailure
from eigendata_assets.trajectories.simulation.replies import Intent


def assistant_failures(trajectory: Trajectory, tools: Sequence[ToolSchema]) -> Iterator[SimulationFailure]:
    """What the rule checker and the check of provenance have against a dialogue that was executed."""
    collection = Collection("simulation", "simulated", [trajectory], Toolset(tools=tuple(tools)))
    for each in failures_of(collection, trajectory):
        if each.weight != "doubtful":
            reason = f"{each.where}: {each.message}"
            yield SimulationFailure(by="assistant", code="breaks_a_rule", reason=reason)
    for problem in unresolved(trajectory, texts_of(tools)):
        yield SimulationFailure(by="assistant", code="argument_without_origin", reason=problem)


def tool_failures(trajectory: Trajectory) -> Iterator[SimulationFailure]:
    """The calls at which the environment itself broke down; a call that is refused in words is none."""
    for number, turn in enumerate(trajectory.turns):
        for call, result in zip(turn.calls, turn.results, strict=True):
            if result.error is not None:
                reason = f"{call.name} raises {result.error}: {result.shown[:200]}"
                yield SimulationFailure(by="tool", code="call_breaks_down", reason=reason, turn=number)


def unmet_goal(assignment: Assignment, intent: Intent, executed: Trajectory, expected: Json) -> str:
    """What of the goal is not there in the end; empty where nothing is missing.

    With a graph, the final state must be the graph's (`expected`), and every goal that only reads must have been read;
    what the environment would refuse may be refused in words, without the call.
    Without one, the functions of the intent must have been called with success, and the state be changed or not, as
    the intent says. Of a wish that cannot be granted, nothing may have come.
    """
    if assignment.trace:
        return _unmet_of_graph(assignment, executed, expected)
    return _unmet_of_intent(assignment, intent, executed)


def _unmet_of_graph(assignment: Assignment, executed: Trajectory, expected: Json) -> str:
    if canonical_hash(executed.final_state) != canonical_hash(expected):
        return "the state is what the task makes of it"
    given = {canonical_hash(result.value) for turn in executed.turns for result in turn.results}
    for goal in assignment.trace if not assignment.is_refused else ():
        if goal.is_goal and not goal.is_refused and canonical_hash(goal.result) not in given:
            return f"{goal.tool} has given what the task asks for"
    return ""


def _unmet_of_intent(assignment: Assignment, intent: Intent, executed: Trajectory) -> str:
    is_changed = any(step.changed for turn in executed.turns for step in turn.steps)
    wanted = intent.changes_something and not assignment.is_refused
    done = {
        call.name
        for turn in executed.turns
        for call, given in zip(turn.calls, turn.results, strict=True)
        if not is_error(given)
    }
    missing = [name for name in intent.functions if name not in done] if not assignment.is_refused else []
    if missing:
        return f"{missing[0]} has been called with success"
    if is_changed != wanted:
        return "something is changed" if wanted else "everything is again as it was"
    return ""
