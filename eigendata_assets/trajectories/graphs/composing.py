"""From a scenario to a tool graph: a state, goals that can be reached in it, and the calls to get there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.suites.argument_rules import is_required
from eigendata_assets.trajectories.graphs.chaining import Chaining
from eigendata_assets.trajectories.graphs.deceiving import draw_deception
from eigendata_assets.trajectories.graphs.deriving import derive
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
_SAID_PLAINLY = frozenset({"invalid_value", "wrong_premise", "self_correction"})
"""The kinds that are about a value which the user says."""


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
    return _leading_there(knowledge, found)


def _leading_there(knowledge: Knowledge, found: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """The tables to whose keys look-ups lead from what a user knows; the keys of all others he has to say himself."""
    known = {table for table in knowledge.domain.tables if not knowledge.is_made_up(table)}
    reached = set[str]()
    for _ in knowledge.domain.tables:
        reached |= {
            table for table, tools in found.items() if any(_taken(knowledge, tool) <= known | reached for tool in tools)
        }  # fmt: skip
    return {table: tools for table, tools in found.items() if table in reached}


def _taken(knowledge: Knowledge, tool: str) -> set[str]:
    """The tables whose keys a look-up has to be given."""
    parameters = knowledge.domain.tools[tool].parameters.values()
    return {table for each in parameters if is_required(each) and (table := knowledge.table_of(each))}


def leaves(value: Json) -> list[Json]:
    """The values in a result that have no parts."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for each in inner for leaf in leaves(each)]
    return [] if value is None or isinstance(value, bool) else [value]


def compose(knowledge: Knowledge, gives: Mapping[str, Sequence[str]], scenario: Scenario) -> Graph | None:
    """The graph of a scenario; None where the draws lead to none, and another attempt has to be made."""
    random = Random(f"{scenario.seed} graph")  # noqa: S311
    labelled, settled = _settled(knowledge, scenario, random)
    if settled is None:
        return None
    tables = slice_around(knowledge, settled.places, random, tools=scenario.tools, whole=labelled)
    chaining = _chaining(knowledge, gives, scenario, tables, random)
    return _drawn(Drawing(chaining, Graph(tables), settled.near, dict(settled.drawn)), scenario, labelled)


def scenario_of(graph: Graph, scenario: Scenario) -> Scenario:
    """The scenario as the graph is: with the companion that was found in place of one that was not."""
    tools = [goal.tool for goal in graph.goals]
    others = [tool for tool in tools if tool != scenario.goal]
    if not scenario.companion or scenario.companion in tools or not others:
        return scenario
    return replace(scenario, companion=others[0])


def recompose(
    knowledge: Knowledge, gives: Mapping[str, Sequence[str]], scenario: Scenario, tables: Tables, random: Random
) -> Graph | None:
    """Another graph of a scenario in a state that is there; None where the draws lead to none."""
    chaining = _chaining(knowledge, gives, scenario, tables, random)
    return _drawn(Drawing(chaining, Graph(tables), None), scenario, labelled_of(knowledge, scenario))


def labelled_of(knowledge: Knowledge, scenario: Scenario) -> Place | None:
    """The labelled row of a scenario of an edge case; None where it is none."""
    random = Random(f"{scenario.seed} graph")  # noqa: S311
    return _settled(knowledge, scenario, random)[0] if scenario.edge_case else None


def _chaining(
    knowledge: Knowledge, gives: Mapping[str, Sequence[str]], scenario: Scenario, tables: Tables, random: Random
) -> Chaining:
    says_codes = scenario.difficulty == "easy"
    return Chaining(knowledge, gives, tables, random, says_keys=scenario.says_keys, says_codes=says_codes)


def _drawn(drawing: Drawing, scenario: Scenario, labelled: Place | None) -> Graph | None:
    draw = {"recovery": draw_recovery, "deception": draw_deception}.get(scenario.kind, draw_tasks)
    if not draw(drawing, scenario) or _is_undone(drawing):
        return None
    return finished(drawing.knowledge, drawing.graph, scenario, labelled, drawing.random)


def finished(
    knowledge: Knowledge, graph: Graph, scenario: Scenario, labelled: Place | None, random: Random
) -> Graph | None:
    """The graph, with what the assistant computes in it; None where it is not what the scenario asks for."""
    if not _fits(graph, scenario, labelled):
        return None
    if scenario.kind not in _SAID_PLAINLY:
        derive(knowledge, graph, random)
    return graph


def _is_undone(drawing: Drawing) -> bool:
    """Whether things were changed, and in the end are as they were."""
    return drawing.graph.changes > 0 and drawing.tables == drawing.graph.tables


def _settled(knowledge: Knowledge, scenario: Scenario, random: Random) -> tuple[Place | None, Settled | None]:
    """The labelled row of an edge case, if it is one, and rows that the tools can be about; None where there are none.

    An edge case is about such rows of the label that the goal can be about.
    """
    tools, fails = scenario.tools, scenario.kind in _FAILING
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
    if _repeats(graph) or not shape.least_depth <= graph.depth <= shape.most_depth:
        return False
    if scenario.edge_case and (labelled is None or labelled[1] not in _told(graph)):
        return False
    return scenario.kind != "parallel_calls" or any(len(level) > 1 for level in levels(graph))


def _repeats(graph: Graph) -> bool:
    """Whether a call is made twice and gives the same."""
    often = Counter(node.tool for node in graph.nodes)
    calls = [
        repr((node.tool, sorted(node.arguments.items()), node.value, node.error))
        for node in graph.nodes
        if often[node.tool] > 1
    ]
    return len(set(calls)) != len(calls)


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
