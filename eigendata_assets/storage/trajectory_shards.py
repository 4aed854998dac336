"""Trajectories as Parquet, a file for each shard; nested values are JSON text, so that Arrow invents no nulls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.storage.files import replaced

_TEXT = ("id", "category", "fingerprint", "failure")
_NESTED = tuple(name for name in Trajectory.model_fields if name not in _TEXT)
_SCHEMA = pa.schema([(name, pa.string()) for name in Trajectory.model_fields])


def write_shard(path: Path, trajectories: Sequence[Trajectory]) -> None:
    """The file holds these trajectories, in this order."""
    rows = [_as_row(trajectory) for trajectory in trajectories]
    with replaced(path) as temporary:
        pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), temporary, compression="zstd")


def read_shard(path: Path) -> tuple[Trajectory, ...]:
    """The trajectories of a shard; raises InputError where the file is not one."""
    try:
        return tuple(map(_from_row, _read(path, None)))
    except ValidationError as error:
        first = error.errors()[0]
        message = f"not trajectories that this version reads: {first['loc'][0]}: {first['msg']}"
        raise InputError(message, where=(str(path),), hint="Materialize the shard again.") from None


def read_fingerprints(path: Path) -> dict[str, str]:
    """Trajectory id to fingerprint, without reading the rest."""
    return {str(row["id"]): str(row["fingerprint"]) for row in _read(path, ["id", "fingerprint"])}


def _read(path: Path, columns: list[str] | None) -> Iterable[dict[str, str | None]]:
    try:
        with path.open("rb") as handle:  # one open handle: a file replaced meanwhile is still read whole
            rows: list[dict[str, str | None]] = pq.ParquetFile(handle).read(columns=columns).to_pylist()
            return rows
    except (pa.ArrowInvalid, OSError) as error:
        hint = "Materialize the shard again."
        raise InputError(f"not a shard of trajectories: {error}", where=(str(path),), hint=hint) from None


def _as_row(trajectory: Trajectory) -> dict[str, str | None]:
    fields: dict[str, Json] = trajectory.model_dump()
    return {name: value if name in _TEXT else json.dumps(value) for name, value in fields.items()}


def _from_row(row: dict[str, str | None]) -> Trajectory:
    return Trajectory.model_validate(
        {name: json.loads(value) if name in _NESTED and value is not None else value for name, value in row.items()}
    )
