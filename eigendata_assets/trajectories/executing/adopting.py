"""A graph takes over what the environment gave: the live environment decides what calls give, and where keys stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.executing.answers import is_refusal
from eigendata_assets.trajectories.graphs.chaining import at, path_of, told_apart
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Path, Said, Source
from eigendata_assets.trajectories.graphs.hidden import Hidden
from eigendata_assets.trajectories.graphs.sources import found_in

_NOTHING = object()


def adopted(graph: Graph, answers: Mapping[int, Json], hidden: Hidden) -> Graph | None:
    """The graph with these answers, as far as calls fail and succeed as expected.

    A value that was found stays the argument where the answer still has it, else what stands in its place now is the
    argument. None where nothing does, or what a deceiver claims is true. By what is `hidden` no user tells things
    apart.
    """
    nodes = [_answered(node, answers.get(number, _NOTHING)) for number, node in enumerate(graph.nodes)]
    for number, node in enumerate(nodes):
        chained = _chained(nodes, node, hidden)
        if chained is None:
            return None
        nodes[number] = chained
    if any(value_at(nodes[each.node].value, each.path) in (_NOTHING, each.claimed) for each in graph.untrue):
        return None
    return Graph(graph.tables, nodes, graph.untrue)


def _answered(node: Node, answer: Json) -> Node:
    if answer is _NOTHING or is_refusal(answer) != (node.error is not None):
        return node
    return replace(node, error=str(answer["error"])) if node.error is not None else replace(node, value=answer)


def _chained(nodes: list[Node], node: Node, hidden: Hidden) -> Node | None:
    """The call with its arguments where they stand now; None where one stands nowhere."""
    arguments, sources = dict(node.arguments), dict(node.sources)
    for name, source in node.sources.items():
        if isinstance(source, Found):
            found = _found_again(nodes[source.node].value, source, arguments[name], hidden)
            if found is None:
                return None
            arguments[name], sources[name] = found
        elif any(value_at(nodes[each.node].value, each.path) is _NOTHING for each in found_in(source)):
            sources[name] = Said(arguments[name])
    is_same = sources == node.sources and arguments == node.arguments
    return node if is_same else replace(node, arguments=arguments, sources=sources)


def _found_again(result: Json, source: Found, value: Json, hidden: Hidden) -> tuple[Json, Source] | None:
    here = value_at(result, source.path)
    path = source.path if here == value else path_of(result, value) or source.path
    value = value if here == value else value_at(result, path)
    if value is _NOTHING or isinstance(value, dict | list):
        return None
    lists = [place for place, step in enumerate(path) if isinstance(step, int)]
    if not lists:
        return value, Found(source.node, path)
    items, own = at(result, path[: lists[0]]), int(path[lists[0]])
    apart = source.told_apart if _are_told(items, own, source.told_apart) else told_apart(items, own, hidden)
    return None if apart is None or len(lists) > 1 else (value, Found(source.node, path, apart))


def _are_told(items: Sequence[Json], own: int, apart: Sequence[tuple[str, Json]]) -> bool:
    """Whether what the user says still tells an item from all others."""
    fitting = [
        number
        for number, each in enumerate(items)
        if not apart or (isinstance(each, dict) and all(each.get(name) == value for name, value in apart))
    ]
    return fitting == [own]


def value_at(value: Json, path: Path) -> Json:
    """What stands at the end of a way; an object that equals nothing where the way leads nowhere."""
    try:
        return at(value, path)
    except (LookupError, TypeError):
        return _NOTHING
