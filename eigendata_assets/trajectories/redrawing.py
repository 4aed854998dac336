"""A change's dialogues drawn anew at their places, as a story: what is missing or out of date, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.dataset import Batch, Dataset
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.engine import Engine
from eigendata_assets.execution.progress import Progress
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.files import locked
from eigendata_assets.storage.generated_shards import GRAPHS, PARTS
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.corpus import ShardRows, open_corpus
from eigendata_assets.trajectories.drawing import Drawing
from eigendata_assets.trajectories.flow import make_plan
from eigendata_assets.trajectories.generating import read_knowledge
from eigendata_assets.trajectories.plan import read_dependencies
from eigendata_assets.trajectories.settling import settling_of
from eigendata_assets.trajectories.staging import open_stage, read_dataset


@dataclass(frozen=True, slots=True)
class Redrawn:
    """How many rows of each shard were made anew, by shard."""

    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class DueRows:
    """The places of a shard whose dialogues are missing or out of date; `whole` where the others are to be kept."""

    shard: str
    batch: Batch
    places: tuple[int, ...]
    whole: bool

    @property
    def positions(self) -> list[int]:
        """The rows in which the places lie."""
        rows = {place: row for row, place in enumerate(self.batch.shards[self.shard])}
        return [rows[place] for place in self.places]


def redraw_dialogues(
    workspace: Workspace, domain: Domain, shards: Sequence[str], engine: Engine, progress: Progress
) -> Redrawn:
    """The rows of some shards that are missing or out of date are drawn anew at their places; all others are kept.

    Where nothing else has changed, a missing shard comes to be what it was. Raises RequestError for a shard that is in
    no batch made by rule, GateFailed where no dialogue is found at a place any more.
    """
    store = workspace.store(domain.name)
    read_knowledge(workspace, domain)  # an error here says what to do
    with locked(store.lock_file, f"a generation of {domain.name}"):
        dataset = read_dataset(store)
        tasks = [_drawing(each) for each in due_rows(store, domain, _batches(domain, dataset.shards, shards))]
        if tasks:
            stage = open_stage(store, domain, canonical_hash([task.model_dump(mode="json") for task in tasks]))
            rows = sum(len(task.places) for task in tasks)
            with (
                progress(f"drawing dialogues of {domain.name}", rows) as advance,
                settling_of(workspace, stage, engine, advance, shards=dataset.shards) as settling,
            ):
                list(settling.settled(tasks))
            stage.publish(dataset)
    make_plan(store, domain.depends_on)
    return Redrawn(dict.fromkeys(shards, 0) | {task.shard: len(task.places) for task in tasks})


def _batches(domain: Domain, known: Mapping[str, Batch], shards: Sequence[str]) -> dict[str, Batch]:
    for shard in shards:
        if shard not in known or known[shard].made_by != "rule":
            hint = "`eigendata generate NAME --count N` makes all shards anew, in any mode."
            raise RequestError(f"{shard} of {domain.name} is in no batch that was made by rule", hint=hint)
    return {shard: known[shard] for shard in sorted(shards)}


def by_models(dataset: Dataset, shards: Sequence[str]) -> list[str]:
    """Those of some shards that are a model's work, and must not be replaced by a rule's."""
    known = dataset.shards
    return [shard for shard in shards if shard in known and known[shard].mode != "rules"]


def _drawing(due: DueRows) -> Drawing:
    return Drawing(
        shard=due.shard,
        batch=due.batch,
        places=dict.fromkeys(due.places, 0),
        of="domain" if due.whole else "nothing",
    )


def due_rows(store: DomainStore, domain: Domain, batches: Mapping[str, Batch]) -> Iterator[DueRows]:
    """What is to be made anew, shard by shard."""
    whole = {shard for shard, batch in batches.items() if _is_whole(store, shard, batch)}
    rows: dict[str, ShardRows] = {}
    if whole:
        corpus = open_corpus(store, read_dependencies(store, domain.depends_on))
        rows = {each.shard: each for each in corpus.rows(whole.__contains__)}
    for shard, batch in batches.items():
        places = batch.shards[shard]
        if shard not in whole:
            yield DueRows(shard, batch, tuple(places), whole=False)
        elif due := pc.indices_nonzero(rows[shard].due).to_pylist():
            yield DueRows(shard, batch, tuple(places[each] for each in due), whole=True)


def _is_whole(store: DomainStore, shard: str, batch: Batch) -> bool:
    """Whether all parts of a shard are there; dialogues of models have no graphs."""
    parts = PARTS if batch.mode == "rules" else PARTS.keys() - {GRAPHS}
    return all((store.folder / part / f"{shard}.parquet").exists() for part in parts)
