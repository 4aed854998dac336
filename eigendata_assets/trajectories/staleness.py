"""Which trajectories are out of date, and the names of what changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from eigendata_assets.artifacts.plan import PlannedTrajectory, StaleTrajectory
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.trajectories.fingerprint import Dependencies, PartsArchive, changed_parts, reasons

NEVER_EXECUTED = "(never executed)"


def stale_trajectories(
    store: DomainStore, plan: Sequence[PlannedTrajectory], now: Dependencies
) -> tuple[StaleTrajectory, ...]:
    """The planned trajectories whose stored row has another fingerprint or is not there, in the order of the plan."""
    have = {name: found for shard in store.shards() for name, found in store.read_fingerprints(shard).items()}
    due = [row for row in plan if have.get(row.id) != row.fingerprint]
    archive = read_archive(store)
    stored = {each.id: each for each in store.read_trajectories(dict.fromkeys(row.shard for row in due))}
    return tuple(
        StaleTrajectory(
            id=row.id, shard=row.shard, calls=row.calls, reasons=_reasons(stored.get(row.id), row, now, archive)
        )
        for row in due
    )


def count_reasons(stale: Sequence[StaleTrajectory]) -> dict[str, int]:
    """What changed to the number of trajectories that it makes stale, the most first."""
    return dict(Counter(reason for each in stale for reason in each.reasons).most_common())


def read_archive(store: DomainStore) -> PartsArchive:
    """The parts behind the digests that rows name."""
    text = store.read_parts_archive()
    return PartsArchive() if text is None else PartsArchive.model_validate_json(text)


def _reasons(
    stored: Trajectory | None, row: PlannedTrajectory, now: Dependencies, archive: PartsArchive
) -> tuple[str, ...]:
    if stored is None:
        return (NEVER_EXECUTED,)
    own = changed_parts(stored.own_parts, row.own_parts)
    return tuple(sorted({*own, *reasons(stored.depends_on, row.depends_on, now, archive)}))
