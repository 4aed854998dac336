"""`judge`: each check of generated dialogues fails where its sentence does not hold, and names the place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eigendata_assets.artifacts.dataset import Dataset
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.engine import Here
from eigendata_assets.execution.progress import silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.memo import row_of
from eigendata_assets.storage.trajectory_shards import table_of
from eigendata_assets.storage.verification_files import VerificationFiles
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import generate_dialogues
from eigendata_assets.trajectories.generated.checks import judge
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.staging import read_dataset

SHARDS = ("shard_00000", "shard_00001")


@pytest.fixture
def store(lockers: Workspace, sandbox: Sandbox) -> DomainStore:
    """Two shards of four dialogues."""
    wanted = Wanted(8, 0, {"single_turn_single_task": 3, "multi_turn_single_task": 1}, 4)
    generate_dialogues(lockers, lockers.domain("lockers"), wanted, Here(sandbox), silent)
    return lockers.store("lockers")


def problems(store: DomainStore, dataset: Dataset | None = None) -> dict[str, list[str]]:
    """Check to its problems, where it has any."""
    found = judge(store, dataset or read_dataset(store), silent).problems
    return {check: each for check, each in found.items() if each}


def change(store: DomainStore, shard: str, how: Callable[[Trajectory], Trajectory]) -> None:
    """The first dialogue of a shard is another."""
    first, *others = store.read_shard(shard)
    tools = [tool.key for tool in store.read_toolset().tools]
    store.write_shard(shard, table_of(row_of(each, tools) for each in (how(first), *others)))


def test_all_checks_hold_of_what_was_generated(store: DomainStore) -> None:
    judged = judge(store, read_dataset(store), silent)
    assert judged.dialogues == 8
    assert set(judged.problems) == {
        "every_argument_has_an_origin", "no_two_dialogues_are_alike", "kinds_have_their_shares", "every_tool_is_used",
        "every_function_is_sound",
    }  # fmt: skip
    assert problems(store) == {}


def test_an_argument_without_an_origin_is_found(store: DomainStore) -> None:
    def forget(dialogue: Trajectory) -> Trajectory:
        details: dict[str, Json] = {**dialogue.provenance.details, "arguments": []}
        return dialogue.model_copy(
            update={"provenance": dialogue.provenance.model_copy(update={"details": details})}
        )  # fmt: skip

    change(store, SHARDS[0], forget)
    (place, *_) = problems(store)["every_argument_has_an_origin"]
    assert place.startswith("lockers_0_000000: turn 0")
    assert place.endswith("its origin is not recorded")


def test_a_dialogue_that_is_there_twice_is_found_with_its_twin(store: DomainStore) -> None:
    (twin, *_) = store.read_shard(SHARDS[0])
    change(store, SHARDS[1], lambda dialogue: twin.model_copy(update={"id": dialogue.id}))
    assert problems(store)["no_two_dialogues_are_alike"] == [
        "lockers_0_000004 in shard_00001 and lockers_0_000000 in shard_00000"
    ]


def test_a_kind_that_is_there_too_often_is_found(store: DomainStore) -> None:
    change(store, SHARDS[0], lambda dialogue: dialogue.model_copy(update={"category": "parallel_calls"}))
    (message,) = problems(store)["kinds_have_their_shares"]
    assert "were asked for" in message


def test_shares_of_a_batch_that_has_none_are_not_checked(store: DomainStore) -> None:
    change(store, SHARDS[0], lambda dialogue: dialogue.model_copy(update={"category": "parallel_calls"}))
    (batch,) = read_dataset(store).batches
    assert "kinds_have_their_shares" not in problems(store, Dataset(batches=(batch.model_copy(update={"shares": {}}),)))


def test_a_tool_that_no_dialogue_uses_is_found(store: DomainStore) -> None:
    tool = next(each for each in store.read_toolset().tools if each.name == "find_person")
    path = store.schema_folder / f"{tool.key}.json"
    (store.schema_folder / "Lockers.lose_key.json").write_text(path.read_text().replace("find_person", "lose_key"))
    assert problems(store) == {"every_tool_is_used": ["Lockers.lose_key is in no dialogue"]}


def test_a_function_that_is_missing_or_of_another_dialogue_is_found(store: DomainStore) -> None:
    files = VerificationFiles(store.folder)
    first, second, *_ = files.read_shard(SHARDS[1])
    files.write_shard(SHARDS[1], [first])
    found = problems(store)["every_function_is_sound"]
    assert found[0] == f"{second.id} has no function"
    assert len(found) == 3
    change(store, SHARDS[0], lambda dialogue: dialogue.model_copy(update={"fingerprint": "another"}))
    assert "lockers_0_000000 has a function for what it was before" in problems(store)["every_function_is_sound"]
