"""A generated shard as tables, row by row of one dialogue each: the dialogue, its function, its scenario, its graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from eigendata_assets.errors import InputError
from eigendata_assets.storage.memo import ROW
from eigendata_assets.storage.trajectory_shards import read_table, write_table
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
"""Part to the columns of its rows; each part is a folder with a file for each shard."""


@dataclass(frozen=True, slots=True)
class GeneratedShard:
    """The tables of a shard, part by part; row i of each belongs to the same dialogue.

    A part may be missing where it was not made: dialogues of a model have no graph.
    """

    tables: Mapping[str, pa.Table]

    def with_rows(self, rows: GeneratedShard, positions: Sequence[int]) -> GeneratedShard:
        """The shard with other rows at some positions; those at the others are as before."""
        found = {}
        for part, table in self.tables.items():
            order = list(range(table.num_rows))
            for number, position in enumerate(positions):
                order[position] = table.num_rows + number
            found[part] = pa.concat_tables([table, rows.tables[part]]).take(order).combine_chunks()
        return GeneratedShard(found)

    def write(self, folder: Path) -> None:
        """The folder holds the parts, a file for each."""
        for part, table in self.tables.items():
            write_table(folder / f"{part}.parquet", table)


def read_parts(folder: Path) -> GeneratedShard:
    """The shard that was written into a folder of its own."""
    return GeneratedShard(dict(_parts((part, folder / f"{part}.parquet") for part in PARTS)))


def read_published(domain_folder: Path, shard: str) -> GeneratedShard:
    """A shard as a domain has it: each part in the part's folder."""
    return GeneratedShard(dict(_parts((part, domain_folder / part / f"{shard}.parquet") for part in PARTS)))


def read_skeletons(path: Path) -> list[str]:
    """What tells the dialogues of a file of graphs apart, in order."""
    found: list[str] = _read(path, ["skeleton"])["skeleton"].to_pylist()
    return found


def _parts(files: Iterator[tuple[str, Path]]) -> Iterator[tuple[str, pa.Table]]:
    for part, path in files:
        if path.exists():
            yield part, read_table(path) if part == TRAJECTORIES else _read(path, PARTS[part].names)


def _read(path: Path, columns: list[str]) -> pa.Table:
    try:
        with path.open("rb") as handle:
            return pq.ParquetFile(handle).read(columns=columns)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"not a part of a shard: {error}", where=(str(path),), hint="Generate it again.") from None
