"""`Stage`: shards wait until all are there, and take their place at once, each dialogue with its function."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pytest

from eigendata_assets.artifacts.dataset import Batch, Dataset
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.environments.tool_schemas import toolset_of
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.generated_shards import PARTS, GeneratedShard, read_column
from eigendata_assets.storage.verification_files import VerificationFiles
from eigendata_assets.trajectories.staging import Stage, open_stage
from tests.trajectories.conftest import Dataset as Dialogues

DOMAIN = Domain(name="here", source=SpecSource(file="specs/here.yaml"))


@pytest.fixture
def store(tmp_path: Path, dataset: Dialogues) -> DomainStore:
    domain, made = dataset.domain, DomainStore(tmp_path / "here")
    toolset: Toolset = toolset_of(domain.knowledge.domain, dict(domain.knowledge.behaviours))
    made.write_toolset(toolset)
    code = domain.environment
    files = {path.name: path.read_text() for path in code.folder.glob("*.py")}
    made.write_environment(files, code.toolkits, code.loader)
    return made


@pytest.fixture
def stage(store: DomainStore) -> Stage:
    return open_stage(store, DOMAIN, "a request")


def test_what_waits_is_not_the_domains_before_it_is_published(stage: Stage, dataset: Dialogues) -> None:
    stage.add("shard_00000", iter(dataset.made[:3]))
    assert stage.shards() == ["shard_00000"]
    assert stage.store.shards() == set()


def test_published_shards_take_the_place_of_all_others(stage: Stage, dataset: Dialogues) -> None:
    stage.add("shard_00007", dataset.made[:2])
    stage.publish(Dataset(batches=(Batch(count=2, first_shard=7),)))
    other = open_stage(stage.store, DOMAIN, "another request")
    other.add("shard_00000", dataset.made[2:5])
    other.add("shard_00001", dataset.made[5:6])
    other.publish(Dataset(batches=(Batch(count=4, shard_size=3),)))
    assert stage.store.shards() == {"shard_00000", "shard_00001"}
    assert [each.id for each in stage.store.read_shard("shard_00000")] == [
        each.trajectory.id for each in dataset.made[2:5]
    ]
    assert not stage.folder.exists()


def test_a_dialogue_and_its_function_have_the_same_fingerprint(stage: Stage, dataset: Dialogues) -> None:
    stage.add("shard_00000", dataset.made[:4])
    stage.publish(Dataset(batches=(Batch(count=4),)))
    rows = VerificationFiles(stage.store.folder).read_shard("shard_00000")
    functions = {row.id: row.read_function() or {} for row in rows}
    for each in stage.store.read_shard("shard_00000"):
        assert each.fingerprint
        assert functions[each.id]["fingerprint"] == each.fingerprint


def test_the_same_request_finds_what_waits_and_another_one_nothing(stage: Stage, dataset: Dialogues) -> None:
    stage.add("shard_00000", dataset.made[:2])
    again = open_stage(stage.store, DOMAIN, "a request")
    ids = read_column(again.parts("shard_00000")["trajectories"], "id")
    assert ids == [each.trajectory.id for each in dataset.made[:2]]
    assert open_stage(stage.store, DOMAIN, "another request").shards() == []


def test_rows_can_be_added_to_a_shard_that_waits(stage: Stage, dataset: Dialogues) -> None:
    stage.add("shard_00000", dataset.made[:2])
    before, more = stage.read("shard_00000"), stage.tables(dataset.made[2:3])
    stage.keep(
        "shard_00000",
        GeneratedShard({part: pa.concat_tables([before.tables[part], more.tables[part]]) for part in PARTS}),
    )
    stage.add("shard_00001", dataset.made[:3])
    assert stage.read("shard_00000").tables == stage.read("shard_00001").tables
