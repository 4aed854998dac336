"""Tasks of one user, side by side or one fed by the other, as many and with as many changes as the shape asks for."""

from __future__ import annotations

from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.scenarios.dimensions import MULTI_TASK
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_TRIES, _EXTRAS, _MOST_GOALS = 3, 6, 4


def draw_tasks(drawing: Drawing, scenario: Scenario) -> bool:
    """The goal, its companion and what else the shape asks for are in the graph; False where one of them is not."""
    if not drawing.task(scenario.goal, fails=scenario.kind == "against_policy"):
        return False
    if scenario.kind not in MULTI_TASK:
        return True
    if scenario.link == "feeds":
        return drawing.fed(scenario.companion) and _is_enough(drawing, scenario)
    return drawing.task(scenario.companion, tries=_TRIES) and _is_enough(drawing, scenario)


def _is_enough(drawing: Drawing, scenario: Scenario) -> bool:
    """Further changes are in the graph until there are as many, and as many goals, as the shape asks for."""
    writes = sorted(drawing.knowledge.writes)
    for _ in range(_EXTRAS):
        goals, shape = len(drawing.graph.goals), scenario.shape
        if goals >= shape.goals and drawing.graph.changes >= shape.least_writes:
            return True
        unused = [tool for tool in writes if all(tool != goal.tool for goal in drawing.graph.goals)]
        if not unused or goals == _MOST_GOALS:
            return False
        drawing.task(drawing.random.choice(unused))
    return False
