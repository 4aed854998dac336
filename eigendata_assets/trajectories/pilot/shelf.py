"""Dialogues that come in chunks, in any order, wait; at the end they lie in shards, in the order of their places."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from eigendata_assets.artifacts.dataset import Batch
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.files import replaced_folder
from eigendata_assets.storage.generated_shards import TRAJECTORIES, GeneratedShard, parts_in, read_shard
from eigendata_assets.storage.trajectory_shards import trajectories_of
from eigendata_assets.trajectories.staging import Made, Stage


@dataclass(frozen=True, slots=True)
class Shelf:
    """The chunks of a stage, a folder for each."""

    stage: Stage

    def put(self, chunk: int, made: Sequence[tuple[int, Made]]) -> None:
        """The chunk waits, whole, with its dialogues at their places; one of that number is replaced."""
        with replaced_folder(self._folder(chunk)) as fresh:
            (fresh / "places.json").write_text(json.dumps([place for place, _ in made]))
            self.stage.tables([each for _, each in made]).write(fresh)

    def first(self, chunks: int) -> Iterator[Trajectory]:
        """The dialogues of the first chunks."""
        for number in range(chunks):
            folder = self._folder(number)
            table = read_shard(parts_in(folder)).tables.get(TRAJECTORIES)
            yield from () if table is None else trajectories_of(table, folder)

    def settle(self, batch: Batch, chunks: int) -> None:
        """The shards of the batch wait in the stage, with the dialogues of the first chunks."""
        tables = [read_shard(parts_in(self._folder(number))).tables for number in range(chunks)]
        places = [place for number in range(chunks) for place in self._places(number)]
        rows = {place: row for row, place in enumerate(places)}
        parts = dict.fromkeys(part for each in tables for part in each)
        whole = {part: pa.concat_tables([each[part] for each in tables if part in each]) for part in parts}
        for shard, some in batch.shards.items():
            order = pa.array([rows[place] for place in some], pa.int64())
            there = {part: table.take(order) for part, table in whole.items() if some}
            self.stage.keep(shard, GeneratedShard(there))

    def _places(self, chunk: int) -> list[int]:
        found: list[int] = json.loads((self._folder(chunk) / "places.json").read_text())
        return found

    def _folder(self, chunk: int) -> Path:
        return self.stage.folder / "chunks" / f"{chunk:05}"
