"""Numbers and days in the results of a graph for which a user can set limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Path

_DAY = re.compile(r"\d{4}-\d\d-\d\d")

Amount = tuple[str, int, Path, Json]
"""The name of a field, the number of the call, where it stands in its result, and the value."""


def amounts_shown(graph: Graph) -> list[Amount]:
    """The amounts in records that goals are about, but for those that are said anyway."""
    amounts = [amount for node, path in _records(graph) for amount in _fields(graph, node, path)]
    told = {(name, repr(value)) for node in graph.nodes for name, value in node.arguments.items()}
    return [each for each in amounts if (each[0], repr(each[3])) not in told]


def _records(graph: Graph) -> Iterator[tuple[int, Path]]:
    """Where the records stand from which goals take a key, and what goals that only look show."""
    for number, node in enumerate(graph.nodes):
        if node.is_goal:
            for source in node.sources.values():
                if isinstance(source, Found) and source.path:
                    yield source.node, source.path[:-1]
            if not node.writes and node.error is None:
                yield number, ()


def _fields(graph: Graph, node: int, path: Path) -> Iterator[Amount]:
    record = graph.nodes[node].value
    for step in path:
        record = record[step]
    for name, value in record.items() if isinstance(record, dict) else ():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number or (isinstance(value, str) and _DAY.fullmatch(value)):
            yield name, node, (*path, name), value
