"""A dialogue that was not executed yet, and what tells dialogues apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.graph_traces import Attempt
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.scenarios.scenario import Scenario

_IN_ORDER = json.JSONEncoder(sort_keys=True)


@dataclass(frozen=True, slots=True)
class Draft:
    """A dialogue that was not executed yet, the calls of its graph, and what was executed in its place before."""

    scenario: Scenario
    graph: Graph
    trajectory: Trajectory
    attempts: tuple[Attempt, ...] = ()


def call_text(name: str, arguments: Mapping[str, Json]) -> str:
    """A call as a text that no other call has."""
    return f"{name} {_IN_ORDER.encode(arguments)}"


def skeleton(trajectory: Trajectory) -> bytes:
    """What no two dialogues share: their calls with all values, or those that were meant; without any, what is said."""
    meant = trajectory.provenance.details.get("meant", ())
    calls = [call_text(call.name, call.arguments) for call in trajectory.calls]
    calls = calls or [call_text(call["name"], call["arguments"]) for call in meant]
    said = [message.content for turn in trajectory.turns for message in turn.messages]
    return hashlib.blake2b(json.dumps(calls or said).encode(), digest_size=12).digest()
