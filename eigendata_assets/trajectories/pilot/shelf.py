"""Dialogues that come in chunks of any size wait in whole shards, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from eigendata_assets.artifacts.dataset import shard_name
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.generated_shards import TRAJECTORIES, GeneratedShard
from eigendata_assets.storage.trajectory_shards import SHARD_SIZE, trajectories_of
from eigendata_assets.trajectories.staging import Made, Stage


@dataclass(frozen=True, slots=True)
class Shelf:
    """Fills the shards of a stage, each before the next."""

    stage: Stage
    size: int = SHARD_SIZE

    def put(self, before: int, made: Sequence[Made]) -> None:
        """These dialogues wait behind the first `before`; what a run that was killed has left behind those is gone."""
        left = list(made)
        while left:
            number, kept = divmod(before, self.size)
            some = left[: self.size - kept]
            self._extend(shard_name(number), kept, some)
            before, left = before + len(some), left[len(some) :]

    def first(self, count: int) -> Iterator[Trajectory]:
        """The first dialogues that wait, in order."""
        for number in range(-(-count // self.size)):
            shard = shard_name(number)
            table = self.stage.read(shard).tables[TRAJECTORIES].slice(0, count - number * self.size)
            yield from trajectories_of(table, self.stage.folder / shard)

    def _extend(self, shard: str, kept: int, made: Sequence[Made]) -> None:
        tables = self.stage.tables(made).tables
        if kept:
            before = self.stage.read(shard).tables
            tables = {part: pa.concat_tables([before[part].slice(0, kept), table]) for part, table in tables.items()}
        self.stage.keep(shard, GeneratedShard(tables))
