"""A tool graph: calls, and for every argument where its value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.trajectories.graphs.sources import Found as Found
from eigendata_assets.trajectories.graphs.sources import Path as Path
from eigendata_assets.trajectories.graphs.sources import Said as Said
from eigendata_assets.trajectories.graphs.sources import Source as Source
from eigendata_assets.trajectories.graphs.sources import found_in


@dataclass(frozen=True, slots=True)
class Node:
    """One call of a graph, what it gives by the spec, and the source of each of its arguments."""

    tool: str
    arguments: Mapping[str, Json]
    sources: Mapping[str, Source]
    value: Json = None
    error: str | None = None
    is_goal: bool = False
    writes: bool = False

    @property
    def call(self) -> tuple[str, Mapping[str, Json]]:
        """The tool and the arguments."""
        return self.tool, self.arguments

    @property
    def needs(self) -> frozenset[int]:
        """The calls whose results it takes arguments from."""
        return frozenset(found.node for each in self.sources.values() for found in found_in(each))


@dataclass(frozen=True, slots=True)
class Untrue:
    """What a user claims a row of a table to have in a column, and where a result shows what is true."""

    table: str
    column: str
    claimed: Json
    node: int
    path: Path


@dataclass(slots=True)
class Graph:
    """The calls in an order in which they can be made; `tables` is the state in which they begin.

    `untrue` is what a deceiving user claims; what he claims first is first.
    """

    tables: Tables
    nodes: list[Node] = field(default_factory=list)
    untrue: list[Untrue] = field(default_factory=list)

    def place(self, node: Node) -> int:
        """The number of a call; the call is added where the same was not made yet, or gave something else then."""
        for number, known in enumerate(self.nodes):
            if known.call == node.call and known.value == node.value and not node.is_goal:
                return number
        self.nodes.append(node)
        return len(self.nodes) - 1

    @property
    def depth(self) -> int:
        """How many calls are in the longest chain in which each takes an argument from the one before."""
        depths: list[int] = []
        for node in self.nodes:
            depths.append(1 + max((depths[each] for each in node.needs), default=0))
        return max(depths, default=0)

    @property
    def changes(self) -> int:
        """How many calls change the state."""
        return sum(node.writes and node.error is None for node in self.nodes)

    @property
    def goals(self) -> list[Node]:
        """The calls that the user wants."""
        return [node for node in self.nodes if node.is_goal]
