"""Requests that are refused at first and succeed then: with another value, or after a task that makes them possible."""

from __future__ import annotations

from typing import TypeGuard

from eigendata_assets.artifacts.suites import with_changes
from eigendata_assets.environments.behaviour.steps import Require
from eigendata_assets.environments.suites.interpreter import Outcome
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.graphs.goals import Goal, find_goal
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_VALUES, _TRIES = 6, 3


def draw_recovery(drawing: Drawing, scenario: Scenario) -> bool:
    """A goal that breaks a requirement is in the graph, and after it what makes up for that."""
    if scenario.way == "enabling_task":
        return _enabled(drawing, scenario.goal, scenario.companion)
    good = drawing.find(scenario.goal)
    bad = _refused(drawing, good) if good is not None else None
    return good is not None and bad is not None and drawing.place(bad) and drawing.place(good)


def _refused(drawing: Drawing, good: Goal) -> Goal | None:
    """The goal with one other value, with which a requirement does not hold, and that is about nobody else."""
    knowledge, people = drawing.knowledge, drawing.people_of(good)
    required = knowledge.requirements[good.tool].refusals
    names = [name for name in good.arguments if any(name in each.conditions[-1].needs for each in required)]
    for name in drawing.random.sample(names, len(names)):
        table = knowledge.table_of(knowledge.domain.tools[good.tool].parameters[name])
        values = candidates(knowledge, good.tool, name, drawing.tables, drawing.near, drawing.random)
        others = [each for each in values if each != good.arguments[name]]
        if table:
            others = [each for each in others if knowledge.owners((table, str(each))) <= people]
        for value in drawing.random.sample(others, min(_VALUES, len(others))):
            arguments = {**good.arguments, name: value}
            outcome = knowledge.run(good.tool, arguments, drawing.tables)
            if _is_refusal(outcome):
                return Goal(good.tool, arguments, outcome)
    return None


def _enabled(drawing: Drawing, tool: str, other: str) -> bool:
    """The tool fails, the other one changes the state, the tool succeeds; the three are placed in this order."""
    first = drawing.find(other)
    if first is None:
        return False
    before, after = drawing.tables, with_changes(drawing.tables, first.outcome.changes)
    taken = {drawing.knowledge.table_of(each) for each in drawing.knowledge.domain.tools[tool].parameters.values()}
    places = [each for each in drawing.family_of(first) if each[0] in taken]
    for near in places[:_TRIES]:
        good = find_goal(drawing.knowledge, tool, after, near, drawing.random, fails=False, searches=False)
        outcome = None if good is None else drawing.knowledge.run(tool, good.arguments, before)
        if good and _is_refusal(outcome) and with_changes(after, good.outcome.changes) != before:
            bad = Goal(tool, good.arguments, outcome)
            return drawing.place(bad) and drawing.place(first) and drawing.place(good)
    return False


def _is_refusal(outcome: Outcome | None) -> TypeGuard[Outcome]:
    return outcome is not None and outcome.undefined is None and isinstance(outcome.failed, Require)
