"""Where finished dialogues wait, shard by shard, until all are there and take their place at once.

Whoever makes dialogues, by rule or with a model, hands each shard to `Stage.add`, and calls `Stage.publish` at the
end. A run that was stopped finds the shards that it has handed over already.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import replaced_folder, write_text
from eigendata_assets.storage.memo import Row
from eigendata_assets.storage.trajectory_shards import read_table, table_of, trajectories_of, write_table
from eigendata_assets.storage.verification_files import ProvedRow, VerificationFiles
from eigendata_assets.trajectories.fingerprint import Dependencies
from eigendata_assets.trajectories.fingerprint_columns import planned_row
from eigendata_assets.trajectories.plan import read_dependencies
from eigendata_assets.verification.flow import proof_key, proved_row
from eigendata_assets.verification.proving import Proof


@dataclass(frozen=True, slots=True)
class Made:
    """An accepted dialogue, executed, and the proof of its verification function."""

    trajectory: Trajectory
    proof: Proof


@dataclass(frozen=True, slots=True)
class Stage:
    """The shards of one request in `generation/` of the domain's folder; `now` is what their rows depend on."""

    store: DomainStore
    domain: Domain
    now: Dependencies

    @property
    def folder(self) -> Path:
        """Where the shards wait."""
        return self.store.folder / "generation"

    def shards(self) -> list[str]:
        """The whole shards that wait, in order."""
        return sorted(path.stem for path in self.folder.glob("*.parquet"))

    def read(self, shard: str) -> tuple[Trajectory, ...]:
        """The dialogues of a shard that waits."""
        path = self._file(shard)
        return trajectories_of(read_table(path), path)

    def add(self, shard: str, made: Iterable[Made]) -> None:
        """The shard waits with these dialogues, taken as they come; its functions are written before it."""
        rows, proved = list[Row](), list[ProvedRow]()
        for each in made:
            row, proof = self._rows(each)
            rows.append(row)
            proved.append(proof)
        VerificationFiles(self.folder).write_shard(shard, proved)
        write_table(self._file(shard), table_of(rows))

    def publish(self) -> None:
        """The shards that wait are the domain's, with their functions, and no others are."""
        waiting, target = VerificationFiles(self.folder), VerificationFiles(self.store.folder)
        with replaced_folder(self.store.shard_folder) as fresh, replaced_folder(target.folder) as proofs:
            for shard in self.shards():
                shutil.copy(self._file(shard), fresh)
                shutil.copy(waiting.shard_file(shard), proofs)
        shutil.rmtree(self.folder)

    def _file(self, shard: str) -> Path:
        return self.folder / f"{shard}.parquet"

    def _rows(self, made: Made) -> tuple[Row, ProvedRow]:
        """The dialogue and its proof, both with the fingerprint that the dialogue has now."""
        row = planned_row(made.trajectory, self.now)
        trajectory = made.trajectory.model_copy(update={"fingerprint": row["fingerprint"]})
        if made.proof.function is not None:
            made.proof.function["fingerprint"] = row["fingerprint"]
        return row, proved_row(trajectory, proof_key(trajectory, self.domain.ignore_state), made.proof)


def open_stage(store: DomainStore, domain: Domain, request: str) -> Stage:
    """A stage for a request, a hash of all that decides its bytes; what another request has left there is gone."""
    stage = Stage(store, domain, read_dependencies(store, domain.depends_on))
    known = stage.folder / "request"
    if not known.exists() or known.read_text(encoding="utf-8") != request:
        shutil.rmtree(stage.folder, ignore_errors=True)
        write_text(known, request)
    return stage
