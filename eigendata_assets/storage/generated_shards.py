"""A generated shard as files, row by row of one dialogue each: the dialogue, its function, its scenario, its graph.

A part may be missing where it was not made: dialogues of a model have no graph. Rows are written and copied some at a
time, so that a shard is never in memory as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.errors import InputError
from eigendata_assets.storage.memo import ROW
from eigendata_assets.storage.verification_files import PROVED

TRAJECTORIES, FUNCTIONS, SCENARIOS, GRAPHS = "trajectories", "verification_functions", "scenarios", "tool_graphs"

_LISTS = pa.list_(pa.string())

SCENARIO = pa.schema(
    [
        ("id", pa.string()),
        ("kind", pa.string()),
        ("goal", pa.string()),
        ("attempt", pa.int32()),  # how many scenarios of this place were drawn before it
        ("seed", pa.string()),
        ("scenario", pa.string()),  # all of it, as JSON
    ]
)

GRAPH = pa.schema(
    [
        ("id", pa.string()),
        ("skeleton", pa.string()),  # what no two dialogues share
        ("goals", _LISTS),
        ("tools", _LISTS),
        ("depth", pa.int32()),  # calls that have to be made one after the other
        ("width", pa.int32()),  # the most calls that can be made at once
        ("writes", pa.int32()),
        ("failures", pa.int32()),
        ("nodes", pa.string()),  # the calls, with the origin of every argument, as JSON
    ]
)

PARTS: Mapping[str, pa.Schema] = {TRAJECTORIES: ROW, FUNCTIONS: PROVED, SCENARIOS: SCENARIO, GRAPHS: GRAPH}
"""Part to the columns of its rows; each part of a domain is a folder with a file for each shard."""

TOGETHER = 100
"""So many rows are in memory at once."""

PartFiles = Mapping[str, Path]
"""Part to its file."""

PartRows = Mapping[str, pa.Table]
"""Part to some of its rows; row i of each belongs to the same dialogue."""


@dataclass(frozen=True, slots=True)
class GeneratedShard:
    """A shard in memory, for those who make few dialogues at a time."""

    tables: PartRows

    def write(self, folder: Path) -> None:
        """The folder holds the parts, a file for each."""
        with PartWriter(folder) as writer:
            writer.write(self.tables)


def read_shard(files: PartFiles) -> GeneratedShard:
    """The shard in these files."""
    found = {}
    for part, path in files.items():
        with path.open("rb") as handle:
            found[part] = _parquet(handle, path).read(columns=PARTS[part].names).select(PARTS[part].names)
    return GeneratedShard(found)


def parts_in(folder: Path) -> PartFiles:
    """The parts of a shard that has a folder of its own."""
    return _existing({part: folder / f"{part}.parquet" for part in PARTS})


def parts_of(domain_folder: Path, shard: str) -> PartFiles:
    """The parts of a shard as a domain has it, each in the folder of its part."""
    return _existing({part: domain_folder / part / f"{shard}.parquet" for part in PARTS})


def rows_of(rows: Mapping[str, Sequence[Json]]) -> PartRows:
    """Rows as tables, of the parts that there are rows of."""
    return {part: pa.Table.from_pylist(list(some), schema=PARTS[part]) for part, some in rows.items() if some}


class PartWriter:
    """Writes rows of a shard into a folder as they come, a file for each part."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = ExitStack()
        self._writers: dict[str, pq.ParquetWriter] = {}

    def write(self, rows: PartRows) -> None:
        """The rows follow those that were written before."""
        for part, table in rows.items():
            if part not in self._writers:
                writer = pq.ParquetWriter(self._folder / f"{part}.parquet", PARTS[part], compression="zstd")
                self._writers[part] = self._files.enter_context(writer)
            self._writers[part].write_table(table)

    def copy(self, files: PartFiles, positions: Sequence[int], others: Callable[[int], PartRows]) -> None:
        """The rows of a shard follow, some at a time, with other rows at some positions; both have the same parts.

        `others(n)` gives the other rows of the next n positions.
        """
        with ExitStack() as opened:
            parts = {part: _parquet(opened.enter_context(path.open("rb")), path) for part, path in files.items()}
            start = 0
            for group in range(max(file.num_row_groups for file in parts.values())):
                rows = {part: _read_group(file, group, part) for part, file in parts.items()}
                count = max(table.num_rows for table in rows.values())
                within = [each - start for each in positions if start <= each < start + count]
                changed = others(len(within)) if within else {}
                self.write({part: _changed(table, changed.get(part), within) for part, table in rows.items()})
                start += count

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()


def read_column(path: Path, name: str) -> list[Json]:
    """One column of a part; raises InputError where the file is not a part."""
    with path.open("rb") as handle:
        found: list[Json] = _parquet(handle, path).read(columns=[name])[name].to_pylist()
    return found


def _existing(files: PartFiles) -> PartFiles:
    return {part: path for part, path in files.items() if path.exists()}


def _read_group(file: pq.ParquetFile, group: int, part: str) -> pa.Table:
    table = file.read_row_group(group, PARTS[part].names, use_threads=False)
    return table.select(PARTS[part].names).cast(PARTS[part])


def _changed(table: pa.Table, others: pa.Table | None, positions: Sequence[int]) -> pa.Table:
    """The rows of a table, but at these positions the others, in their order; there are none for no positions."""
    if others is None:
        return table
    order = list(range(table.num_rows))
    for number, position in enumerate(positions):
        order[position] = table.num_rows + number
    return pa.concat_tables([table, others]).take(order)


def _parquet(handle: Json, path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(handle)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"not a part of a shard: {error}", where=(str(path),), hint="Generate it again.") from None
