"""Trajectories as a story: plan what depends on what, execute what is out of date, keep what is not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.plan import PlannedTrajectory, StaleTrajectory
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked
from eigendata_assets.trajectories.fingerprint import Dependencies
from eigendata_assets.trajectories.plan import plan_trajectories, read_dependencies
from eigendata_assets.trajectories.staleness import read_archive, stale_trajectories


@dataclass(frozen=True, slots=True)
class ShardDone:
    """What became of one shard."""

    shard: str
    rows: int
    executed: int
    calls: int
    failures: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What trajectories there are, what they depend on now, and which stored rows are out of date, with reasons."""

    rows: tuple[PlannedTrajectory, ...]
    now: Dependencies
    stale: tuple[StaleTrajectory, ...]


def look_ahead(store: DomainStore) -> Plan:
    """The plan for the artifacts as they are now; nothing is written."""
    now = read_dependencies(store)
    rows = plan_trajectories(store.read_references(), now)
    return Plan(rows, now, stale_trajectories(store, rows, now))


def make_plan(store: DomainStore) -> Plan:
    """The plan for the artifacts as they are now, also written to the store; shards no longer planned are gone."""
    with locked(store.lock_file, f"a refresh of {store.folder.name}"):
        plan = look_ahead(store)
        store.write_plan(plan.rows)
        store.write_parts_archive(read_archive(store).including(plan.now).to_json())
        for shard in store.shards() - {row.shard for row in plan.rows}:
            store.remove_shard(shard)
    return plan


def refresh_shards(
    store: DomainStore,
    shards: Sequence[str],
    sandbox: Sandbox,
    progress: Progress,
    on_shard: Callable[[ShardDone], None],
) -> None:
    """Every shard holds its planned trajectories as execution gives them now; rows that are up to date are kept.

    A shard whose rows are all up to date keeps its bytes. `on_shard` hears of each shard right after its file is in
    place. Raises RequestError for a shard that is not in the plan, and where another process refreshes the domain.
    """
    with locked(store.lock_file, f"a refresh of {store.folder.name}"):
        store.sweep()
        _refresh_shards(store, shards, sandbox, progress, on_shard)


def _refresh_shards(
    store: DomainStore,
    shards: Sequence[str],
    sandbox: Sandbox,
    progress: Progress,
    on_shard: Callable[[ShardDone], None],
) -> None:
    plan = _rows_of(store, shards)
    wanted = {row.id: row for rows in plan.values() for row in rows}
    kept = {
        each.id: each
        for shard in shards
        for each in store.read_shard(shard)
        if each.id in wanted and wanted[each.id].fingerprint == each.fingerprint
    }
    due = [each for each in store.read_references() if each.id in wanted and each.id not in kept]
    with progress("replaying", len(due)) as advance:
        executed = replay_trajectories(due, store.read_environment(), sandbox, on_done=lambda _: advance())
    done = kept | {each.id: _as_planned(each, wanted[each.id]) for each in executed}
    with progress("writing", len(shards)) as advance:
        for shard, rows in plan.items():
            trajectories = [done[row.id] for row in rows]
            fresh = [each for each in trajectories if each.id not in kept]
            if fresh or len(store.read_shard(shard)) != len(trajectories):
                store.write_shard(shard, trajectories)
            on_shard(_summary(shard, trajectories, len(fresh)))
            advance()


def _rows_of(store: DomainStore, shards: Sequence[str]) -> dict[str, list[PlannedTrajectory]]:
    rows: dict[str, list[PlannedTrajectory]] = {shard: [] for shard in shards}
    for row in store.read_plan():
        if row.shard in rows:
            rows[row.shard].append(row)
    unknown = [shard for shard, planned in rows.items() if not planned]
    if unknown:
        raise RequestError(f"no trajectory is planned for {unknown[0]}", hint="Materialize usage_index first.")
    return rows


def _as_planned(trajectory: Trajectory, row: PlannedTrajectory) -> Trajectory:
    update = {"fingerprint": row.fingerprint, "depends_on": row.depends_on, "own_parts": row.own_parts}
    return trajectory.model_copy(update=update)


def _summary(shard: str, trajectories: Sequence[Trajectory], executed: int) -> ShardDone:
    calls = sum(len(each.calls) for each in trajectories)
    return ShardDone(shard, len(trajectories), executed, calls, sum(each.failure is not None for each in trajectories))
