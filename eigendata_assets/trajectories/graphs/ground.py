"""What scenarios of a domain are declared over, read from behaviours: what refuses, what feeds and enables what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import prod
from random import Random
from typing import Any

from eigendata_assets.environments.behaviour.steps import Insert, all_steps
from eigendata_assets.environments.suites.argument_rules import is_required
from eigendata_assets.trajectories.graphs.amounts import amounts_shown
from eigendata_assets.trajectories.graphs.composing import compose
from eigendata_assets.trajectories.graphs.edge_cases import labelled_rows, labels_of
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.suiting import suits
from eigendata_assets.trajectories.scenarios.dimensions import Difficulty, Ground, Kind
from eigendata_assets.trajectories.scenarios.scenario import KINDS, Scenario

_TRIED = 4
_PLAIN: Kind = "multi_turn_single_task"
_PATHS, _VALUES = 2, 2
"""In so many ways a row is found, and so many values of a parameter go with it, about."""


def ground_of(knowledge: Knowledge, gives: Mapping[str, Sequence[str]]) -> Ground:
    """The ground of a domain; `gives` are the look-ups whose results hold keys of each table."""
    tools = tuple(knowledge.behaviours)
    feeding = {tool: fed for tool in tools if (fed := _fed(knowledge, gives, tool))}
    ways = {tool: some for tool in tools if (some := _ways(knowledge, gives, tool))}
    return Ground(
        tools=tools,
        writes=knowledge.writes,
        suited={
            **{kind: tuple(tool for tool in tools if suits(knowledge, kind, tool)) for kind in KINDS},
            "chained_tasks": tuple(feeding),
            "recovery": tuple(ways),
        },
        ways=ways,
        choices={tool: _choices(knowledge, tool) for tool in tools},
        cases={tool: _cases(knowledge, tool) for tool in tools},
        limited=frozenset(tool for tool in tools if _has_limits(knowledge, gives, tool)),
        difficulties={tool: _difficulties(knowledge, gives, tool) for tool in tools},
        feeding=feeding,
        labels={tool: found for tool in tools if (found := labels_of(knowledge, tool, fails=True))},
        fitting={tool: found for tool in tools if (found := labels_of(knowledge, tool, fails=False))},
    )


def _tables_taken(knowledge: Knowledge, tool: str) -> Iterator[str]:
    """The tables whose made-up keys a call has to give."""
    for parameter in knowledge.domain.tools[tool].parameters.values():
        table = knowledge.table_of(parameter)
        if table and is_required(parameter) and knowledge.is_made_up(table):
            yield table


def _choices(knowledge: Knowledge, tool: str) -> int:
    """About how many different calls there are: of rows, ways to find them, and values of other parameters."""
    parameters = knowledge.domain.tools[tool].parameters.values()
    rows = knowledge.choices[tool] * (_PATHS if any(_tables_taken(knowledge, tool)) else 1)
    if not knowledge.pools.variables[tool]:
        return rows
    others = [each for each in parameters if not each.references]
    return rows * prod(len(each.enum) or (2 if each.type == "boolean" else _VALUES) for each in others)


def _cases(knowledge: Knowledge, tool: str) -> int:
    """About how many different calls there are about labelled rows on which the tool can do its work."""
    rows = {
        about
        for label in labels_of(knowledge, tool, fails=False)
        for about in labelled_rows(knowledge, tool, label, Random(0), fails=False)  # noqa: S311
    }
    return len(rows) * (_PATHS if any(_tables_taken(knowledge, tool)) else 1)


def _fed(knowledge: Knowledge, gives: Mapping[str, Sequence[str]], tool: str) -> tuple[str, ...]:
    """The tools that take what this one makes, of which a graph was found."""
    made = {step.table for step in all_steps(knowledge.behaviours[tool].steps) if isinstance(step, Insert)}
    takers = (each for each in knowledge.behaviours if each != tool and made & set(_tables_taken(knowledge, each)))
    return tuple(
        each for each in takers if _is_found(knowledge, gives, "chained_tasks", tool, companion=each, link="feeds")
    )


def _ways(knowledge: Knowledge, gives: Mapping[str, Sequence[str]], tool: str) -> tuple[str, ...]:
    """How a request with this tool that was refused can succeed, and after which task: those a graph was found of."""
    if not suits(knowledge, "recovery", tool):
        return ()
    found = ["other_value"] if _is_found(knowledge, gives, "recovery", tool, way="other_value") else []
    helping = knowledge.enabling.get(tool, ())
    return (*found, *(
        f"enabling_task:{each}" for each in helping
        if _is_found(knowledge, gives, "recovery", tool, way="enabling_task", companion=each)
    ))  # fmt: skip


def _difficulties(
    knowledge: Knowledge, gives: Mapping[str, Sequence[str]], tool: str
) -> tuple[Difficulty, ...]:  # fmt: skip
    """How deep the calls of one task with this tool can build on each other; in doubt, as deep as it comes."""
    harder: tuple[Difficulty, ...] = ("easy", "hard")
    found = [each for each in harder if _is_found(knowledge, gives, _PLAIN, tool, difficulty=each)]
    return ("medium", *found)


def _has_limits(knowledge: Knowledge, gives: Mapping[str, Sequence[str]], tool: str) -> bool:
    """Whether most graphs of one task with this tool show amounts for which a user can set limits."""
    aims = {"aim": "several_constraints"}
    graphs = [graph for graph in _graphs(knowledge, gives, _PLAIN, tool, **aims) if graph is not None]
    return 2 * sum(bool(amounts_shown(graph)) for graph in graphs) > len(graphs)


def _is_found(
    knowledge: Knowledge, gives: Mapping[str, Sequence[str]], kind: Kind, goal: str, **fields: str
) -> bool:  # fmt: skip
    """Whether one of a few scenarios of a kind leads to a graph."""
    return any(graph is not None for graph in _graphs(knowledge, gives, kind, goal, **fields))


def _graphs(
    knowledge: Knowledge, gives: Mapping[str, Sequence[str]], kind: Kind, goal: str, **fields: str
) -> Iterator[Graph | None]:
    """The graphs of a few scenarios with these fields; None where a scenario leads to none."""
    for number in range(_TRIED):
        given: dict[str, Any] = {"difficulty": "easy" if kind == "chained_tasks" else "medium", **fields}
        seed = f"{knowledge.domain.name} {number}"
        yield compose(knowledge, gives, Scenario(0, 0, kind, goal, "regular", "calm", "private", "chat", seed, **given))


def by_table_and_label(
    cases: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, tuple[str, ...]]]]:
    """Rows of `{table, key, label}`: the keys by table, and by table and label."""
    keys: dict[str, tuple[str, ...]] = {}
    labels: dict[str, dict[str, tuple[str, ...]]] = {}
    for each in cases:
        table, key, own = each["table"], str(each["key"]), labels.setdefault(each["table"], {})
        keys[table] = (*keys.get(table, ()), key)
        own[each["label"]] = (*own.get(each["label"], ()), key)
    return keys, labels
