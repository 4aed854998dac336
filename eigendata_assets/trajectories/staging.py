"""Where finished dialogues wait, shard by shard, until all are there and take their place at once.

Whoever makes dialogues, by rule or with a model, hands each shard to `Stage.add`, and calls `Stage.publish` at the
end. A run that was stopped finds the shards that it has handed over already.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.dataset import Dataset
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.storage.commit import changed_at_once
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import replaced_folder, sweep, write_text
from eigendata_assets.storage.generated_shards import (
    FUNCTIONS,
    GRAPHS,
    PARTS,
    SCENARIOS,
    TOGETHER,
    TRAJECTORIES,
    GeneratedShard,
    PartFiles,
    PartWriter,
    parts_in,
    read_shard,
    rows_of,
)
from eigendata_assets.storage.memo import Row
from eigendata_assets.storage.trajectory_shards import trajectories_of
from eigendata_assets.trajectories.fingerprint import Dependencies
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from eigendata_assets.trajectories.plan import read_dependencies
from eigendata_assets.verification.flow import proof_key, proved_row
from eigendata_assets.verification.proving import Proof

DATASET = "dataset.json"


@dataclass(frozen=True, slots=True)
class Made:
    """An accepted dialogue, executed, and the proof of its verification function.

    `scenario` and `graph` are the rows of what it was made from (`origins.py`), where there is such a thing.
    """

    trajectory: Trajectory
    proof: Proof
    scenario: Row | None = None
    graph: Row | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """The shards of one request in `generation/` of the domain's folder; `now` is what their rows depend on."""

    store: DomainStore
    domain: Domain
    now: Dependencies

    @property
    def folder(self) -> Path:
        """Where the shards wait, each in a folder of its own."""
        return self.store.folder / "generation"

    @property
    def taken_file(self) -> Path:
        """What tells the dialogues of settled shards apart; see `taken.py`."""
        return self.folder / "taken"

    def shards(self) -> list[str]:
        """The whole shards that wait, in order."""
        return sorted(path.name for path in self.folder.glob("shard_*"))

    def parts(self, shard: str) -> PartFiles:
        """The files of a shard that waits."""
        return parts_in(self.folder / shard)

    def add(self, shard: str, made: Iterable[Made]) -> None:
        """The shard waits with these dialogues, taken some at a time as they come."""
        made = iter(made)
        with replaced_folder(self.folder / shard) as fresh, PartWriter(fresh) as writer:
            while some := list(islice(made, TOGETHER)):
                writer.write(self.tables(some).tables)

    def read(self, shard: str) -> GeneratedShard:
        """A shard that waits."""
        return read_shard(self.parts(shard))

    def dialogues(self, shard: str) -> tuple[Trajectory, ...]:
        """The dialogues of a shard that waits."""
        table = self.read(shard).tables.get(TRAJECTORIES)
        return () if table is None else trajectories_of(table, self.folder / shard)

    def keep(self, shard: str, tables: GeneratedShard) -> None:
        """The shard waits with these rows, whole."""
        with replaced_folder(self.folder / shard) as fresh:
            tables.write(fresh)

    def change(self, shard: str, before: PartFiles, made: Iterable[Made], positions: Sequence[int]) -> None:
        """The shard waits with the rows of these files, but at some positions with other dialogues, in their order."""
        made = iter(made)
        with replaced_folder(self.folder / shard) as fresh, PartWriter(fresh) as writer:
            writer.copy(before, positions, lambda count: self.tables(islice(made, count)).tables)

    def tables(self, made: Iterable[Made]) -> GeneratedShard:
        """The dialogues as rows; a dialogue and its function have the fingerprint that the dialogue has now."""
        rows: dict[str, list[Row]] = {part: [] for part in PARTS}
        for each in made:
            row = planned_row(each.trajectory, self.now)
            trajectory = each.trajectory.model_copy(update={"fingerprint": row["fingerprint"]})
            if each.proof.function is not None:
                each.proof.function["fingerprint"] = row["fingerprint"]
            proved = proved_row(trajectory, proof_key(trajectory, self.domain.ignore_state), each.proof)
            parts = {TRAJECTORIES: row, FUNCTIONS: asdict(proved), SCENARIOS: each.scenario, GRAPHS: each.graph}
            for part, found in parts.items():
                rows[part] += [] if found is None else [found]
        return GeneratedShard(rows_of(rows))

    def publish(self, dataset: Dataset) -> None:
        """The domain has exactly the shards of the dataset, those that wait in place of older ones, all at once."""
        folder, wanted = self.store.folder, dataset.shards
        waiting = wanted.keys() & self.shards()
        with changed_at_once(folder) as change:
            new = {f"{part}/{shard}.parquet": path for shard in waiting for part, path in self.parts(shard).items()}
            for name, path in new.items():
                shutil.copy(path, change.path(name))
            for part in PARTS:
                for path in (folder / part).glob("*.parquet"):
                    if path.stem in waiting or path.stem not in wanted:
                        change.removed.extend({f"{part}/{path.name}"} - new.keys())
            change.path(DATASET).write_text(dataset.to_json(indent=1) + "\n", encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)


def open_stage(store: DomainStore, domain: Domain, request: str) -> Stage:
    """A stage for a request, a hash of all that decides its bytes; what another request has left there is gone."""
    stage = Stage(store, domain, read_dependencies(store, domain.depends_on))
    known = stage.folder / "request"
    if not known.exists() or known.read_text(encoding="utf-8") != request:
        shutil.rmtree(stage.folder, ignore_errors=True)
        write_text(known, request)
    sweep(stage.folder)
    return stage


def read_dataset(store: DomainStore) -> Dataset:
    """Which dialogues the domain has been given; an empty one where it has been given none."""
    path = store.folder / DATASET
    if not path.exists():
        return Dataset()
    try:
        return Dataset.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, ValueError) as error:
        raise InputError(f"not a dataset: {error}", where=(str(path),), hint="Generate the dialogues anew.") from None
