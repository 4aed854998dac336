"""Other graphs for a scenario one of whose calls was refused, or not refused, against expectation: the nearest first.

Parameters are revised from what the environment answered, then to other values and other rows that the behaviour allows
in the live state; then another task takes the place of one for which there is nothing more; then all is composed anew.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.graph_traces import Attempt, Revision
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.suites.argument_rules import is_valid
from eigendata_assets.environments.suites.interpreter import Outcome
from eigendata_assets.trajectories.draft import call_text
from eigendata_assets.trajectories.executing.answers import Difference, is_refusal
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.chaining import Chaining
from eigendata_assets.trajectories.graphs.composing import finished, labelled_of, recompose
from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.graphs.goals import Goal, find_goal
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_VALUES, _ROWS, _TASKS, _WAYS = 4, 6, 4, 3
_MOST: Mapping[Revision, int] = {
    "a value that was answered": 2,
    "another value": 1,
    "another row": 3,
    "another task": 2,
}
"""So often the calls of one tool are revised in a way before the next one."""
_IN_ONE_PIECE = frozenset({"recovery", "deception", "chained_tasks"})
"""The kinds whose calls belong together so closely that they are composed anew as a whole."""


@dataclass(frozen=True, slots=True)
class Change:
    """How a graph was revised; where one argument is another, which, what it was, and what it is."""

    how: Revision
    argument: str = ""
    before: Json = None
    after: Json = None


@dataclass(frozen=True, slots=True)
class Revised:
    """A graph to be executed next, of the scenario as it is then, and what was changed in it."""

    scenario: Scenario
    graph: Graph
    change: Change


@dataclass(frozen=True, slots=True)
class Past:
    """What was executed: the calls that were no use, the keys that answers blame, how often each way was taken."""

    calls: frozenset[str]
    blamed: frozenset[str]
    spent: Mapping[Revision, int]

    def has(self, knowledge: Knowledge, tool: str, arguments: Mapping[str, Json]) -> bool:
        """Whether a call was tried, or is about a row that was blamed for a refusal."""
        is_tried = call_text(tool, arguments) in self.calls
        return is_tried or not self.blamed.isdisjoint(_keys(knowledge, tool, arguments))


def past_of(knowledge: Knowledge, attempts: Sequence[Attempt], difference: Difference) -> Past:
    """The past of a graph that was revised so often before and now gives something else."""
    node = difference.node
    tried = [(each.tool, each.arguments, each.came) for each in attempts if each.revised != "what is expected"]
    tried.append((node.tool, dict(node.arguments), difference.came))
    blamed = {
        key
        for tool, arguments, came in tried
        for key in _keys(knowledge, tool, arguments)
        if is_refusal(came) and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", str(came["error"]))
    }
    calls = frozenset(call_text(tool, arguments) for tool, arguments, _ in tried)
    return Past(calls, frozenset(blamed), Counter(each.revised for each in attempts if each.tool == node.tool))


def attempt_of(difference: Difference, change: Change) -> Attempt:
    """The trace of what was executed, and of what is changed then."""
    node = difference.node
    why = "the environment gave something else"
    if difference.is_turned:
        why = "the environment refused it" if node.error is None else "the environment did not refuse it"
    return Attempt(
        tool=node.tool,
        arguments=dict(node.arguments),
        expected=difference.expected,
        came=difference.came,
        why=why,
        revised=change.how,
        argument=change.argument,
        before=change.before,
        after=change.after,
    )


def _keys(knowledge: Knowledge, tool: str, arguments: Mapping[str, Json]) -> list[str]:
    """The keys of rows that a call takes."""
    parameters = knowledge.domain.tools[tool].parameters
    return [str(value) for name, value in arguments.items() if knowledge.table_of(parameters[name])]


@dataclass(frozen=True, slots=True)
class Revising:
    """Finds other graphs; `live` gives the state of the environment after the first calls of this one.

    What was tried in the `past` is not tried again.
    """

    knowledge: Knowledge
    gives: Mapping[str, tuple[str, ...]]
    scenario: Scenario
    graph: Graph
    difference: Difference
    past: Past
    live: Callable[[int], Tables]
    random: Random

    def graphs(self) -> Iterator[Revised]:
        """Graphs without the calls that were tried, in the order in which they are to be tried."""
        ends = [number + 1 for number, node in enumerate(self.graph.nodes) if node.is_goal]
        part = next((place for place, end in enumerate(ends) if self.difference.number < end), None)
        if part is not None and self.scenario.kind not in _IN_ONE_PIECE and self.scenario.link != "feeds":
            start = ends[part - 1] if part else 0
            yield from self._other_arguments(part, start)
            yield from self._other_tasks(part, start)
        for _ in range(_WAYS):
            graph = recompose(self.knowledge, self.gives, self.scenario, self.graph.tables, self.random)
            if graph is not None and not self._is_tried(graph):
                yield Revised(self.scenario, graph, Change("another way"))

    def _is_spent(self, how: Revision) -> bool:
        return self.past.spent.get(how, 0) >= _MOST.get(how, 1)

    def _other_arguments(self, part: int, start: int) -> Iterator[Revised]:
        goal = self.graph.goals[part]
        for other, change in self._goals(goal.tool, dict(goal.arguments), start):
            drawing = self._before(start)
            if not self._is_spent(change.how) and drawing.place(other):
                yield from self._completed(drawing, part + 1, change, self.scenario)

    def _other_tasks(self, part: int, start: int) -> Iterator[Revised]:
        """Another task in place of the one that comes beside the scenario's own goal."""
        if self.graph.goals[part].tool == self.scenario.goal or self.scenario.kind == "against_policy":
            return
        used = {goal.tool for goal in self.graph.goals}
        others = [tool for tool in self.knowledge.behaviours if tool not in used]
        for tool in self.random.sample(others, min(_TASKS, len(others))):
            drawing = self._before(start)
            if drawing.task(tool):
                scenario = self._with_task(self.graph.goals[part].tool, tool)
                yield from self._completed(drawing, part + 1, Change("another task"), scenario)

    def _completed(self, drawing: Drawing, part: int, change: Change, scenario: Scenario) -> Iterator[Revised]:
        """The graph with the goals that come after, where it is one that the scenario asks for and was not tried."""
        for later in self.graph.goals[part:]:
            if not drawing.task(later.tool, tries=2):
                return
        graph = finished(self.knowledge, drawing.graph, scenario, labelled_of(self.knowledge, scenario), self.random)
        if graph is not None and not self._is_tried(graph):
            yield Revised(scenario, graph, change)

    def _with_task(self, before: str, after: str) -> Scenario:
        return replace(self.scenario, companion=after) if self.scenario.companion == before else self.scenario

    def _before(self, start: int) -> Drawing:
        """The graph up to a call, in the state after it, and about the same people."""
        nodes = list(self.graph.nodes[:start])
        chaining = Chaining(
            self.knowledge, self.gives, self.live(start), self.random, says_keys=self.scenario.says_keys
        )
        drawing = Drawing(chaining, Graph(self.graph.tables, nodes), None)
        for node in nodes:
            if node.is_goal:
                about = drawing.rows_of(Goal(node.tool, dict(node.arguments), Outcome()))
                drawing.people |= {place for place in about if place[0] in self.knowledge.people}
        drawing.near = min(drawing.people, default=None)
        return drawing

    def _goals(self, tool: str, given: dict[str, Json], start: int) -> Iterator[tuple[Goal, Change]]:
        """Other arguments for a tool, with which it does by the behaviour what it did not do."""
        tables, fails = self.live(start), self.difference.node.error is not None
        changes: list[Change] = []
        if not fails and self.difference.node.is_goal:
            changes += islice(self._answered(tool, given), _VALUES)
            changes += self._drawn(tool, given, tables)
        for change in changes:
            goal = self._allowed(tool, {**given, change.argument: change.after}, tables)
            if goal is not None:
                yield goal, change
        for _ in range(_ROWS):
            goal = find_goal(self.knowledge, tool, tables, None, self.random, fails=fails)
            if goal is not None and not self.past.has(self.knowledge, tool, goal.arguments):
                yield goal, Change("another row")

    def _allowed(self, tool: str, arguments: dict[str, Json], tables: Tables) -> Goal | None:
        if self.past.has(self.knowledge, tool, arguments):
            return None
        outcome = self.knowledge.run(tool, arguments, tables)
        if outcome is None or outcome.error is not None or outcome.undefined is not None:
            return None
        is_idle = tool in self.knowledge.writes and not outcome.changes
        return None if is_idle else Goal(tool, arguments, outcome)

    def _free(self, tool: str, given: Mapping[str, Json]) -> list[tuple[str, Parameter]]:
        """The arguments that are no keys of rows."""
        parameters = self.knowledge.domain.tools[tool].parameters
        return [(name, parameters[name]) for name in given if not parameters[name].references]

    def _answered(self, tool: str, given: Mapping[str, Json]) -> Iterator[Change]:
        """Values that the environment's answer names."""
        for name, parameter in self._free(tool, given):
            for value in values_in(self.difference.came, parameter):
                if value != given[name]:
                    yield Change("a value that was answered", name, given[name], value)

    def _drawn(self, tool: str, given: Mapping[str, Json], tables: Tables) -> Iterator[Change]:
        """Some of the values that are drawn for arguments, each for any of them."""
        free = self._free(tool, given)
        some = [
            Change("another value", name, given[name], value)
            for name, _ in free
            for value in candidates(self.knowledge, tool, name, tables, None, self.random)
            if value != given[name]
        ]
        yield from self.random.sample(some, min(_VALUES, len(some)))

    def _is_tried(self, graph: Graph) -> bool:
        tool = self.difference.node.tool
        return any(self.past.has(self.knowledge, tool, node.arguments) for node in graph.nodes if node.tool == tool)


def values_in(answer: Json, parameter: Parameter) -> Sequence[Json]:
    """The values that an answer names and a parameter takes: numbers, days, words of its closed set."""
    text = answer if isinstance(answer, str) else repr(answer)
    found: list[Json] = []
    if parameter.enum:
        found = [each for each in parameter.enum if re.search(rf"\b{re.escape(str(each))}\b", text)]
    elif parameter.type in ("integer", "number"):
        found = [int(each) for each in re.findall(r"(?<![\w.-])\d+(?![\w-]|\.\d)", text)]
    elif parameter.format == "date":
        found = re.findall(r"\d{4}-\d\d-\d\d", text)
    return [each for each in dict.fromkeys(found) if is_valid(parameter, each)]
