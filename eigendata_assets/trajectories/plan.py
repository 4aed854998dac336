"""What each trajectory depends on: the functions it uses, and a fingerprint over all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.plan import PlannedTrajectory
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.protocol import EnvironmentCode

CODE_VERSION = "1"
"""Raised when the same inputs would give other trajectories."""


def plan_trajectories(
    references: Iterable[Trajectory], toolset: Toolset, environment: EnvironmentCode
) -> tuple[PlannedTrajectory, ...]:
    """The plan of imported dialogues: a shard for each, named like the dialogue."""
    code = {toolkit.name: _module_hash(environment, toolkit.module) for toolkit in environment.toolkits}
    schemas = {key: tool.semantic_hash for key, tool in toolset.by_key.items()}
    return tuple(_planned(reference, toolset, schemas, code) for reference in references)


def shard_versions(plan: Sequence[PlannedTrajectory]) -> dict[str, str]:
    """Shard to the hash over its rows' fingerprints, in the order of the plan."""
    rows: dict[str, list[str]] = {}
    for each in plan:
        rows.setdefault(each.shard, []).append(f"{each.id} {each.fingerprint}")
    return {shard: canonical_hash(lines) for shard, lines in rows.items()}


def used_tools(reference: Trajectory, toolset: Toolset) -> tuple[str, ...]:
    """The keys of the tools a dialogue calls; of two toolkits with a tool of one name, the later one is called."""
    owners = {tool.name: tool.key for tool in toolset.of_toolkits(reference.toolkits)}
    return tuple(sorted({owners[call.name] for call in reference.calls if call.name in owners}))


def _planned(
    reference: Trajectory, toolset: Toolset, schemas: Mapping[str, str], code: Mapping[str, str]
) -> PlannedTrajectory:
    used = used_tools(reference, toolset)
    added = [tool for turn in reference.turns for tool in turn.tools_added]
    parts = {
        "dialogue": reference.model_dump(mode="json", exclude={"fingerprint"}),
        "schemas": {key: schemas[key] for key in used},
        "code": {toolkit: code[toolkit] for toolkit in reference.toolkits},
    }
    return PlannedTrajectory(
        id=reference.id,
        shard=reference.id,
        used=used,
        offered=(*reference.tools, *added),
        fingerprint=canonical_hash(parts),
    )


def _module_hash(environment: EnvironmentCode, module: str) -> str:
    path = environment.folder / f"{module.replace('.', '/')}.py"
    return hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest()
