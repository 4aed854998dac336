"""The plan of a domain: what each shard should be now, which rows are out of date, and the names of what changed.

Only shards that hold a row with a changed dependency are looked at, unless their rows are others than at the last plan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import pyarrow.compute as pc

from eigendata_assets.artifacts.plan import MOST_LISTED, OpenTrajectory, StaleTrajectory
from eigendata_assets.environments.implemented import read_code
from eigendata_assets.errors import InputError
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.memo import NOWHERE
from eigendata_assets.storage.trajectory_shards import stamp
from eigendata_assets.storage.usage_index import IndexedShard, ShardUses
from eigendata_assets.trajectories.corpus import Corpus, ShardRows
from eigendata_assets.trajectories.fingerprint import CountPolicy, Counts, Dependencies, PartsArchive, dependencies
from eigendata_assets.trajectories.fingerprint_columns import ids_by_function, row_reasons

CODE_VERSION = "2"
"""Raised when the same inputs would give other trajectories."""


@dataclass(slots=True)
class Plan:
    """The shards as they should be now, and what is out of date; `stale` and `needs_a_model` name at most 10,000.

    `renewed` are the uses of the shards whose rows are others than at the last plan.
    """

    now: Dependencies
    shards: list[IndexedShard] = field(default_factory=list)
    renewed: list[ShardUses] = field(default_factory=list)
    stale: list[StaleTrajectory] = field(default_factory=list)
    needs_a_model: list[OpenTrajectory] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    calls: int = 0

    @property
    def trajectories(self) -> int:
        """How many there are."""
        return sum(each.rows for each in self.shards)

    @property
    def stale_trajectories(self) -> int:
        """How many are to be executed."""
        return sum(each.stale for each in self.shards)

    @property
    def open_trajectories(self) -> int:
        """How many wait for a model."""
        return sum(each.open for each in self.shards)

    @property
    def stale_shards(self) -> list[str]:
        """The shards with a row to be executed."""
        return [each.shard for each in self.shards if each.stale]

    @property
    def versions(self) -> dict[str, str]:
        """Shard to the hash over the fingerprints that its rows should have."""
        return {each.shard: each.version for each in self.shards}


def read_dependencies(store: DomainStore, counts: Counts = "used") -> Dependencies:
    """All that trajectories of a domain can depend on, as schemas and code are now."""
    return dependencies(store.read_toolset(), read_code(store), policy=CountPolicy(functions=counts))


def function_versions(now: Dependencies) -> dict[str, str]:
    """Tool key to the hash of its semantic schema and of the implementation it reaches."""
    return {key: now.digest(key) for key in sorted(now.tools)}


def plan_shards(corpus: Corpus, archive: PartsArchive) -> Plan:
    """The plan for the artifacts as they are now.

    Raises InputError naming the file and the function where the schema of a function in use is gone.
    """
    store, plan = corpus.store, Plan(corpus.now)
    known = {each.shard: each for each in store.usage_index.shards()}
    settled = _settled(corpus, known)
    looked_at = {each.shard: each for each in _looked_at(corpus, settled, known, plan, archive)}
    plan.shards = [looked_at.get(shard) or known[shard] for shard in corpus.shards()]
    return plan


def _looked_at(
    corpus: Corpus, settled: set[str], known: dict[str, IndexedShard], plan: Plan, archive: PartsArchive
) -> Iterator[IndexedShard]:
    gone = corpus.store.usage_index.schemas() - corpus.now.described
    for rows in corpus.rows(lambda shard: shard not in settled):
        if gone:
            _refuse_missing_schemas(corpus, rows, gone)
        shard = _look_at(corpus, rows, plan, archive)
        before = known.get(rows.shard)
        if before is None or before.stamp != shard.stamp or corpus.references is not None:
            plan.renewed.append(uses_of(rows))
        yield shard


def _settled(corpus: Corpus, known: dict[str, IndexedShard]) -> set[str]:
    """The shards of bulk data that are as at the last plan, then up to date, and use nothing that changed."""
    if corpus.references is not None:
        return set()
    touched = _touched(corpus, known)
    found = {name for name, each in known.items() if not each.stale and not each.open and name not in touched}
    present = corpus.store.shards()
    return {name for name in found & present if stamp(corpus.store.shard_file(name)) == known[name].stamp}


def _touched(corpus: Corpus, known: Iterable[str]) -> set[str]:
    """The shards in which a row may depend on something that changed since the last plan."""
    before, now = corpus.store.usage_index.digests(), corpus.now.all_digests
    changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
    if not changed:
        return set()
    if any("." not in key or key.endswith(")") for key in changed):
        return set(known)  # the loading of a toolkit, what is offered, or what all rows are made with
    names = {key.rpartition(".")[2] for key in changed}
    uses = corpus.store.usage_index.functions()
    return {shard for key, shards in uses.items() if key.rpartition(".")[2] in names for shard in shards}


def _look_at(corpus: Corpus, rows: ShardRows, plan: Plan, archive: PartsArchive) -> IndexedShard:
    due, waiting = rows.due, rows.waiting
    count, left = pc.sum(due).as_py() or 0, pc.sum(waiting).as_py() or 0
    if count:
        stored, wanted = rows.stored.filter(due), rows.wanted.filter(due)
        calls = [sum(times) for times in wanted["times_used"].to_pylist()]
        found = zip(wanted["id"].to_pylist(), row_reasons(stored, wanted, plan.now, archive), calls, strict=True)
        for name, why, times in found:
            plan.reasons.update(why)
            plan.calls += times
            if len(plan.stale) < MOST_LISTED:
                plan.stale.append(StaleTrajectory(id=name, shard=rows.shard, reasons=why, calls=times))
    if left and len(plan.needs_a_model) < MOST_LISTED:
        stored = rows.stored.filter(waiting)
        for name, problems in zip(stored["id"].to_pylist(), stored["open"].to_pylist(), strict=True):
            lines = tuple(problems.split("\n"))
            plan.needs_a_model.append(OpenTrajectory(id=name, shard=rows.shard, problems=lines))
    return indexed(corpus, rows, count, left)


def indexed(corpus: Corpus, rows: ShardRows, stale: int, left: int) -> IndexedShard:
    """The shard as the index has it, by what lies in its file now."""
    path = corpus.store.shard_file(rows.shard)
    there = stamp(path) if path.exists() else ""
    return IndexedShard(rows.shard, rows.wanted.num_rows, there, rows.version, stale, left)


def uses_of(rows: ShardRows) -> ShardUses:
    """Which of a shard's rows use which function."""
    return ShardUses(rows.shard, rows.wanted["id"].to_pylist(), ids_by_function(rows.wanted))


def _refuse_missing_schemas(corpus: Corpus, rows: ShardRows, gone: Iterable[str]) -> None:
    users = ids_by_function(rows.wanted.filter(pc.invert(rows.waiting)))
    for key in sorted(gone):
        using: Sequence[str] = users.get(key) or users.get(f"{NOWHERE}.{key.rpartition('.')[2]}") or ()
        if using:
            where = (str(corpus.store.schema_folder / f"{key}.json"), key)
            hint = "Put the file back, or take the function out of the data with `eigendata patch`."
            raise InputError(
                f"the schema is gone, and trajectories use it, {using[0]} among them", where=where, hint=hint
            )
