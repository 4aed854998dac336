"""From a scenario to an assignment, by rule: a state, and with graphs the calls that reach the goal in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Literal

from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.trajectories.graphs.composing import compose, scenario_of
from eigendata_assets.trajectories.graphs.goals import anchor
from eigendata_assets.trajectories.graphs.graph import Untrue
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.slicing import slice_around
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from eigendata_assets.trajectories.simulation.assignment import Assignment, told_of, traced

Mode = Literal["graphs", "scenarios"]
"""With tool graphs (bottom-up), or from scenarios alone (top-down): EigenData 3.4.4."""

_MOST_CHILDREN = 2


@dataclass(frozen=True, slots=True)
class Assigner:
    """Makes assignments of one domain; they depend on the scenario alone. `run` tells the dialogues of runs apart."""

    knowledge: Knowledge
    gives: Mapping[str, tuple[str, ...]]
    mode: Mode
    run: str

    def assign(self, scenario: Scenario) -> Assignment:
        """The assignment; with graphs and without a trace where the rules find no graph."""
        graph = compose(self.knowledge, self.gives, scenario) if self.mode == "graphs" else None
        random = Random(f"{scenario.seed} assignment")  # noqa: S311 - draws that can be repeated, no secrets
        near = self._anchor(scenario, random)
        tables = slice_around(self.knowledge, [near] if near else [], random) if graph is None else graph.tables
        return Assignment(
            id=f"{self.knowledge.domain.name}_{self.run}_{scenario.index:06d}",
            kind=scenario.kind,
            goal=scenario.goal,
            scenario=told_of(scenario if graph is None else scenario_of(graph, scenario)),
            tables={table: {key: dict(row) for key, row in rows.items()} for table, rows in tables.items()},
            about=self._about(near, tables) if graph is None else {},
            made_up=tuple(key for table in tables if self.knowledge.is_made_up(table) for key in tables[table]),
            trace=() if graph is None else traced(graph),
            claims=() if graph is None else tuple((_what(each), each.claimed) for each in graph.untrue),
            needs_graph=graph is None and self.mode == "graphs",
        )

    def _anchor(self, scenario: Scenario, random: Random) -> Place | None:
        """A row that the goal may be about, one with the label of the scenario where it has one."""
        if not scenario.edge_case:
            return anchor(self.knowledge, scenario.goal, random, labelled=False)
        table, _, label = scenario.edge_case.partition(".")
        return table, random.choice(self.knowledge.labels[table][label])

    def _about(self, near: Place | None, tables: Tables) -> dict[str, tuple[str, ...]]:
        """A row, what it refers to, some of what belongs to all that, and what these refer to."""
        if near is None:
            return {table: tuple(rows)[:_MOST_CHILDREN] for table, rows in tables.items() if rows}
        found = dict(self.knowledge.above(tables, near))
        for place in list(found):
            children = [each for each in self.knowledge.below(place) if each[1] in tables.get(each[0], {})]
            for child in children[:_MOST_CHILDREN]:
                found |= self.knowledge.above(tables, child)
        by_table: dict[str, tuple[str, ...]] = {}
        for table, key in found:
            by_table[table] = (*by_table.get(table, ()), key)
        return by_table


def _what(claim: Untrue) -> str:
    """Of what something is claimed, in words."""
    return f"{claim.column.replace('_', ' ')} of the {claim.table.replace('_', ' ').removesuffix('s')}"
