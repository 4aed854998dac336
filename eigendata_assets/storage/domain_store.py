"""The artifacts of one domain as files a person can open: JSON, SQLite, Python and Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from sqlite_utils import Database

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.environment import EnvironmentManifest, ToolkitClass
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.key_calls import KeyCalls
from eigendata_assets.artifacts.plan import PlannedTrajectory
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.storage import trajectory_shards
from eigendata_assets.storage.files import replaced, replaced_folder, sweep, write_text

_MANIFEST = "environment.json"
_NESTED_IN_PLAN = ("offered", "depends_on", "own_parts")


def _planned(row: dict[str, Json], used: list[str]) -> PlannedTrajectory:
    fields = {name: json.loads(value) if name in _NESTED_IN_PLAN else value for name, value in row.items()}
    return PlannedTrajectory(**fields, used=tuple(used))


def _plan_row(planned: PlannedTrajectory) -> dict[str, Json]:
    row = planned.model_dump(exclude={"used"})
    return {name: json.dumps(value) if name in _NESTED_IN_PLAN else value for name, value in row.items()}


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
        for folder in (self.folder, self.shard_file("any").parent):
            sweep(folder)

    def shard_file(self, shard: str) -> Path:
        """The Parquet file of a shard."""
        return self.folder / "trajectories" / f"{shard}.parquet"

    def write_references(self, references: Iterable[Trajectory]) -> None:
        """The dialogues are in their file, without initial states."""
        lines = [each.model_copy(update={"initial_state": {}}).to_json() for each in references]
        write_text(self.references_file, "".join(f"{line}\n" for line in lines))

    def read_references(self) -> tuple[Trajectory, ...]:
        """The imported dialogues with their initial states, not yet executed."""
        states = self.read_initial_states()
        found = []
        for number, line in enumerate(self._text(self.references_file).split("\n")[:-1], start=1):
            where = (str(self.references_file), f"line {number}")
            try:
                document = json.loads(line)
                found.append(Trajectory.model_validate({**document, "initial_state": states[document["id"]]}))
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"not a dialogue of this domain: {error}", where=where) from None
        return tuple(found)

    def write_database(self, references: Iterable[Trajectory]) -> None:
        """The initial states of the dialogues are in a fresh SQLite file."""
        rows = [
            {
                "id": each.id,
                "category": each.category,
                "toolkits": json.dumps(each.toolkits),
                "state": json.dumps(each.initial_state),
            }
            for each in references
        ]
        with replaced(self.database_file) as temporary:
            database = Database(temporary)
            database.table("initial_states").insert_all(rows, pk="id")
            database.close()

    def read_initial_states(self) -> dict[str, dict[str, Json]]:
        """Entry id to initial state."""
        if not self.database_file.exists():
            raise self._missing(self.database_file)
        database = Database(self.database_file)
        try:
            return {row["id"]: json.loads(row["state"]) for row in database["initial_states"].rows}
        finally:
            database.close()

    def write_environment(self, files: Mapping[str, str], toolkits: Sequence[Toolkit], loader: str) -> None:
        """The environment's modules (relative path to text) and its manifest are in their folder."""
        classes = tuple(ToolkitClass(name=toolkit.name, module=toolkit.module) for toolkit in toolkits)
        manifest = EnvironmentManifest(loader=loader, toolkits=classes)
        with replaced_folder(self.environment_folder) as folder:
            for name, text in files.items():
                path = folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            (folder / _MANIFEST).write_text(manifest.to_json(indent=2) + "\n", encoding="utf-8")

    def read_environment(self) -> EnvironmentCode:
        """The environment as the sandbox takes it."""
        path = self.environment_folder / _MANIFEST
        try:
            manifest = EnvironmentManifest.model_validate_json(self._text(path))
        except ValueError as error:
            raise InputError(f"not the manifest of an environment: {error}", where=(str(path),)) from None
        toolkits = tuple(Toolkit(each.name, each.module) for each in manifest.toolkits)
        return EnvironmentCode(self.environment_folder, toolkits, manifest.loader)

    def write_toolset(self, toolset: Toolset) -> None:
        """Every tool has its file; files of tools that are no more are gone."""
        with replaced_folder(self.schema_folder) as folder:
            for position, tool in enumerate(toolset.tools):
                document = tool.model_copy(update={"position": position}).to_json(indent=2)
                (folder / f"{tool.key}.json").write_text(document + "\n", encoding="utf-8")

    def read_toolset(self) -> Toolset:
        """The tools as their files say now, in the order of their publication; raises InputError naming the file."""
        found: dict[str, ToolSchema] = {}
        if not self.schema_folder.is_dir():
            raise self._missing(self.schema_folder)
        for path in sorted(self.schema_folder.glob("*.json")):
            try:
                tool = ToolSchema.model_validate(json.loads(path.read_text(encoding="utf-8")))
            except ValueError as error:
                raise InputError(f"not a tool schema: {error}", where=(str(path),)) from None
            if tool.key in found:
                raise InputError(f"{tool.key} is described twice", where=(str(path),))
            found[tool.key] = tool
        return Toolset(tools=tuple(sorted(found.values(), key=lambda tool: tool.position)))

    def write_plan(self, plan: Sequence[PlannedTrajectory]) -> None:
        """The plan is in the usage index: a row for each trajectory, and one for each tool that it uses."""
        with replaced(self.usage_index_file) as temporary:
            database = Database(temporary)
            database.table("trajectories").insert_all(map(_plan_row, plan), pk="id")
            uses = ({"tool": tool, "trajectory": each.id} for each in plan for tool in each.used)
            database.table("uses").insert_all(uses, columns={"tool": str, "trajectory": str})
            database.table("uses").create_index(["tool"])
            database.close()

    def read_plan(self) -> tuple[PlannedTrajectory, ...]:
        """The plan, in its order."""
        if not self.usage_index_file.exists():
            raise self._missing(self.usage_index_file)
        database = Database(self.usage_index_file)
        used: dict[str, list[str]] = {}
        for row in database["uses"].rows:
            used.setdefault(row["trajectory"], []).append(row["tool"])
        rows = list(database["trajectories"].rows)
        database.close()
        try:
            return tuple(_planned(row, used.get(row["id"], [])) for row in rows)
        except ValidationError as error:
            first = f"{error.errors()[0]['loc'][0]}: {error.errors()[0]['msg']}"
            where, hint = (str(self.usage_index_file),), "It is of another version: `eigendata import` it again."
            raise InputError(f"not a plan that this version reads: {first}", where=where, hint=hint) from None

    def users_of(self, tool: str) -> tuple[str, ...]:
        """The trajectories that use a tool, by the index; in their order."""
        if not self.usage_index_file.exists():
            raise self._missing(self.usage_index_file)
        database = Database(self.usage_index_file)
        found = tuple(row["trajectory"] for row in database.table("uses").rows_where("tool = ?", [tool]))
        database.close()
        return found

    def write_parts_archive(self, text: str) -> None:
        """The parts behind the digests that rows name are in their file."""
        write_text(self.folder / "parts_archive.json", text + "\n")

    def read_parts_archive(self) -> str | None:
        """The archive as JSON text; None where nothing has been planned yet."""
        path = self.folder / "parts_archive.json"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def read_fingerprints(self, shard: str) -> dict[str, str]:
        """Trajectory id to fingerprint, of one shard, without reading the rest of it."""
        return trajectory_shards.read_fingerprints(self.shard_file(shard))

    def write_shard(self, shard: str, trajectories: Sequence[Trajectory]) -> None:
        """The shard holds these trajectories."""
        trajectory_shards.write_shard(self.shard_file(shard), trajectories)

    def read_shard(self, shard: str) -> tuple[Trajectory, ...]:
        """The trajectories of a shard; none where it was never written."""
        path = self.shard_file(shard)
        return trajectory_shards.read_shard(path) if path.exists() else ()

    def read_trajectories(self, shards: Iterable[str]) -> tuple[Trajectory, ...]:
        """The trajectories of some shards, in order."""
        return tuple(each for shard in shards for each in self.read_shard(shard))

    def shards(self) -> set[str]:
        """The shards that have a file."""
        return {path.stem for path in self.shard_file("any").parent.glob("*.parquet")}

    def remove_shard(self, shard: str) -> None:
        """The shard's file is gone."""
        self.shard_file(shard).unlink(missing_ok=True)

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
