"""What each trajectory depends on: the functions it uses with all their code reaches, and a fingerprint over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.plan import PlannedTrajectory
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.trajectories.fingerprint import (
    Dependencies,
    dependencies,
    fingerprint_of,
    functions_offered,
    functions_used,
    own_hash,
    own_parts,
)

CODE_VERSION = "1"
"""Raised when the same inputs would give other trajectories."""


def plan_trajectories(references: Iterable[Trajectory], now: Dependencies) -> tuple[PlannedTrajectory, ...]:
    """The plan of imported dialogues: a shard for each, named like the dialogue."""
    return tuple(_planned(reference, now) for reference in references)


def shard_versions(plan: Sequence[PlannedTrajectory]) -> dict[str, str]:
    """Shard to the hash over its rows' fingerprints, in the order of the plan."""
    rows: dict[str, list[str]] = {}
    for each in plan:
        rows.setdefault(each.shard, []).append(f"{each.id} {each.fingerprint}")
    return {shard: canonical_hash(lines) for shard, lines in rows.items()}


def function_versions(now: Dependencies) -> dict[str, str]:
    """Tool key to the hash of its semantic schema and of the implementation it reaches."""
    return {key: now.digest(key) for key in sorted(now.tools)}


def read_dependencies(store: DomainStore) -> Dependencies:
    """All that trajectories of a domain can depend on, as schemas and code are now."""
    return dependencies(store.read_toolset(), read_code(store))


def read_code(store: DomainStore) -> Reach:
    """What each tool's code reaches, as the environment's files are now."""
    environment = store.read_environment()
    files = {
        str(path.relative_to(environment.folder)): path.read_text(encoding="utf-8")
        for path in sorted(environment.folder.rglob("*.py"))
    }
    return read_reach(files, environment.toolkits, environment.loader)


def _planned(reference: Trajectory, now: Dependencies) -> PlannedTrajectory:
    used, offered = functions_used(reference, now.tools), functions_offered(reference)
    keys = now.keys(used, offered, reference.toolkits)
    digests, own = [now.digest(key) for key in keys], own_parts(reference)
    return PlannedTrajectory(
        id=reference.id,
        shard=reference.id,
        used=used,
        offered=offered,
        calls=len(reference.calls),
        depends_on=dict(zip(keys, digests, strict=True)),
        own_parts=own,
        fingerprint=fingerprint_of(own_hash(own), digests),
    )
