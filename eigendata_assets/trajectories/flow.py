"""Trajectories as a story: plan what depends on what, execute what is out of date, keep what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.environments.implemented import current_environment
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked
from eigendata_assets.storage.memo import Row
from eigendata_assets.storage.trajectory_shards import content_version, table_of
from eigendata_assets.storage.usage_index import IndexedShard, ShardUses
from eigendata_assets.trajectories.corpus import Corpus, ShardRows, open_corpus
from eigendata_assets.trajectories.fingerprint import Counts, PartsArchive
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from eigendata_assets.trajectories.plan import Plan, indexed, plan_shards, read_dependencies, uses_of

_TOGETHER = 2000
"""So many rows at least are executed at once, where there are as many."""


@dataclass(frozen=True, slots=True)
class ShardDone:
    """What became of one shard; `version` is the hash over its rows' fingerprints, `open` rows wait for a model."""

    shard: str
    rows: int
    executed: int
    calls: int
    failures: int
    open: int
    version: str


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A shard in work: its rows, all that is stored of them, and the dialogues to execute."""

    rows: ShardRows
    table: pa.Table
    due: Sequence[Trajectory]


def look_ahead(store: DomainStore, counts: Counts = "used") -> Plan:
    """The plan for the artifacts as they are now; nothing is written."""
    return plan_shards(open_corpus(store, read_dependencies(store, counts)), read_archive(store))


def make_plan(store: DomainStore, counts: Counts = "used") -> Plan:
    """The plan for the artifacts as they are now, also written to the store; shards no longer planned are gone."""
    with locked(store.lock_file, f"a refresh of {store.folder.name}"):
        store.remove_old_shards()
        plan = look_ahead(store, counts)
        write_plan(store, plan)
    return plan


def write_plan(store: DomainStore, plan: Plan) -> None:
    """The usage index and the archive of parts are those of the plan; the caller holds the lock."""
    store.usage_index.write(plan.shards, plan.renewed, plan.now.all_digests, plan.now.described)
    text = read_archive(store).including(plan.now).to_json()
    if text != store.read_parts_archive():
        store.write_parts_archive(text)
    for shard in store.shards() - {each.shard for each in plan.shards}:
        store.remove_shard(shard)


def read_archive(store: DomainStore) -> PartsArchive:
    """The parts behind the digests that rows name."""
    text = store.read_parts_archive()
    return PartsArchive() if text is None else PartsArchive.model_validate_json(text)


def refresh_shards(
    store: DomainStore,
    shards: Sequence[str],
    sandbox: Sandbox,
    progress: Progress,
    on_shard: Callable[[ShardDone], None],
    counts: Counts = "used",
) -> None:
    """Every shard holds its trajectories as execution gives them now; rows that are up to date are kept.

    A row that waits for a model is kept too, and stays out of date. A shard without a row to execute keeps its bytes.
    `on_shard` hears of each shard right after its file is in place. Raises RequestError for a shard that is not in the
    plan, and where another process refreshes the domain.
    """
    known = {each.shard for each in store.usage_index.shards()}
    unknown = [shard for shard in shards if shard not in known]
    if unknown:
        raise RequestError(f"no trajectory is planned for {unknown[0]}", hint="Materialize usage_index first.")
    with locked(store.lock_file, f"a refresh of {store.folder.name}"):
        store.sweep()
        _refresh_shards(store, set(shards), sandbox, progress, on_shard, counts)


def _refresh_shards(
    store: DomainStore,
    shards: set[str],
    sandbox: Sandbox,
    progress: Progress,
    on_shard: Callable[[ShardDone], None],
    counts: Counts,
) -> None:
    corpus = open_corpus(store, read_dependencies(store, counts))
    environment = current_environment(store)
    written: list[tuple[IndexedShard, ShardUses]] = []
    with progress("refreshing shards", len(shards)) as advance:
        for group in _together(_load(corpus, rows) for rows in corpus.rows(shards.__contains__)):
            due = [each for shard in group for each in shard.due]
            executed = iter(replay_trajectories(due, environment, sandbox) if due else ())
            for each in group:
                fresh = [planned_row(next(executed), corpus.now) for _ in each.due]
                table = _renewed(each, fresh)
                if table is not None:
                    store.write_shard(each.rows.shard, table)
                    left = pc.sum(each.rows.waiting).as_py() or 0
                    written.append((indexed(corpus, each.rows, 0, left), uses_of(each.rows)))
                on_shard(_summary(each, each.table if table is None else table))
                advance()
    store.usage_index.update(written)


def _load(corpus: Corpus, rows: ShardRows) -> _Loaded:
    """The shard with its text, which is only read where something is to be done."""
    if not rows.left and not pc.any(rows.due).as_py():
        return _Loaded(rows, rows.stored, ())
    table = corpus.store.read_table(rows.shard)
    return _Loaded(rows, table, corpus.dialogues(rows, table))


def _together(shards: Iterator[_Loaded]) -> Iterator[list[_Loaded]]:
    """The shards in groups that are executed at once; a group fits into memory."""
    group: list[_Loaded] = []
    rows = 0
    for shard in shards:
        group.append(shard)
        rows += max(len(shard.due), shard.table.num_rows // 10)
        if rows >= _TOGETHER:
            yield group
            group, rows = [], 0
    yield group


def _renewed(shard: _Loaded, fresh: Sequence[Row]) -> pa.Table | None:
    """The rows as they should be, those to execute as they are now; None where that is what is stored."""
    if not fresh and not shard.rows.left:
        return None
    stored = {name: place for place, name in enumerate(shard.table["id"].to_pylist())}
    made = {str(row["id"]): shard.table.num_rows + place for place, row in enumerate(fresh)}
    order = [made[name] if name in made else stored[name] for name in shard.rows.wanted["id"].to_pylist()]
    return pa.concat_tables([shard.table, table_of(fresh)]).take(order).combine_chunks()


def _summary(shard: _Loaded, table: pa.Table) -> ShardDone:
    return ShardDone(
        shard=shard.rows.shard,
        rows=table.num_rows,
        executed=len(shard.due),
        calls=pc.sum(table["times_used"].combine_chunks().flatten()).as_py() or 0,
        failures=table.num_rows - table["failure"].null_count,
        open=table.num_rows - table["open"].null_count,
        version=content_version(table),
    )
