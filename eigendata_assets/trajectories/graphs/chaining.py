"""ToolGraphComposerAgent (EigenData 3.4) without a model: every argument is chained back to what the user knows.

A key that the system has made up is taken from the result of a look-up, whose own arguments are resolved the same way.
Which look-ups give keys of which table is learned by making them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice, product
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.suites.argument_rules import is_required, is_valid
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.goals import Goal
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Path, Said, Source
from eigendata_assets.trajectories.graphs.hidden import Hidden, is_hidden
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.sampling import Drawn, Sampler

_DEPTH, _TRIED_PER_TOOL, _VALUES = 4, 5, 4


@dataclass(slots=True)
class Chaining:
    """Resolves the arguments of goals in one state.

    `gives` maps tables to the look-ups that give their keys; an expert may say keys of rows that belong to him, and
    with `says_codes` all codes are said that are not made up. `about` are the rows that the goal concerns, with all
    that they refer to: only such people are looked up. What is wished for the goal is looked for as well.
    """

    knowledge: Knowledge
    gives: Mapping[str, Sequence[str]]
    tables: Tables
    random: Random
    says_keys: bool
    says_codes: bool = False
    about: dict[Place, None] = field(default_factory=dict)
    wishes: Mapping[str, Json] = field(default_factory=dict)

    def add(self, graph: Graph, goal: Goal) -> bool:
        """The goal and all it needs are in the graph; False where an argument has no source, the graph is as before."""
        self.about, self.wishes = self._concerned(goal), goal.arguments
        before = len(graph.nodes)
        sources = self._sources(graph, goal.tool, goal.arguments, ())
        if sources is None:
            del graph.nodes[before:]
            return False
        writes = goal.tool in self.knowledge.writes
        outcome = goal.outcome
        node = Node(goal.tool, goal.arguments, sources, outcome.value, outcome.error, is_goal=True, writes=writes)
        graph.nodes.append(node)
        return True

    def _concerned(self, goal: Goal) -> dict[Place, None]:
        found: dict[Place, None] = {}
        for name, value in goal.arguments.items():
            table = self.knowledge.table_of(self._parameter(goal.tool, name))
            for key in value if isinstance(value, list) else [value]:
                if table:
                    found |= self.knowledge.above(self.tables, (table, str(key)))
        return found

    def _parameter(self, tool: str, name: str) -> Parameter:
        return self.knowledge.domain.tools[tool].parameters[name]

    def _sources(
        self, graph: Graph, tool: str, arguments: Mapping[str, Json], open_keys: tuple[Place, ...]
    ) -> dict[str, Source] | None:
        found: dict[str, Source] = {}
        for name, value in arguments.items():
            table = self.knowledge.table_of(self._parameter(tool, name))
            source: Source | None = Said(value)
            if table and not self._is_said(table, value):
                source = (
                    None if isinstance(value, list) else self._looked_up(graph, (table, str(value)), value, open_keys)
                )
            if source is None:
                return None
            found[name] = source
        return found

    def _is_said(self, table: str, value: Json) -> bool:
        """Whether the user says a key: one that no look-up gives, an expert that of his own, anyone a code, rarely."""
        if table not in self.gives:
            return True
        if self.knowledge.is_made_up(table):
            keys = value if isinstance(value, list) else [value]
            return (
                self.says_keys and all(self._is_own((table, str(key))) for key in keys) and self.random.random() < 0.7
            )
        return self.says_codes or self.random.random() < (0.6 if self.says_keys else 0.15)

    def _is_own(self, place: Place) -> bool:
        """Whether a row belongs to somebody."""
        above = list(self.knowledge.above(self.tables, place))[1:]
        return any(each[0] in self.knowledge.people for each in above)

    def _looked_up(self, graph: Graph, place: Place, value: Json, open_keys: tuple[Place, ...]) -> Found | None:
        if place in open_keys or len(open_keys) >= _DEPTH:
            return None
        for number, node in enumerate(graph.nodes):
            source = self._in_result(number, node.value, value) if not node.is_goal else None
            if source is not None:
                return source
        closed = frozenset({place[0]} if self.says_keys else {place[0], *(table for table, _ in open_keys)})
        tools = [tool for tool in self.gives.get(place[0], ()) if self._can_be_asked(tool, closed)]
        self.random.shuffle(tools)
        for tool in tools:
            source = self._by(graph, tool, place, value, (*open_keys, place))
            if source is not None:
                return source
        return None

    def _can_be_asked(self, tool: str, closed: frozenset[str]) -> bool:
        """Whether a look-up needs no key of the tables that keys are being looked up of, and no look-up for its own."""
        taken = self.knowledge.tables_taken[tool]
        if self.says_keys or not taken.isdisjoint(closed):
            return taken.isdisjoint(closed)
        return all(
            any(self._can_be_asked(each, closed | {table}) for each in self.gives.get(table, ()))
            for table in taken
            if self.knowledge.is_made_up(table)
        )

    def _by(self, graph: Graph, tool: str, place: Place, value: Json, open_keys: tuple[Place, ...]) -> Found | None:
        """The value in what one look-up gives, with arguments that the row suggests."""
        tried: list[dict[str, Json]] = []
        for arguments in islice(self._arguments(tool, place), _TRIED_PER_TOOL):
            if arguments in tried:
                continue
            tried.append(arguments)
            outcome = self.knowledge.run(tool, arguments, self.tables)
            if outcome is None or outcome.error is not None or outcome.undefined is not None:
                continue
            if self._in_result(0, outcome.value, value) is None:
                continue
            before = len(graph.nodes)
            sources = self._sources(graph, tool, arguments, open_keys)
            if sources is not None:
                number = graph.place(Node(tool, arguments, sources, outcome.value))
                return self._in_result(number, outcome.value, value)
            del graph.nodes[before:]
        return None

    def _arguments(self, tool: str, place: Place) -> Iterator[dict[str, Json]]:
        """Arguments with which the row must be found, if those are clear; then what stands in rows near it."""
        sampler = Sampler(self.knowledge, tool, self.random, place, self.tables, draws=1, needed_only=True)
        drawn = sampler.draw()
        if drawn is not None and place in drawn.places:
            if drawn.left:
                self._fill(sampler, drawn, place)
            yield self._counted(tool, drawn.arguments)
        near = self._related(place)
        choices: list[list[Json]] = []
        parameters = self.knowledge.domain.tools[tool].parameters
        for name, parameter in parameters.items():
            values = self._suggested(tool, name, near, place) if is_required(parameter) else []
            self.random.shuffle(values)
            choices.append(values[:_VALUES] if is_required(parameter) else [None])
        for combination in product(*choices):
            given = {name: value for name, value in zip(parameters, combination, strict=True) if value is not None}
            yield self._counted(tool, given)

    def _counted(self, tool: str, arguments: dict[str, Json]) -> dict[str, Json]:
        """With how many the goal lists where the look-up takes a number under the name of that list."""
        parameters = self.knowledge.domain.tools[tool].parameters
        counts = {
            name: len(value)
            for name, value in self.wishes.items()
            if isinstance(value, list) and name in parameters and parameters[name].type == "integer"
        }
        told = {name: many for name, many in counts.items() if many != parameters[name].default}
        return arguments | {name: many for name, many in told.items() if is_valid(parameters[name], many)}

    def _fill(self, sampler: Sampler, drawn: Drawn, place: Place) -> None:
        """What is left has values of rows near the place, where one fits."""
        near = self._related(place)
        for name in list(drawn.left):
            values = self._suggested(sampler.tool, name, near, place)
            self.random.shuffle(values)
            value = next((each for each in values[:_TRIED_PER_TOOL] if sampler.fits(drawn, name, each)), None)
            if value is not None:
                drawn.take(name, value)

    def _related(self, place: Place) -> dict[Place, None]:
        """The row, what it refers to, what refers to it, and what the goal is about."""
        found = self.knowledge.above(self.tables, place) | self.about
        for child in self.knowledge.below(place)[:3]:
            if child[1] in self.tables.get(child[0], {}):
                found |= self.knowledge.above(self.tables, child)
        people = {each for each in found if each[0] in self.knowledge.people}
        strangers = people - self.about.keys() if people & self.about.keys() else people - {place}
        return {each: None for each in found if each not in strangers}

    def _suggested(self, tool: str, name: str, near: Mapping[Place, None], place: Place) -> list[Json]:
        parameter = self._parameter(tool, name)
        table, _, column = (parameter.references or "").partition(".")
        if table:
            column = column or self.knowledge.domain.tables[table].key
            rows = [self.tables[each][key] for each, key in near if each == table and key in self.tables[each]]
            return list(dict.fromkeys(row[column] for row in rows))
        if name in self.wishes and is_valid(parameter, self.wishes[name]):
            return [self.wishes[name]]
        if parameter.enum:
            return list(parameter.enum)
        if parameter.format is not None:
            return list(dict.fromkeys(self._days(name, parameter, near)))
        named = [
            row[name] for each, key in near if (row := self.tables.get(each, {}).get(key)) and row.get(name) is not None
        ]
        return named or candidates(self.knowledge, tool, name, self.tables, place, self.random)

    def _days(self, name: str, parameter: Parameter, near: Mapping[Place, None]) -> Iterator[str]:
        columns = self.knowledge.times_for(name)
        for table, key in near:
            for column in (each for owner, each in columns if owner == table):
                value = self.tables.get(table, {}).get(key, {}).get(column)
                if value is not None:
                    text = str(value)[:10] if parameter.format == "date" else str(value)
                    if is_valid(parameter, text):
                        yield text

    def _in_result(self, node: int, result: Json, value: Json) -> Found | None:
        """Where a key stands in a result; None where it does not, or a user cannot tell it from others."""
        path = path_of(result, value)
        if path is None or not self._names_a_key(path, value):
            return None
        lists = [place for place, step in enumerate(path) if isinstance(step, int)]
        if not lists:
            return Found(node, path)
        items = at(result, path[: lists[0]])
        apart = told_apart(items, int(path[lists[0]]), partial(is_hidden, self.knowledge, self.tables))
        return None if apart is None or len(lists) > 1 else Found(node, path, apart)

    def _names_a_key(self, path: Path, value: Json) -> bool:
        """Whether a number stands where a key is meant: any text is a key only where it is one."""
        return isinstance(value, str) or _last_name(path) in self.knowledge.key_names


def _last_name(path: Path) -> str:
    return next((step for step in reversed(path) if isinstance(step, str)), "")


def path_of(value: Json, wanted: Json) -> Path | None:
    """The way to the first place where a value stands; None where it stands nowhere."""
    if isinstance(value, dict):
        inner: Iterator[tuple[str | int, Json]] = iter(value.items())
    elif isinstance(value, list):
        inner = iter(enumerate(value))
    else:
        return () if type(value) is type(wanted) and value == wanted else None
    for step, each in inner:
        found = path_of(each, wanted)
        if found is not None:
            return (step, *found)
    return None


def at(value: Json, path: Path) -> Json:
    """What stands at the end of a way."""
    for step in path:
        value = value[step]
    return value


def told_apart(items: Sequence[Json], wanted: int, is_hidden: Hidden) -> tuple[tuple[str, Json], ...] | None:
    """One or two fields that only this item has with these values; none of one item, None where there are none."""
    if len(items) == 1:
        return ()
    own = items[wanted]
    if not isinstance(own, dict):
        return None
    fields = [
        (name, value)
        for name, value in own.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        and not is_hidden(name, value)
    ]  # fmt: skip
    pairs = [(one,) for one in fields] + [(one, two) for one in fields for two in fields if one[0] < two[0]]
    for some in pairs:
        if sum(all(each.get(name) == value for name, value in some) for each in items) == 1:
            return some
    return None
