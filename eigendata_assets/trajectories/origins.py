"""What a dialogue was made from, as rows that a person can open: its scenario, and the graph of its calls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.graph_traces import Attempt
from eigendata_assets.artifacts.pilot import PromptVersion
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.memo import MADE_WITH, Row
from eigendata_assets.trajectories.graphs.composing import levels
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Source
from eigendata_assets.trajectories.graphs.sources import Computed, Told
from eigendata_assets.trajectories.scenarios.scenario import Scenario


def made_with(trajectory: Trajectory, prompts: Iterable[PromptVersion]) -> Trajectory:
    """The trajectory with the versions of all that it was made with in its provenance, and so in its fingerprint."""
    provenance = trajectory.provenance
    details = {**provenance.details, MADE_WITH: {each.role: each.version for each in prompts}}
    return trajectory.model_copy(update={"provenance": provenance.model_copy(update={"details": details})})


def scenario_row(identifier: str, scenario: Scenario) -> Row:
    """The row of a scenario; columns: `storage.generated_shards.SCENARIO`."""
    return {
        "id": identifier,
        "kind": scenario.kind,
        "goal": scenario.goal,
        "attempt": scenario.attempt,
        "seed": scenario.seed,
        "scenario": json.dumps(scenario.details()),
    }


def graph_row(identifier: str, graph: Graph, skeleton: bytes, attempts: Sequence[Attempt] = ()) -> Row:
    """The row of a graph; columns: `storage.generated_shards.GRAPH`. `attempts` are those that were revised."""
    grouped = levels(graph)
    return {
        "id": identifier,
        "skeleton": skeleton.hex(),
        "goals": [node.tool for node in graph.goals],
        "tools": [node.tool for node in graph.nodes],
        "depth": len(grouped),
        "width": max(map(len, grouped), default=0),
        "writes": sum(node.writes for node in graph.nodes),
        "failures": sum(node.error is not None for node in graph.nodes),
        "nodes": json.dumps([_node(node) for node in graph.nodes]),
        "attempts": json.dumps([each.model_dump() for each in attempts]),
    }


def _node(node: Node) -> dict[str, Json]:
    origins = {name: _origin(source) for name, source in node.sources.items()}
    found = {"tool": node.tool, "arguments": dict(node.arguments), "from": origins, "goal": node.is_goal}
    return found | ({"error": node.error} if node.error is not None else {"gives": node.value})


def _origin(source: Source) -> Json:
    match source:
        case Found(number, path):
            return {"call": number, "path": list(path)}
        case Computed(formula, inputs):
            return {
                "computed": formula,
                "from": [{"value": each.value, "from": _origin(each.source)} for each in inputs],
            }
        case Told():
            return "policy"
    return "said"
