"""Users who want what a requirement forbids, and claim something of the state that would make it possible."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.artifacts.suites import Tables, with_changes
from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.graphs.goals import Goal
from eigendata_assets.trajectories.graphs.graph import Path, Untrue
from eigendata_assets.trajectories.graphs.knowledge import Place
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_CLAIMS = {"false_status": 1, "shifting_story": 2}
_DAYS, _TRIES = 14, 4


def draw_deception(drawing: Drawing, scenario: Scenario) -> bool:
    """A goal that breaks a requirement is in the graph, and where the tactic claims something, what shows the truth."""
    wanted = _CLAIMS.get(scenario.tactic, 0)
    for _ in range(_TRIES):
        goal = drawing.find(scenario.goal, fails=True)
        if goal is None:
            return False
        if not wanted or _is_claimed(drawing, goal, wanted):
            return drawing.place(goal)
    return False


def _is_claimed(drawing: Drawing, goal: Goal, wanted: int) -> bool:
    """So many untrue values of one cell are claimed, the first of which would let the goal succeed."""
    for place, column, claims in _helpful(drawing, goal, wanted):
        shown = _shown(drawing, place, column)
        if shown is not None:
            drawing.graph.untrue = [Untrue(place[0], column, claim, *shown) for claim in claims]
            return True
    return False


def _helpful(drawing: Drawing, goal: Goal, wanted: int) -> Iterator[tuple[Place, str, list[Json]]]:
    """Cells of rows that the goal is about, with values that they do not have, and that would help."""
    read = _read_by_the_broken(drawing, goal)
    for table, key in drawing.rows_of(goal):
        row, spec = drawing.tables[table][key], drawing.knowledge.domain.tables[table]
        for name, column in spec.columns.items():
            matters = name != spec.key and (read is None or (table, name) in read)
            others = _others(column, row[name]) if matters else []
            helping = [
                value for value in others if _helps(drawing, goal, {table: {key: {**row, name: value}}})
            ]  # fmt: skip
            claims = [*helping, *(value for value in others if value not in helping)][:wanted]
            if helping and len(claims) == wanted:
                yield (table, key), name, claims


def _read_by_the_broken(drawing: Drawing, goal: Goal) -> frozenset[Place] | None:
    """The tables and columns that the broken requirement reads; None where that cannot be told."""
    for refusal in drawing.knowledge.requirements[goal.tool].refusals:
        if refusal.broken is goal.outcome.failed:
            return drawing.knowledge.read_where_broken(refusal)
    return None


def _others(column: Column, value: Json) -> list[Json]:
    """Values that a person could claim instead of the one that stands there."""
    if column.references or value is None:
        return []
    if column.values:
        return [other for other in column.values if other != value]
    if column.type == "boolean":
        return [not value]
    if column.type == "date":
        day = date.fromisoformat(value)
        return [(day + timedelta(days=step)).isoformat() for step in (_DAYS, 2 * _DAYS, -_DAYS)]
    if column.type == "integer":
        return [other for other in (value + 1, value + 2, 2 * value + 20, 0) if other != value]
    return []


def _helps(drawing: Drawing, goal: Goal, change: dict[str, dict[str, Json]]) -> bool:
    changed: Tables = with_changes(drawing.tables, change)
    outcome = drawing.knowledge.run(goal.tool, goal.arguments, changed)
    return outcome is not None and outcome.error is None and outcome.undefined is None


def _shown(drawing: Drawing, place: Place, column: str) -> tuple[int, Path] | None:
    """A call that shows the row, which is in the graph then, and where in its result the cell is."""
    table, key = place
    for tool in drawing.chaining.gives.get(table, ()):
        parameters = drawing.knowledge.domain.tools[tool].parameters
        own = [name for name, each in parameters.items() if drawing.knowledge.table_of(each) == table]
        if len(own) != 1:
            continue
        arguments = {own[0]: drawing.tables[table][key][drawing.knowledge.domain.tables[table].key]}
        outcome = drawing.knowledge.run(tool, arguments, drawing.tables)
        path = None if outcome is None else _cell(outcome.value, drawing.tables[table][key], place, column)
        if outcome is None or path is None:
            continue
        number = drawing.look_up(Goal(tool, arguments, outcome))
        return None if number is None else (number, path)
    return None


def _cell(value: Json, row: dict[str, Json], place: Place, column: str) -> Path | None:
    """Where a record of the row, told by its key, has a column of that name with the row's value."""
    if not isinstance(value, dict):
        return None
    if str(place[1]) in map(str, value.values()) and value.get(column) == row[column] and column in value:
        return (column,)
    for name, inner in value.items():
        path = _cell(inner, row, place, column)
        if path is not None:
            return (name, *path)
    return None
