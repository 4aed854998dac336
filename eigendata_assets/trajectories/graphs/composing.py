"""From a scenario to a tool graph: a state, one goal or two that can be reached in it, and the calls to get there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import with_changes
from eigendata_assets.trajectories.graphs.chaining import Chaining
from eigendata_assets.trajectories.graphs.goals import anchor, find_goal, is_empty, settle
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.suiting import suits
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_SAMPLES, _SURE = 12, 2


def learn_what_reads_give(knowledge: Knowledge, seed: int) -> dict[str, tuple[str, ...]]:
    """Table to the look-ups whose results hold keys of it, found by making each a few times on small states."""
    random, seen = Random(f"{seed} reads"), Counter[tuple[str, str]]()  # noqa: S311
    for tool in knowledge.reads:
        for _ in range(_SAMPLES):
            places = settle(knowledge, [tool], None, random)
            tables = knowledge.slice_around(places, random)
            goal = find_goal(knowledge, tool, tables, places[0] if places else None, random, fails=False)
            if goal is None or is_empty(goal.outcome.value):
                continue
            held = {str(leaf) for leaf in leaves(goal.outcome.value)}
            seen.update((table, tool) for table, rows in tables.items() if not held.isdisjoint(rows))
    found: dict[str, tuple[str, ...]] = {}
    for (table, tool), times in sorted(seen.items()):
        if times >= _SURE:
            found[table] = (*found.get(table, ()), tool)
    return found


def leaves(value: Json) -> list[Json]:
    """The values in a result that have no parts."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for each in inner for leaf in leaves(each)]
    return [] if value is None or isinstance(value, bool) else [value]


def compose(knowledge: Knowledge, gives: Mapping[str, tuple[str, ...]], scenario: Scenario) -> Graph | None:
    """The graph of a scenario; None where the draws lead to none, and another attempt has to be made."""
    if not suits(knowledge, scenario.kind, scenario.goal):
        return None
    random = Random(f"{scenario.seed} graph")  # noqa: S311
    tools = _tools(knowledge, scenario, random)
    is_free = not scenario.aims_at_edge_case and scenario.kind != "against_policy"
    near = None if is_free else anchor(knowledge, scenario.goal, random, labelled=scenario.aims_at_edge_case)
    places = settle(knowledge, tools, near, random)
    near = places[0] if places else None
    tables = knowledge.slice_around(places, random)
    graph = Graph(tables)
    chaining = Chaining(knowledge, gives, tables, random, says_keys=scenario.experience == "expert")
    for tool in tools:
        goal = find_goal(knowledge, tool, chaining.tables, near, random, fails=scenario.kind == "against_policy")
        people = _people(chaining)
        if goal is None or not chaining.add(graph, goal):
            return None
        if people and _people(chaining) - people:
            return None  # the same person has both tasks
        near = min(_people(chaining), default=near)
        chaining.tables = with_changes(chaining.tables, goal.outcome.changes)
    return graph if _makes_sense(graph, scenario) else None


def _tools(knowledge: Knowledge, scenario: Scenario, random: Random) -> list[str]:
    others = [name for name in knowledge.behaviours if name != scenario.goal]
    if scenario.kind == "parallel_calls":
        others = [*(name for name in others if name not in knowledge.writes), scenario.goal]
    tools = [scenario.goal, *random.sample(others, min(scenario.tasks - 1, len(others)))]
    if scenario.kind == "parallel_calls":
        tools.sort(key=knowledge.writes.__contains__)  # a call beside a write has to be made before it
    return tools


def _people(chaining: Chaining) -> set[Place]:
    return {place for place in chaining.about if place[0] in chaining.knowledge.people}


def _makes_sense(graph: Graph, scenario: Scenario) -> bool:
    """Whether the graph has what the kind needs, and does not repeat a call of its own."""
    calls = [(node.tool, str(sorted(node.arguments.items()))) for node in graph.nodes]
    if len(set(calls)) != len(calls):
        return False
    if scenario.kind == "parallel_calls":
        return any(len(level) > 1 for level in levels(graph))
    return True


def levels(graph: Graph) -> list[list[int]]:
    """The calls in groups that can be made at once: each needs only results of groups before; a write is alone."""
    depth: list[int] = []
    for number, node in enumerate(graph.nodes):
        writes = [each for each in range(number) if graph.nodes[each].writes]
        before = range(number) if node.writes else [*node.needs, *writes]
        depth.append(max((depth[each] + 1 for each in before), default=0))
    return [
        [number for number, each in enumerate(depth) if each == level] for level in range(max(depth, default=-1) + 1)
    ]
