"""The dialogues of a domain, shard by shard: what each row should be now, and what is stored of it.

A benchmark has its dialogues in `references.jsonl`, and a shard of one for each. Bulk data has them in the shards
themselves. From here on, both are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.memo import MEMO, memo_of
from eigendata_assets.storage.trajectory_shards import content_version, read_memo, table_of, trajectories_of
from eigendata_assets.trajectories.fingerprint import Dependencies
from eigendata_assets.trajectories.fingerprint_columns import due, fingerprints, uses_any, waiting

Wanted = Callable[[str], bool]
"""Whether a shard is to be looked at."""


@dataclass(frozen=True, slots=True)
class ShardRows:
    """One shard, a row for each trajectory: `wanted` as it should be now, `stored` as it is (nulls: not there).

    Both have the columns that say what a row depends on, and no text. `left` rows are stored but wanted no more.
    """

    shard: str
    wanted: pa.Table
    stored: pa.Table
    left: int = 0

    @property
    def version(self) -> str:
        """The hash over the fingerprints that the rows should have."""
        return content_version(self.wanted)

    @property
    def due(self) -> pa.BooleanArray:
        """Which rows are to be executed; those that wait for a model are not."""
        return pc.and_not(due(self.stored, self.wanted), waiting(self.stored, self.wanted))

    @property
    def waiting(self) -> pa.BooleanArray:
        """Which rows a patch has left to a model."""
        return waiting(self.stored, self.wanted)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The dialogues of a store under the dependencies of now; `references` is None where the shards hold them."""

    store: DomainStore
    now: Dependencies
    references: Mapping[str, Trajectory] | None

    def shards(self) -> list[str]:
        """All shards that there should be, in order."""
        return sorted(self.store.shards()) if self.references is None else list(self.references)

    def rows(self, wanted: Wanted = lambda _: True) -> Iterator[ShardRows]:
        """The shards in their order, without those that are not wanted."""
        if self.references is None:
            return (self._bulk(shard) for shard in self.shards() if wanted(shard))
        return self._of_references([each for name, each in self.references.items() if wanted(name)])

    def dialogues(self, shard: ShardRows, table: pa.Table) -> tuple[Trajectory, ...]:
        """The dialogues of the rows that are due, to be executed; `table` are the stored rows with their text."""
        if self.references is None:
            positions = pc.indices_nonzero(shard.due).to_pylist()
            return trajectories_of(table, self.store.shard_file(shard.shard), positions)
        return tuple(self.references[name] for name in shard.wanted["id"].filter(shard.due).to_pylist())

    def _bulk(self, shard: str) -> ShardRows:
        stored = read_memo(self.store.shard_file(shard))
        return ShardRows(shard, _with_fingerprints(stored, self.now), stored)

    def _of_references(self, references: Collection[Trajectory]) -> Iterator[ShardRows]:
        memos = [memo_of(each, self.now.tools) for each in references]
        everything = _with_fingerprints(pa.Table.from_pylist(memos, schema=MEMO), self.now)
        for position, each in enumerate(references):
            path = self.store.shard_file(each.id)
            found = read_memo(path) if path.exists() else table_of(()).select(MEMO.names)
            mine = pc.index(found["id"], each.id).as_py()
            stored = found.take(pa.array([None if mine < 0 else mine], pa.int64()))
            yield ShardRows(each.id, everything.slice(position, 1), stored, found.num_rows - (mine >= 0))


def open_corpus(store: DomainStore, now: Dependencies) -> Corpus:
    """The dialogues of a store; raises InputError where nothing was imported or made yet."""
    if not store.is_bulk:
        return Corpus(store, now, {each.id: each for each in store.read_references()})
    if not store.shard_folder.is_dir():
        hint = "Import or materialize the domain first."
        raise InputError("it is not there", where=(str(store.shard_folder),), hint=hint)
    return Corpus(store, now, None)


def _with_fingerprints(memo: pa.Table, now: Dependencies) -> pa.Table:
    place = memo.schema.get_field_index("fingerprint")
    return memo.set_column(place, "fingerprint", fingerprints(memo, now))


def offered_to(store: DomainStore, function: str) -> Iterator[str]:
    """The ids of the stored trajectories that were offered a function, by the columns of their shards."""
    for each in store.usage_index.shards():
        path = store.shard_file(each.shard)
        if path.exists():
            memo = read_memo(path)
            yield from memo["id"].filter(uses_any(memo["functions_offered"], [function])).to_pylist()
