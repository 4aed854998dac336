"""Requests that are refused at first and succeed then: with another value, or after a task that makes them possible."""

from __future__ import annotations

from typing import TypeGuard

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import with_changes
from eigendata_assets.environments.behaviour.steps import Require
from eigendata_assets.environments.suites.argument_rules import is_required
from eigendata_assets.environments.suites.interpreter import Outcome
from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.graphs.goals import Goal, candidates
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_VALUES, _TRIES = 6, 4


def draw_recovery(drawing: Drawing, scenario: Scenario) -> bool:
    """A goal that breaks a requirement is in the graph, and after it what makes up for that."""
    if scenario.way == "enabling_task":
        return _enabled(drawing, scenario.goal)
    good = drawing.find(scenario.goal)
    bad = _refused(drawing, good) if good is not None else None
    return good is not None and bad is not None and drawing.place(bad) and drawing.place(good)


def _refused(drawing: Drawing, good: Goal) -> Goal | None:
    """The goal with one other value, with which a requirement does not hold."""
    names = list(good.arguments)
    drawing.random.shuffle(names)
    for name in names:
        values = candidates(drawing.knowledge, good.tool, name, drawing.tables, drawing.near, drawing.random)
        drawing.random.shuffle(values)
        for value in values[:_VALUES]:
            arguments = {**good.arguments, name: value}
            outcome = drawing.knowledge.run(good.tool, arguments, drawing.tables)
            if value != good.arguments[name] and _is_refusal(outcome):
                return Goal(good.tool, arguments, outcome)
    return None


def _enabled(drawing: Drawing, tool: str) -> bool:
    """The tool fails, another one changes the state, the tool succeeds; the three are placed in this order."""
    bad = drawing.find(tool, fails=True)
    if bad is None:
        return False
    others = list(drawing.knowledge.enabling.get(tool, ()))
    drawing.random.shuffle(others)
    for other in others:
        first = _about_the_same(drawing, bad, other)
        if first is None:
            continue
        changed = with_changes(drawing.tables, first.outcome.changes)
        outcome = drawing.knowledge.run(tool, bad.arguments, changed)
        if _succeeds(outcome) and with_changes(changed, outcome.changes) != drawing.tables:
            return drawing.place(bad) and drawing.place(first) and drawing.place(Goal(tool, bad.arguments, outcome))
    return False


def _about_the_same(drawing: Drawing, goal: Goal, tool: str) -> Goal | None:
    """A change by another tool of rows that the goal is about, or of those that belong to them."""
    parameters = drawing.knowledge.domain.tools[tool].parameters
    known = drawing.family_of(goal)
    for _ in range(_TRIES):
        arguments: dict[str, Json] = {}
        for name, parameter in parameters.items():
            table = drawing.knowledge.table_of(parameter)
            own = [key for each, key in known if each == table]
            values = own or candidates(drawing.knowledge, tool, name, drawing.tables, drawing.near, drawing.random)
            if values and is_required(parameter):
                arguments[name] = drawing.random.choice(values)
        outcome = drawing.knowledge.run(tool, arguments, drawing.tables)
        if _succeeds(outcome) and outcome.changes:
            return Goal(tool, arguments, outcome)
    return None


def _succeeds(outcome: Outcome | None) -> TypeGuard[Outcome]:
    return outcome is not None and outcome.undefined is None and outcome.error is None


def _is_refusal(outcome: Outcome | None) -> TypeGuard[Outcome]:
    return outcome is not None and outcome.undefined is None and isinstance(outcome.failed, Require)
