"""Verification functions as Parquet beside the trajectories, a file for each shard, and as programs in a folder."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.verification_function import Soundness
from eigendata_assets.errors import InputError
from eigendata_assets.storage.files import replaced, sweep, write_text

PROVED = pa.schema([(name, pa.string()) for name in ("id", "proved_for", "verdict", "function", "soundness")])


@dataclass(frozen=True, slots=True)
class ProvedRow:
    """One trajectory's proof as it is stored: JSON of the function (None where it was dropped) and of the soundness.

    `proved_for` is a hash of all that the proof depends on.
    """

    id: str
    proved_for: str
    verdict: str
    function: str | None
    soundness: str

    def read_soundness(self) -> Soundness:
        """What the gate found."""
        return Soundness.model_validate_json(self.soundness)

    def read_function(self) -> dict[str, Json] | None:
        """The function, where there is one."""
        return None if self.function is None else json.loads(self.function)


@dataclass(frozen=True, slots=True)
class VerificationFiles:
    """The proofs of a domain, in `verification_functions/` of its folder."""

    domain_folder: Path

    @property
    def folder(self) -> Path:
        """Where the shards lie."""
        return self.domain_folder / "verification_functions"

    def shard_file(self, shard: str) -> Path:
        """The file of a shard."""
        return self.folder / f"{shard}.parquet"

    def write_shard(self, shard: str, rows: Sequence[ProvedRow]) -> None:
        """The shard holds these rows, in this order."""
        with replaced(self.shard_file(shard)) as temporary:
            pq.write_table(pa.Table.from_pylist([asdict(row) for row in rows], schema=PROVED), temporary)

    def read_shard(self, shard: str) -> tuple[ProvedRow, ...]:
        """The rows of a shard; none where it was never written."""
        path = self.shard_file(shard)
        if not path.exists():
            return ()
        try:
            with path.open("rb") as handle:
                return tuple(ProvedRow(**row) for row in pq.ParquetFile(handle).read().to_pylist())
        except (pa.ArrowInvalid, OSError, TypeError) as error:
            hint = "Delete it and verify the domain again."
            raise InputError(f"not verification functions: {error}", where=(str(path),), hint=hint) from None

    def read(self, shards: Iterable[str]) -> tuple[ProvedRow, ...]:
        """The rows of some shards, in order."""
        return tuple(row for shard in shards for row in self.read_shard(shard))

    def keep_only(self, shards: Iterable[str]) -> None:
        """Files of other shards, and what killed writers left, are gone."""
        wanted = set(shards)
        sweep(self.folder)
        for path in self.folder.glob("*.parquet"):
            if path.stem not in wanted:
                path.unlink()


def write_programs(folder: Path, programs: Mapping[str, str]) -> tuple[Path, ...]:
    """Each program (trajectory id to text) is in a file of its name; characters that no file name has become `_`."""
    written = []
    for identifier, text in programs.items():
        path = folder / f"{re.sub(r'[^A-Za-z0-9_.-]', '_', identifier)}.py"
        write_text(path, text)
        written.append(path)
    return tuple(written)
