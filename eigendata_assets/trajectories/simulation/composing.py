"""ToolGraphComposerAgent and ToolGraphExecutorAgent (EigenData 3.4) with a model, where the rules find no graph.

A plan is executed as it is; where a call fails, what happened is shown, and the plan is revised a few times.
"""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.execution.replay import is_error
from eigendata_assets.trajectories.graphs.chaining import path_of
from eigendata_assets.trajectories.quality.dialogue_text import tools_text
from eigendata_assets.trajectories.simulation.assignment import Assignment, TracedCall, rows_text
from eigendata_assets.trajectories.simulation.conversation import House
from eigendata_assets.trajectories.simulation.replies import ProposedCall
from eigendata_assets.trajectories.simulation.roles import SimulationAgents

ROUNDS = 3


async def composed(house: House, agents: SimulationAgents, assignment: Assignment, sample: int) -> Assignment | None:
    """The assignment with a trace of calls that were executed with success; None where no plan came to that."""
    tried: list[str] = []
    for _ in range(ROUNDS):
        reply = await agents.composer.draw(sample).ask(
            house.chat,
            goal=assignment.goal,
            tools=tools_text(house.tools.values()),
            rows=rows_text(assignment),
            scenario=assignment.situation,
            manner=assignment.manner,
            tried="\n".join(tried),
        )
        calls = [Call(name=each.tool, arguments=each.arguments) for each in reply.value.calls]
        results = [await _result(house, assignment, calls[: number + 1]) for number in range(len(calls))]
        problem = _problem(house, assignment, reply.value.calls, results)
        if not problem:
            trace = tuple(map(_traced, reply.value.calls, results))
            return assignment.model_copy(update={"trace": trace, "needs_graph": False})
        tried = [*map(_line, reply.value.calls, results), f"This is wrong: {problem}"]
    return None


async def _result(house: House, assignment: Assignment, calls: Sequence[Call]) -> Result:
    [result] = await house.live.results(assignment.tables, [[each] for each in calls])
    return result


def _problem(house: House, assignment: Assignment, calls: Sequence[ProposedCall], results: Sequence[Result]) -> str:
    if not any(each.is_goal and each.tool == assignment.goal for each in calls):
        return f"no goal calls {assignment.goal}"
    fails = assignment.kind == "against_policy"
    for number, (call, result) in enumerate(zip(calls, results, strict=True)):
        if call.tool not in house.tools:
            return f"there is no function {call.tool}"
        if is_error(result) != (fails and call.tool == assignment.goal):
            return f"{call.tool} gives {result.shown[:200]}"
        for name in (each for each in call.arguments if each not in call.said):
            if all(path_of(given.value, call.arguments[name]) is None for given in results[:number]):
                return f"nothing gives {call.arguments[name]!r}, which {call.tool} takes as {name}"
    return ""


def _traced(call: ProposedCall, result: Result) -> TracedCall:
    value: Json = result.value
    return TracedCall(tool=call.tool, arguments=call.arguments, said=call.said, result=value, is_goal=call.is_goal)


def _line(call: ProposedCall, result: Result) -> str:
    return _traced(call, result).line
