"""A graph in the making: goals are found and placed one after the other, and the state moves on with them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from eigendata_assets.artifacts.suites import Tables, with_changes
from eigendata_assets.trajectories.graphs.chaining import Chaining
from eigendata_assets.trajectories.graphs.goals import Goal, find_goal
from eigendata_assets.trajectories.graphs.graph import Found, Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.sampling import Drawn


@dataclass(slots=True)
class Drawing:
    """What was drawn so far; all goals are about the same `people`. `made` are the rows that the last goal has made.

    `drawn` has rows of the database for tools that are no goals yet: they suit, as far as can be told.
    """

    chaining: Chaining
    graph: Graph
    near: Place | None
    drawn: dict[str, Drawn] = field(default_factory=dict)
    made: list[Place] = field(default_factory=list)
    people: set[Place] = field(default_factory=set)

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the domain."""
        return self.chaining.knowledge

    @property
    def random(self) -> Random:
        """The draws of this graph."""
        return self.chaining.random

    @property
    def tables(self) -> Tables:
        """The state after the goals that were placed."""
        return self.chaining.tables

    def find(self, tool: str, *, fails: bool = False, near: Place | None = None, searches: bool = True) -> Goal | None:
        """Arguments for a tool in the state as it is now, about rows near the given place or those drawn so far."""
        about, drawn = near or self.near, None if near else self.drawn.pop(tool, None)
        return find_goal(
            self.knowledge, tool, self.tables, about, self.random, fails=fails, drawn=drawn, searches=searches
        )

    def task(self, tool: str, *, fails: bool = False, tries: int = 1) -> bool:
        """A goal with this tool is placed; False where none was found."""
        for _ in range(tries):
            goal = self.find(tool, fails=fails)
            if goal is not None and self.place(goal):
                return True
        return False

    def place(self, goal: Goal) -> bool:
        """The goal and what it needs are in the graph, and the state is the one after it.

        False where an argument has no source, or another person would come in; all is as before then.
        """
        before = len(self.graph.nodes)
        if not self.chaining.add(self.graph, goal):
            return False
        people = {place for place in self.chaining.about if place[0] in self.knowledge.people}
        if self.people and people - self.people:
            del self.graph.nodes[before:]
            return False
        self.people |= people
        self.near = min(self.people, default=self.near)
        changes = goal.outcome.changes
        self.made = [(table, key) for table, rows in changes.items() for key in rows if key not in self.tables[table]]
        self.chaining.tables = with_changes(self.tables, changes)
        return True

    def fed(self, tool: str, *, tries: int = 1) -> bool:
        """A goal is placed that takes the key of a row that the last goal has made, from the result of that goal."""
        parameters = self.knowledge.domain.tools[tool].parameters.values()
        taken = {self.knowledge.table_of(each) for each in parameters}
        made = [place for place in self.made if place[0] in taken]
        return any(self._fed(tool, self.random.choice(made)) for _ in range(tries if made else 0))

    def _fed(self, tool: str, made: Place) -> bool:
        goal, giver = self.find(tool, near=made), len(self.graph.nodes) - 1
        if goal is None or made[1] not in map(str, goal.arguments.values()):
            return False
        last, says_keys = self.graph.nodes[giver], self.chaining.says_keys
        self.graph.nodes[giver], self.chaining.says_keys = replace(last, is_goal=False), False
        is_placed = self.place(goal)
        self.graph.nodes[giver], self.chaining.says_keys = last, says_keys
        sources = self.graph.nodes[-1].sources.values()
        return is_placed and any(isinstance(each, Found) and each.node == giver for each in sources)

    def look_up(self, goal: Goal) -> int | None:
        """The number of a call that only shows something; None where it cannot be made."""
        if not self.chaining.add(self.graph, goal):
            return None
        last = self.graph.nodes.pop()
        return self.graph.place(replace(last, is_goal=False))

    def rows_of(self, goal: Goal) -> list[Place]:
        """The rows whose keys a goal takes, and what these refer to."""
        found = dict[Place, None]()
        for name, value in goal.arguments.items():
            table = self.knowledge.table_of(self.knowledge.domain.tools[goal.tool].parameters[name])
            if table and str(value) in self.tables.get(table, {}):
                found |= self.knowledge.above(self.tables, (table, str(value)))
        return [place for place in found if place[1] in self.tables.get(place[0], {})]

    def people_of(self, goal: Goal) -> frozenset[Place]:
        """The people that the rows of a goal belong to."""
        return frozenset(place for place in self.rows_of(goal) if place[0] in self.knowledge.people)

    def family_of(self, goal: Goal) -> list[Place]:
        """The rows of a goal, and those that refer to them."""
        rows = self.rows_of(goal)
        children = [child for place in rows for child in self.knowledge.below(place)]
        return list(dict.fromkeys([*rows, *(each for each in children if each[1] in self.tables.get(each[0], {}))]))
