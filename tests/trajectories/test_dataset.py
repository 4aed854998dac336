"""`generate_dialogues`: shards and functions take their place together, and a stopped run goes on where it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from eigendata_assets.environments.flow import environment_files
from eigendata_assets.errors import GateFailed, RequestError
from eigendata_assets.execution.engine import Here
from eigendata_assets.execution.progress import Advance, silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.generated_shards import PARTS, read_column
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import Making, generate_dialogues
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.scenarios.scenario import read_shares
from eigendata_assets.verification.flow import read_report
from resources.process_engine import ProcessEngine

WANTED = Wanted(30, 4, {"single_turn_single_task": 2, "multi_turn_single_task": 1}, 10)


class StoppedError(Exception):
    """The run was killed."""


@contextmanager
def stopping_after_twenty_five(what: str, units: int) -> Iterator[Advance]:
    """Stops in the third shard."""
    del what, units
    count = 0

    def advance() -> None:
        nonlocal count
        count += 1
        if count == 25:
            raise StoppedError

    yield advance


def shards(lockers: Workspace) -> Sequence[tuple[str, bytes]]:
    folder = lockers.store("lockers").folder
    files = [path for part in PARTS for path in folder.glob(f"{part}/*.parquet")]
    return [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in sorted(files)]


def skeletons(lockers: Workspace) -> list[str]:
    folder = lockers.store("lockers").folder / "tool_graphs"
    return [each for path in folder.glob("*.parquet") for each in read_column(path, "skeleton")]


def test_dialogues_and_functions_are_in_the_store_and_planned(lockers: Workspace, sandbox: Sandbox) -> None:
    done = generate_dialogues(lockers, lockers.domain("lockers"), WANTED, Here(sandbox), silent)
    store = lockers.store("lockers")
    assert done.kinds == {"multi_turn_single_task": 10, "single_turn_single_task": 20}
    assert set(done.tools) == {"find_person", "list_lockers", "extend_locker"}
    assert min(done.tools.values()) >= 5
    assert [each.rows for each in store.usage_index.shards()] == [10, 10, 10]
    assert sum(each.stale for each in store.usage_index.shards()) == 0
    report = read_report(store)
    assert (report.trajectories, report.dropped) == (30, 0)


def test_a_stopped_run_goes_on_after_its_last_whole_shard_and_gives_the_same_bytes(
    lockers: Workspace, sandbox: Sandbox, tmp_path: Path
) -> None:
    domain = lockers.domain("lockers")
    shutil.copytree(lockers.root, tmp_path / "other")
    generate_dialogues(Workspace(tmp_path / "other"), domain, WANTED, Here(sandbox), silent)
    with pytest.raises(StoppedError):
        generate_dialogues(lockers, domain, WANTED, Here(sandbox), stopping_after_twenty_five)
    assert shards(lockers) == []
    done = generate_dialogues(lockers, domain, WANTED, Here(sandbox), silent)
    assert done.resumed == 20
    assert shards(lockers) == shards(Workspace(tmp_path / "other"))


def test_another_request_does_not_go_on_with_what_was_left(lockers: Workspace, sandbox: Sandbox) -> None:
    domain = lockers.domain("lockers")
    with pytest.raises(StoppedError):
        generate_dialogues(lockers, domain, WANTED, Here(sandbox), stopping_after_twenty_five)
    other = Wanted(10, 5, WANTED.shares, 10)
    assert generate_dialogues(lockers, domain, other, Here(sandbox), silent).resumed == 0
    assert len(shards(lockers)) == 4


def test_a_domain_without_environment_is_refused_with_what_to_do(lockers: Workspace, sandbox: Sandbox) -> None:
    shutil.rmtree(lockers.store("lockers").environment_folder)
    with pytest.raises(RequestError, match="no environment"):
        generate_dialogues(lockers, lockers.domain("lockers"), WANTED, Here(sandbox), silent)


def test_the_bytes_are_the_same_whatever_the_number_of_processes(lockers: Workspace, tmp_path: Path) -> None:
    domain, wanted = lockers.domain("lockers"), Wanted(60, 1, {"single_turn_single_task": 1}, 5)
    made = []
    for processes in (1, 2, 4):
        copy = Workspace(tmp_path / str(processes))
        shutil.copytree(lockers.root, copy.root)
        done = generate_dialogues(copy, domain, wanted, ProcessEngine(processes), silent)
        made.append((done, shards(copy)))
    assert made[0] == made[1] == made[2]
    assert made[0][0].dropped["the same calls are in another dialogue"] > 0


def test_no_two_shards_have_the_same_dialogue(lockers: Workspace, sandbox: Sandbox) -> None:
    wanted = Wanted(60, 2, {"single_turn_single_task": 1}, 5)
    generate_dialogues(lockers, lockers.domain("lockers"), wanted, Here(sandbox), silent)
    assert len(set(skeletons(lockers))) == len(skeletons(lockers)) == 60


def test_a_batch_is_added_to_what_is_there_without_repetition(lockers: Workspace, sandbox: Sandbox) -> None:
    domain, kinds = lockers.domain("lockers"), WANTED.shares
    generate_dialogues(lockers, domain, Wanted(25, 0, kinds, 10), Here(sandbox), silent)
    before = shards(lockers)
    added = Making(append=True)
    done = generate_dialogues(lockers, domain, Wanted(25, 1, kinds, 10), Here(sandbox), silent, added)
    assert done.shards == ("shard_00003", "shard_00004", "shard_00005")
    assert [each.shard for each in lockers.store("lockers").usage_index.shards()][:3] == [
        "shard_00000", "shard_00001", "shard_00002",
    ]  # fmt: skip
    assert set(before) < set(shards(lockers))
    assert len(set(skeletons(lockers))) == 50
    with pytest.raises(RequestError, match="seed 1 already"):
        generate_dialogues(lockers, domain, Wanted(5, 1, kinds, 10), Here(sandbox), silent, added)


def test_a_function_that_does_not_follow_the_spec_is_told_the_environment(lockers: Workspace, sandbox: Sandbox) -> None:
    domain, files = lockers.domain("lockers"), environment_files(lockers, "lockers")
    module = files.folder / "environment" / "lockers.py"
    text = module.read_text()
    module.write_text(text.replace('{"lockers": ', '{"lockers": []} if True else {"lockers": '))
    assert module.read_text() != text
    generate_dialogues(lockers, domain, Wanted(12, 4, WANTED.shares, 10), Here(sandbox), silent)
    told = files.read_feedback_to_environment()
    assert told is not None
    assert (told.sender, told.round, told.is_open) == ("trajectories", 1, True)
    (need,) = told.needs
    assert (need.kind, need.subject) == ("behaviour", "list_lockers")
    assert need.seen["by the environment"] == {"lockers": []}
    assert need.seen["by the spec"]["lockers"]
    assert need.seen["arguments"]["person_id"]
    module.write_text(text)
    generate_dialogues(lockers, domain, Wanted(12, 4, WANTED.shares, 10), Here(sandbox), silent)
    told = files.read_feedback_to_environment()
    assert told is not None
    assert not told.is_open


def test_more_dialogues_than_there_can_be_are_refused(lockers: Workspace, sandbox: Sandbox) -> None:
    domain, kinds = lockers.domain("lockers"), read_shares("single_turn_single_task=1")
    with pytest.raises(GateFailed, match="no dialogue of the kind single_turn_single_task was found"):
        generate_dialogues(lockers, domain, Wanted(3000, 0, kinds, 40), Here(sandbox), silent)
