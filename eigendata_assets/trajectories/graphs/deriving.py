"""Values that the assistant computes: the user says the day of departure, and the call takes the number of nights.

What is computed from what is declared here, argument by argument, from what behaviours and parameters say of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.graphs.chaining import at
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said, Source
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.sources import Computed, Input, Told, found_in
from eigendata_assets.trajectories.graphs.spans import Span

_SHARE = 0.5
"""How often the user says something else where the value can be computed from it."""

_SOON, _LATER, _NEAR = 21, 60, 14
_DAYS, _WEEK = ("weeks", "days"), 7
_LARGER = {"cents": ("dollars", 100), "days": ("weeks", 7), "minutes": ("hours", 60), "months": ("years", 12)}
"""Units that people put in larger ones; so many make one."""


def derive(knowledge: Knowledge, graph: Graph, random: Random) -> None:
    """Some arguments of the graph that a user would say are computed from what he says instead."""
    deriving = _Deriving(knowledge, graph, random)
    for number, node in enumerate(graph.nodes):
        sources = {name: deriving.source(node, name, each) for name, each in node.sources.items()}
        if sources != node.sources:
            graph.nodes[number] = replace(node, sources=sources)


@dataclass(slots=True)
class _Deriving:
    """`known` is how a value of a name was given before: what is said is said in one way."""

    knowledge: Knowledge
    graph: Graph
    random: Random
    known: dict[tuple[str, str], Source] = field(default_factory=dict)

    def source(self, node: Node, name: str, source: Source) -> Source:
        """The source of an argument: as it is, or computed."""
        if not isinstance(source, Said) or isinstance(source.value, bool):
            return source
        place = (name, repr(source.value))
        if place not in self.known:
            chosen = self._drawn(node, name, source)
            if any(found_in(chosen)):
                return chosen
            self.known[place] = chosen
        return self.known[place]

    def _drawn(self, node: Node, name: str, source: Said) -> Source:
        counted = self._counted(node, name, source.value)
        if counted is not None:
            return counted
        ways = list(self._ways(node, name, source.value))
        return self.random.choice(ways) if ways and self.random.random() < _SHARE else source

    def _ways(self, node: Node, name: str, value: Json) -> Iterator[Computed]:
        parameter = self._parameters(node)[name]
        if parameter.format == "date":
            yield from self._ahead(name, parameter, value)
            yield from self._after(node, name, parameter, value)
        elif parameter.type == "integer":
            yield from self._until(node, name, value)
            yield from _in_larger_units(name, parameter, value)

    def _parameters(self, node: Node) -> Mapping[str, Parameter]:
        return self.knowledge.domain.tools[node.tool].parameters

    def _ahead(self, name: str, parameter: Parameter, value: str) -> Iterator[Computed]:
        """In so many days or weeks from today."""
        today = self.knowledge.domain.now[:10]
        days, start = _days(today, value), Input(today, Told(today))
        if 1 < days <= _SOON:
            yield Computed("add_days", (start, Input(days, Said(days), name, parameter, "in_days")))
        if _WEEK < days <= _LATER and days % _WEEK == 0:
            weeks = Input(days // _WEEK, Said(days // _WEEK), name, parameter, "in_weeks")
            yield Computed("add_days", (start, Input(days, Computed("converted", (weeks,), _DAYS))))

    def _after(self, node: Node, name: str, parameter: Parameter, value: str) -> Iterator[Computed]:
        """So many days after another day that the same call takes."""
        for other, each in self._parameters(node).items():
            first = node.arguments.get(other)
            if each.format == "date" and first and 1 < (days := _days(first, value)) <= _NEAR:
                start = Input(first, self.source(node, other, node.sources[other]), other, each)
                later = Input(days, Said(days), name, parameter, "days_after", (other, each))
                yield Computed("add_days", (start, later))

    def _until(self, node: Node, name: str, value: int) -> Iterator[Computed]:
        """The day to which the days lead, where the behaviour counts them so."""
        for span in self.knowledge.spans[node.tool]:
            start = self._start(node, span) if span.parameter == name else None
            if start is not None:
                day = _later(start.value, span.sign * value)
                end = Input(day, Said(day), span.end, span.called)
                yield Computed("days_between", (start, end) if span.sign > 0 else (end, start))

    def _start(self, node: Node, span: Span) -> Input | None:
        """The day from which a span counts; of a row only where the look-up that gave its key shows it too."""
        if not span.table:
            first = node.arguments.get(span.start)
            parameter = self._parameters(node)[span.start]
            source = node.sources.get(span.start)
            return Input(first, self.source(node, span.start, source), span.start, parameter) if source else None
        key = node.sources.get(span.key)
        if not isinstance(key, Found) or not key.path:
            return None
        record = at(self.graph.nodes[key.node].value, key.path[:-1])
        first = record.get(span.start) if isinstance(record, dict) else None
        is_day = isinstance(first, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", first)
        return Input(first, replace(key, path=(*key.path[:-1], span.start))) if is_day else None

    def _counted(self, node: Node, name: str, value: Json) -> Computed | None:
        """How many things a later goal lists under the same name."""
        if self._parameters(node)[name].type != "integer":
            return None
        for goal in self.graph.goals:
            items, parameter = goal.arguments.get(name), self._parameters(goal).get(name)
            if isinstance(items, list) and len(items) == value and goal is not node:
                return Computed("count", (Input(items, Said(items), name, parameter),))
        return None


def _in_larger_units(name: str, parameter: Parameter, value: int) -> Iterator[Computed]:
    """The value in the next larger unit, where its own is the end of its name."""
    unit = name.rpartition("_")[2]
    larger, many = _LARGER.get(unit, ("", 0))
    if larger and (unit == "cents" or (value >= many and value % many == 0)):
        said = value // many if value % many == 0 else value / many
        yield Computed("converted", (Input(said, Said(said), name, parameter, larger),), (larger, unit))


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
