"""The artifacts of one domain as files a person can open: JSON, SQLite, Python and Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pydantic import ValidationError

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.key_calls import KeyCalls
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.storage import environment_files, reference_files, tool_schema_files, trajectory_shards
from eigendata_assets.storage.files import replaced_folder, sweep, write_text
from eigendata_assets.storage.memo import Row
from eigendata_assets.storage.usage_index import UsageIndex


@dataclass(frozen=True, slots=True)
class DomainStore:
    """The artifacts under one folder; every write is whole or not at all."""

    folder: Path

    @property
    def references_file(self) -> Path:
        """The imported dialogues, one JSON object a line, their initial states left empty."""
        return self.folder / "references.jsonl"

    @property
    def database_file(self) -> Path:
        """The initial states: one row for each entry."""
        return self.folder / "database" / "initial_states.sqlite"

    @property
    def environment_folder(self) -> Path:
        """The Python modules of the environment and its manifest."""
        return self.folder / "environment"

    @property
    def schema_folder(self) -> Path:
        """One JSON file for each tool, `Toolkit.tool.json`."""
        return self.folder / "tool_schemas"

    @property
    def usage_index_file(self) -> Path:
        """The trajectory plan, and which tool is used by which trajectory."""
        return self.folder / "usage_index.sqlite"

    @property
    def usage_index(self) -> UsageIndex:
        """What is known of the use of functions, and planned for each shard."""
        return UsageIndex(self.usage_index_file)

    @property
    def shard_folder(self) -> Path:
        """The Parquet files of the trajectories."""
        return self.folder / "trajectories"

    @property
    def key_calls_file(self) -> Path:
        """What an outcome must contain, by entry."""
        return self.folder / "key_functions.json"

    @property
    def evaluation_folder(self) -> Path:
        """The report of the last evaluation and what it was made from."""
        return self.folder / "evaluation"

    @property
    def audit_folder(self) -> Path:
        """The report of the last audit, and what its checks remember."""
        return self.folder / "audit"

    def edited_files_digest(self) -> str:
        """A digest over name, size and time of the files that a person may edit: schemas and modules."""
        files = [*self.schema_folder.glob("*.json"), *self.environment_folder.rglob("*.py")]
        return canonical_hash([[str(path), path.stat().st_size, path.stat().st_mtime_ns] for path in sorted(files)])

    @property
    def lock_file(self) -> Path:
        """Held while trajectories are planned or written."""
        return self.folder / ".lock"

    def sweep(self) -> None:
        """What killed writers left is gone; to be called by the holder of the lock."""
        for folder in (self.folder, self.shard_folder):
            sweep(folder)

    def shard_file(self, shard: str) -> Path:
        """The Parquet file of a shard."""
        return self.shard_folder / f"{shard}.parquet"

    @property
    def is_bulk(self) -> bool:
        """Whether the shards themselves are what was imported or made; else they are executed references."""
        return not self.references_file.exists()

    def write_references(self, references: Iterable[Trajectory]) -> None:
        """The dialogues are in their file, without initial states."""
        write_text(self.references_file, "".join(f"{reference_files.reference_line(each)}\n" for each in references))

    def read_references(self) -> tuple[Trajectory, ...]:
        """The imported dialogues with their initial states, not yet executed."""
        states = self.read_initial_states()
        text = self._text(self.references_file)
        return tuple(reference_files.read_references(self.references_file, text, states))

    def write_database(self, references: Iterable[Trajectory]) -> None:
        """The initial states of the dialogues are in a fresh SQLite file."""
        reference_files.write_states(self.database_file, references)

    def read_initial_states(self) -> dict[str, dict[str, Json]]:
        """Entry id to initial state."""
        if not self.database_file.exists():
            raise self._missing(self.database_file)
        return reference_files.read_states(self.database_file)

    def write_environment(self, files: Mapping[str, str], toolkits: Sequence[Toolkit], loader: str) -> None:
        """The environment's modules (relative path to text) and its manifest are in their folder."""
        environment_files.write_environment(self.environment_folder, files, toolkits, loader)

    def read_environment(self) -> EnvironmentCode:
        """The environment as the sandbox takes it, its tools under the names that its code has."""
        manifest = self._text(self.environment_folder / environment_files.MANIFEST)
        return environment_files.read_environment(self.environment_folder, manifest)

    def write_toolset(self, toolset: Toolset) -> None:
        """Every tool has its file; files of tools that are no more are gone."""
        with replaced_folder(self.schema_folder) as folder:
            for name, text in tool_schema_files.schema_texts(toolset).items():
                (folder / name).write_text(text, encoding="utf-8")

    def read_toolset(self) -> Toolset:
        """The tools as their files say now, in the order of their publication; raises InputError naming the file."""
        if not self.schema_folder.is_dir():
            raise self._missing(self.schema_folder)
        return tool_schema_files.read_toolset(self.schema_folder)

    def write_parts_archive(self, text: str) -> None:
        """The parts behind the digests that rows name are in their file."""
        write_text(self.folder / "parts_archive.json", text + "\n")

    def read_parts_archive(self) -> str | None:
        """The archive as JSON text; None where nothing has been planned yet."""
        path = self.folder / "parts_archive.json"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def write_corpus(self, rows: Iterable[Row], size: int = trajectory_shards.SHARD_SIZE) -> int:
        """The shards hold these rows and nothing else, `size` in each; gives the number of rows, taken as they come."""
        return trajectory_shards.write_corpus(self.shard_folder, rows, size)

    def write_shard(self, shard: str, rows: pa.Table) -> None:
        """The shard holds these rows."""
        trajectory_shards.write_table(self.shard_file(shard), rows)

    def read_table(self, shard: str) -> pa.Table:
        """The rows of a shard; none where it was never written."""
        path = self.shard_file(shard)
        return trajectory_shards.read_table(path) if path.exists() else trajectory_shards.table_of(())

    def read_shard(self, shard: str) -> tuple[Trajectory, ...]:
        """The trajectories of a shard; none where it was never written."""
        return trajectory_shards.trajectories_of(self.read_table(shard), self.shard_file(shard))

    def read_trajectories(self, shards: Iterable[str]) -> Iterator[Trajectory]:
        """The trajectories of some shards, in order, one shard at a time."""
        return (each for shard in shards for each in self.read_shard(shard))

    def planned_trajectories(self) -> Iterator[Trajectory]:
        """All trajectories in the order of the plan, one shard at a time."""
        return self.read_trajectories(each.shard for each in self.usage_index.shards())

    def shards(self) -> set[str]:
        """The shards that have a file."""
        return {path.stem for path in self.shard_folder.glob("*.parquet")}

    def remove_shard(self, shard: str) -> None:
        """The shard's file is gone."""
        self.shard_file(shard).unlink(missing_ok=True)

    def remove_old_shards(self) -> None:
        """Shards of an older version are gone where they are executed references, which are then executed again."""
        if not self.is_bulk and not self.usage_index.is_current():
            for shard in self.shards():
                if not trajectory_shards.is_of_this_version(self.shard_file(shard)):
                    self.remove_shard(shard)

    def write_key_calls(self, key_calls: KeyCalls) -> None:
        """The key calls are in their file."""
        write_text(self.key_calls_file, key_calls.to_json(indent=1) + "\n")

    def read_key_calls(self) -> KeyCalls:
        """The key calls; raises InputError where the file is not what it should be."""
        try:
            return KeyCalls.model_validate_json(self._text(self.key_calls_file))
        except ValidationError as error:
            raise InputError(f"not a file of key calls: {error}", where=(str(self.key_calls_file),)) from None

    def _text(self, path: Path) -> str:
        if not path.exists():
            raise self._missing(path)
        return path.read_text(encoding="utf-8")

    def _missing(self, path: Path) -> InputError:
        return InputError("it is not there", where=(str(path),), hint="Import or materialize the domain first.")
