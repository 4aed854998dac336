"""Requests that are refused at first and succeed then: with another value, or after a task that makes them possible."""

from __future__ import annotations

from typing import TypeGuard

from eigendata_assets.artifacts.suites import with_changes
from eigendata_assets.environments.behaviour.steps import Require
from eigendata_assets.environments.suites.interpreter import Outcome
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.graphs.goals import Goal
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_VALUES, _TRIES = 6, 2


def draw_recovery(drawing: Drawing, scenario: Scenario) -> bool:
    """A goal that breaks a requirement is in the graph, and after it what makes up for that."""
    if scenario.way == "enabling_task":
        return _enabled(drawing, scenario.goal)
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


def _enabled(drawing: Drawing, tool: str) -> bool:
    """The tool fails, another one changes the state, the tool succeeds; the three are placed in this order."""
    bad = drawing.find(tool, fails=True)
    if bad is None:
        return False
    others = _mending(drawing, bad)
    for other in drawing.random.sample(others, len(others)):
        first = _about_the_same(drawing, bad, other)
        if first is None:
            continue
        changed = with_changes(drawing.tables, first.outcome.changes)
        outcome = drawing.knowledge.run(tool, bad.arguments, changed)
        if _succeeds(outcome) and with_changes(changed, outcome.changes) != drawing.tables:
            return drawing.place(bad) and drawing.place(first) and drawing.place(Goal(tool, bad.arguments, outcome))
    return False


def _mending(drawing: Drawing, bad: Goal) -> list[str]:
    """Other tools that may make the requirement hold which the goal has broken."""
    for refusal in drawing.knowledge.requirements[bad.tool].refusals:
        if refusal.broken is bad.outcome.failed:
            return drawing.knowledge.mending(bad.tool, refusal)
    return list(drawing.knowledge.enabling.get(bad.tool, ()))


def _about_the_same(drawing: Drawing, goal: Goal, tool: str) -> Goal | None:
    """A change by another tool of rows that the goal is about, or of those that belong to them."""
    parameters = drawing.knowledge.domain.tools[tool].parameters.values()
    taken = {drawing.knowledge.table_of(each) for each in parameters}
    places = [each for each in drawing.family_of(goal) if each[0] in taken]
    for near in places[:_TRIES]:
        found = drawing.find(tool, near=near, searches=False)
        if found is not None and found.outcome.changes:
            return found
    return None


def _succeeds(outcome: Outcome | None) -> TypeGuard[Outcome]:
    return outcome is not None and outcome.undefined is None and outcome.error is None


def _is_refusal(outcome: Outcome | None) -> TypeGuard[Outcome]:
    return outcome is not None and outcome.undefined is None and isinstance(outcome.failed, Require)
