"""`generate_dialogues`: shards and functions take their place together, and a stopped run goes on where it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.databases.flow import make_database
from eigendata_assets.environments.flow import build_environment
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.progress import Advance, silent
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories import generating
from eigendata_assets.trajectories.generating import Wanted, generate_dialogues
from eigendata_assets.verification.flow import read_report
from tests.trajectories.lockers import LOCKERS

WANTED = Wanted(30, 4, {"single_turn_single_task": 2, "multi_turn_single_task": 1})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, sandbox: Sandbox) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("workspace"))
    source = SpecSource(file="specs/lockers.yaml")
    (workspace.root / "specs").mkdir()
    (workspace.root / source.file).write_text(LOCKERS)
    workspace.write_domain(Domain(name="lockers", source=source))
    make_database(workspace, "lockers", source)
    build_environment(workspace, "lockers", source, sandbox, Offline())
    return workspace


@pytest.fixture
def workspace(built: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setattr(generating, "SHARD_SIZE", 10)
    shutil.copytree(built.root, tmp_path / "workspace")
    return Workspace(tmp_path / "workspace")


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


def shards(workspace: Workspace) -> Sequence[tuple[str, bytes]]:
    folder = workspace.store("lockers").folder
    files = [*folder.glob("trajectories/*.parquet"), *folder.glob("verification_functions/*.parquet")]
    return [(f"{path.parent.name}/{path.name}", path.read_bytes()) for path in sorted(files)]


def test_dialogues_and_functions_are_in_the_store_and_planned(workspace: Workspace, sandbox: Sandbox) -> None:
    done = generate_dialogues(workspace, workspace.domain("lockers"), WANTED, sandbox, silent)
    store = workspace.store("lockers")
    assert done.kinds == {"multi_turn_single_task": 10, "single_turn_single_task": 20}
    assert set(done.tools) == {"find_person", "list_lockers", "extend_locker"}
    assert min(done.tools.values()) >= 5
    assert [each.rows for each in store.usage_index.shards()] == [10, 10, 10]
    assert sum(each.stale for each in store.usage_index.shards()) == 0
    report = read_report(store)
    assert (report.trajectories, report.dropped) == (30, 0)


def test_a_stopped_run_goes_on_after_its_last_whole_shard_and_gives_the_same_bytes(
    workspace: Workspace, sandbox: Sandbox, tmp_path: Path
) -> None:
    domain = workspace.domain("lockers")
    shutil.copytree(workspace.root, tmp_path / "other")
    generate_dialogues(Workspace(tmp_path / "other"), domain, WANTED, sandbox, silent)
    with pytest.raises(StoppedError):
        generate_dialogues(workspace, domain, WANTED, sandbox, stopping_after_twenty_five)
    assert shards(workspace) == []
    done = generate_dialogues(workspace, domain, WANTED, sandbox, silent)
    assert done.resumed == 20
    assert shards(workspace) == shards(Workspace(tmp_path / "other"))


def test_another_request_does_not_go_on_with_what_was_left(workspace: Workspace, sandbox: Sandbox) -> None:
    domain = workspace.domain("lockers")
    with pytest.raises(StoppedError):
        generate_dialogues(workspace, domain, WANTED, sandbox, stopping_after_twenty_five)
    other = Wanted(10, 5, WANTED.shares)
    assert generate_dialogues(workspace, domain, other, sandbox, silent).resumed == 0
    assert len(shards(workspace)) == 2


def test_a_domain_without_environment_is_refused_with_what_to_do(workspace: Workspace, sandbox: Sandbox) -> None:
    shutil.rmtree(workspace.store("lockers").environment_folder)
    with pytest.raises(RequestError, match="no environment"):
        generate_dialogues(workspace, workspace.domain("lockers"), WANTED, sandbox, silent)
