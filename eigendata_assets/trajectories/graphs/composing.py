"""From a scenario to a tool graph: a state, goals that can be reached in it, and the calls to get there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import islice
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.graphs.chaining import Chaining
from eigendata_assets.trajectories.graphs.deceiving import draw_deception
from eigendata_assets.trajectories.graphs.drawing import Drawing
from eigendata_assets.trajectories.graphs.edge_cases import labelled_rows
from eigendata_assets.trajectories.graphs.goals import Settled, find_goal, is_empty, settle
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.recovering import draw_recovery
from eigendata_assets.trajectories.graphs.slicing import slice_around
from eigendata_assets.trajectories.graphs.tasks import draw_tasks
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_SAMPLES, _SURE, _LABELLED = 12, 2, 6
_FAILING = frozenset({"against_policy", "deception"})


def learn_what_reads_give(knowledge: Knowledge, seed: int) -> dict[str, tuple[str, ...]]:
    """Table to the look-ups whose results hold keys of it, found by making each a few times on small states."""
    random, seen = Random(f"{seed} reads"), Counter[tuple[str, str]]()  # noqa: S311
    for tool in knowledge.look_ups:
        for _ in range(_SAMPLES):
            settled = settle(knowledge, [tool], None, random)
            tables = slice_around(knowledge, settled.places, random, tools=[tool])
            drawn = settled.drawn.get(tool)
            goal = find_goal(knowledge, tool, tables, settled.near, random, fails=False, drawn=drawn)
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


def compose(knowledge: Knowledge, gives: Mapping[str, Sequence[str]], scenario: Scenario) -> Graph | None:
    """The graph of a scenario; None where the draws lead to none, and another attempt has to be made."""
    random = Random(f"{scenario.seed} graph")  # noqa: S311
    tools = [each for each in (scenario.goal, scenario.companion) if each]
    labelled, settled = _settled(knowledge, scenario, tools, random)
    if settled is None:
        return None
    tables = slice_around(knowledge, settled.places, random, tools=tools, whole=labelled)
    chaining = Chaining(
        knowledge, gives, tables, random, says_keys=scenario.says_keys, says_codes=scenario.difficulty == "easy"
    )
    drawing = Drawing(chaining, Graph(tables), settled.near, dict(settled.drawn))
    draw = {"recovery": draw_recovery, "deception": draw_deception}.get(scenario.kind, draw_tasks)
    if not draw(drawing, scenario) or not _fits(drawing.graph, scenario, labelled) or _is_undone(drawing):
        return None
    return drawing.graph


def _is_undone(drawing: Drawing) -> bool:
    """Whether things were changed, and in the end are as they were."""
    return drawing.graph.changes > 0 and drawing.tables == drawing.graph.tables


def _settled(
    knowledge: Knowledge, scenario: Scenario, tools: Sequence[str], random: Random
) -> tuple[Place | None, Settled | None]:
    """The labelled row of an edge case, if it is one, and rows that the tools can be about; None where there are none.

    An edge case is about such rows of the label that the goal can be about.
    """
    fails = scenario.kind in _FAILING
    if scenario.way == "enabling_task":
        return None, settle(knowledge, tools[1:], None, random)
    if not scenario.edge_case:
        turn = scenario.turn if scenario.attempt == 0 else None
        return None, settle(knowledge, tools, None, random, fails=fails, turn=turn)
    rows = labelled_rows(knowledge, scenario.goal, scenario.edge_case, random, fails=fails)
    for labelled, near in islice(rows, _LABELLED):
        settled = settle(knowledge, tools, near, random, fails=fails)
        drawn = settled.drawn.get(scenario.goal)
        if drawn is not None and (near in drawn.places or not drawn.places):
            return labelled, settled
    return None, None


def _fits(graph: Graph, scenario: Scenario, labelled: Place | None) -> bool:
    """Whether the graph is of the scenario's shape, about its edge case, and without a call that tells nothing new."""
    shape = scenario.shape
    calls = [repr((node.tool, sorted(node.arguments.items()), node.value, node.error)) for node in graph.nodes]
    if len(set(calls)) != len(calls):
        return False
    if not shape.least_depth <= graph.depth <= shape.most_depth:
        return False
    if scenario.edge_case and (labelled is None or labelled[1] not in _told(graph)):
        return False
    return scenario.kind != "parallel_calls" or any(len(level) > 1 for level in levels(graph))


def _told(graph: Graph) -> set[str]:
    """All that stands in the calls and results of a graph."""
    return {str(leaf) for node in graph.nodes for value in (node.arguments, node.value) for leaf in leaves(value)}


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
