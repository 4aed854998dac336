"""Trajectories as Parquet, a file for each shard: the dialogue as JSON text, and beside it what the plan reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.storage.files import replaced, replaced_folder
from eigendata_assets.storage.memo import MEMO, ROW, Row, trajectory_of

SHARD_SIZE = 1000
"""How many trajectories of bulk data a shard holds."""

_HINT = "Materialize the shard again."


def write_corpus(folder: Path, rows: Iterable[Row], size: int = SHARD_SIZE) -> int:
    """The folder holds these rows and nothing else, `size` in a shard; gives their number.

    The rows are taken one shard at a time, so that any number of them fits into memory. Where they cannot all be
    had, the folder is as before.
    """
    rows, count = iter(rows), 0
    with replaced_folder(folder) as fresh:
        while batch := list(islice(rows, size)):
            write_table(fresh / f"shard_{count // size:05}.parquet", table_of(batch))
            count += len(batch)
    return count


def table_of(rows: Iterable[Row]) -> pa.Table:
    """The rows as a table."""
    return pa.Table.from_pylist(list(rows), schema=ROW)


def write_table(path: Path, table: pa.Table) -> None:
    """The file holds these rows, in this order."""
    with replaced(path) as temporary:
        pq.write_table(table, temporary, compression="zstd")


def read_table(path: Path) -> pa.Table:
    """All columns of a shard; raises InputError where the file is not one."""
    return _read(path, ROW)


def is_of_this_version(path: Path) -> bool:
    """Whether a shard's file has all columns that are read; raises InputError where it is no Parquet file."""
    try:
        return set(ROW.names) <= set(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"not a shard of trajectories: {error}", where=(str(path),), hint=_HINT) from None


def read_memo(path: Path) -> pa.Table:
    """The columns of a shard that say what its rows depend on, without their text."""
    return _read(path, MEMO)


def trajectories_of(table: pa.Table, path: Path, positions: Sequence[int] | None = None) -> tuple[Trajectory, ...]:
    """The trajectories of a table, or those at some positions; raises InputError naming the shard's file."""
    rows = table if positions is None else table.take(pa.array(positions, pa.int64()))
    try:
        return tuple(map(trajectory_of, rows.to_pylist()))
    except (ValidationError, ValueError) as error:
        detail = str(error)
        if isinstance(error, ValidationError):
            first = error.errors()[0]
            detail = f"{first['loc'][0]}: {first['msg']}"
        raise InputError(
            f"not trajectories that this version reads: {detail}", where=(str(path),), hint=_HINT
        ) from None


def content_version(table: pa.Table, column: str = "fingerprint") -> str:
    """A hash over the ids of the rows and their fingerprints, in order."""
    pairs = zip(table["id"].to_pylist(), table[column].to_pylist(), strict=True)
    return canonical_hash([f"{name} {fingerprint}" for name, fingerprint in pairs])


def stamp(path: Path) -> str:
    """What tells whether a shard's file is the same as at the last look."""
    status = path.stat()
    return f"{status.st_size} {status.st_mtime_ns}"


def _read(path: Path, schema: pa.Schema) -> pa.Table:
    try:
        with path.open("rb") as handle:  # one open handle: a file replaced meanwhile is still read whole
            file = pq.ParquetFile(handle)
            missing = [name for name in schema.names if name not in file.schema_arrow.names]
            if missing:
                message = f"not trajectories that this version reads: {missing[0]} is missing"
                raise InputError(message, where=(str(path),), hint="Import the domain again, or remove the file.")
            return file.read(columns=schema.names).select(schema.names).cast(schema)
    except (pa.ArrowInvalid, OSError) as error:
        raise InputError(f"not a shard of trajectories: {error}", where=(str(path),), hint=_HINT) from None
