"""What one simulation begins with: the scenario, the state, and, with a tool graph, the calls that reach the goal."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path

import yaml

from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_NOT_TOLD = {"index", "attempt", "seed", "kind", "goal"}
_SHOWN = 400
_WITHOUT_GOAL = {"no_suitable_tool", "tools_added"}
_REFUSED = {"no_suitable_tool", "against_policy", "deception"}
_OF_THE_USER = {"experience", "mood", "background", "channel", "tactic"}


class TracedCall(Artifact):
    """A call of an executed tool graph: what it gave, and which arguments the user says or can tell the assistant.

    `told_apart` are fields by which the user says which of several results he means.
    """

    tool: str
    arguments: dict[str, Json]
    said: tuple[str, ...] = ()
    told_apart: dict[str, Json] = {}
    result: Json = None
    is_goal: bool = False

    @property
    def is_refused(self) -> bool:
        """Whether the environment refuses it in words."""
        return isinstance(self.result, dict) and bool(self.result.get("error"))

    @property
    def line(self) -> str:
        """The call with its result, in one line; a long result is cut."""
        given = ", ".join(f"{name}={json.dumps(value)}" for name, value in self.arguments.items())
        mark = "GOAL " if self.is_goal else ""
        return f"- {mark}{self.tool}({given}) gives {json.dumps(self.result)[:_SHOWN]}"


class Assignment(Artifact):
    """One dialogue to be simulated; without a `trace`, what is to be called is found out in the dialogue.

    `tables` is the state in which it begins, `about` names the rows of it that a task is to be about, by table, and
    `made_up` the keys that only the system knows. `claims` are what a deceiving user says of the state, and is not so.
    `needs_graph` says that the calls are still to be found.
    """

    id: str
    kind: str
    goal: str
    scenario: dict[str, Json]
    tables: dict[str, dict[str, dict[str, Json]]]
    about: dict[str, tuple[str, ...]] = {}
    made_up: tuple[str, ...] = ()
    trace: tuple[TracedCall, ...] = ()
    claims: tuple[tuple[str, Json], ...] = ()
    needs_graph: bool = False

    @property
    def manner(self) -> str:
        """How the user goes about it."""
        return manners().get(self.kind, self.kind.replace("_", " "))

    @property
    def persona(self) -> str:
        """Who the user is, in words."""
        return _in_words({name: value for name, value in self.scenario.items() if name in _OF_THE_USER})

    @property
    def situation(self) -> str:
        """The whole scenario, in words."""
        return _in_words(self.scenario)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The tools that are not offered at the beginning."""
        return (self.goal,) if self.kind in _WITHOUT_GOAL else ()

    @property
    def never_offered(self) -> tuple[str, ...]:
        """The tools that are not offered at all."""
        return self.withheld if self.is_refused else ()

    @property
    def is_refused(self) -> bool:
        """Whether the wish cannot be granted, so that nothing is to be changed."""
        return self.kind in _REFUSED

    @property
    def said(self) -> list[tuple[str, Json]]:
        """What the user of a graph knows: label and value, each once."""
        found: dict[tuple[str, str], Json] = {}
        for call in self.trace:
            found |= {(name, repr(call.arguments[name])): call.arguments[name] for name in call.said}
            found |= {(name, repr(value)): value for name, value in call.told_apart.items()}
        return [(name, value) for (name, _), value in found.items()]

    @property
    def hidden(self) -> list[Json]:
        """The arguments of a graph that only results show."""
        known = {repr(value) for _, value in self.said}
        values = [call.arguments[name] for call in self.trace for name in call.arguments if name not in call.said]
        return [value for value in values if repr(value) not in known]


def told_of(scenario: Scenario) -> dict[str, Json]:
    """What a scenario says of the user and his situation; what is empty or for the machine alone is left out."""
    return {name: value for name, value in asdict(scenario).items() if name not in _NOT_TOLD and value}


def traced(graph: Graph) -> tuple[TracedCall, ...]:
    """The calls of a tool graph, in order."""
    return tuple(map(_traced, graph.nodes))


def _traced(node: Node) -> TracedCall:
    apart = [pair for each in node.sources.values() if isinstance(each, Found) for pair in each.told_apart]
    return TracedCall(
        tool=node.tool,
        arguments=dict(node.arguments),
        said=tuple(name for name, source in node.sources.items() if not isinstance(source, Found)),
        told_apart=dict(apart),
        result=node.value if node.error is None else {"error": node.error},
        is_goal=node.is_goal,
    )


@cache
def manners() -> dict[str, str]:
    """How a user goes about his task, by kind of dialogue."""
    found: dict[str, str] = yaml.safe_load(Path(__file__).with_name("manners.yaml").read_text(encoding="utf-8"))
    return found


def rows_text(assignment: Assignment) -> str:
    """The rows that a task is to be about, one a line, under the names of their tables."""
    lines = []
    for table, keys in assignment.about.items():
        rows = [assignment.tables[table][key] for key in keys]
        lines += [f"{table}:", *(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)]
    return "\n".join(lines)


def _in_words(scenario: dict[str, Json]) -> str:
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in scenario.items())
