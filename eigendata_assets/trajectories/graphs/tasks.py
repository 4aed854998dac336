"""Tasks of one user, side by side or one fed by the other, as many and with as many changes as the shape asks for."""

from __future__ import annotations

from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.scenarios.dimensions import MULTI_TASK
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_TRIES, _EXTRAS, _MOST_GOALS, _OTHERS = 2, 5, 4, 3


def draw_tasks(drawing: Drawing, scenario: Scenario) -> bool:
    """The goal, its companion and what else the shape asks for are in the graph; False where one of them is not.

    What is made at once with the look-ups of a change stands before it: a change is made alone.
    """
    if scenario.kind not in MULTI_TASK:
        return drawing.task(scenario.goal, fails=scenario.kind == "against_policy")
    if scenario.kind == "parallel_calls" and scenario.goal in drawing.knowledge.writes:
        return _beside(drawing, scenario) and drawing.task(scenario.goal)
    if not drawing.task(scenario.goal):
        return False
    if scenario.link == "feeds":
        return drawing.fed(scenario.companion, tries=_TRIES) and _is_enough(drawing, scenario)
    return _beside(drawing, scenario) and _is_enough(drawing, scenario)


def _beside(drawing: Drawing, scenario: Scenario) -> bool:
    """The companion is in the graph; where it conflicts with the goal whatever the rows are, another one is."""
    if drawing.task(scenario.companion, tries=_TRIES):
        return True
    others = [tool for tool in drawing.knowledge.behaviours if tool not in (scenario.goal, scenario.companion)]
    some = drawing.random.sample(others, min(_OTHERS, len(others))) if scenario.is_last_try else []
    return any(drawing.task(tool) for tool in some)


def _is_enough(drawing: Drawing, scenario: Scenario) -> bool:
    """Further tasks are in the graph until there are as many, and as many that change something, as the shape asks."""
    knowledge, shape = drawing.knowledge, scenario.shape
    for _ in range(_EXTRAS):
        used = {goal.tool for goal in drawing.graph.goals}
        lacks_writes = drawing.graph.changes < shape.least_writes
        if len(drawing.graph.goals) >= shape.goals and not lacks_writes:
            return True
        unused = [tool for tool in knowledge.behaviours if tool not in used]
        further = [tool for tool in unused if tool in knowledge.writes or not lacks_writes]
        if not further or len(drawing.graph.goals) == _MOST_GOALS:
            return False
        drawing.task(drawing.random.choice(further))
    return False
