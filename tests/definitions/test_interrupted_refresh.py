"""A refresh that is killed, or meets another, leaves every artifact whole, and the next one ends as if undisturbed."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from eigendata_assets.storage.workspace import Workspace
from tests.processes import finished, start


def edited(workspace: Path, copy: Path) -> Path:
    """A copy of the workspace in which all that uses the counter is out of date."""
    shutil.copytree(workspace, copy)
    module = next(Workspace(copy).store("tiny").environment_folder.rglob("counter.py"))
    module.write_text(
        module.read_text().replace('"noted"', '"Noted"').replace("self.value += steps", "self.value += 2 * steps")
    )
    return copy


def rows(workspace: Path) -> dict[str, bytes]:
    folder = Workspace(workspace).store("tiny").folder / "trajectories"
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def undisturbed(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[float, dict[str, bytes]]:
    """How many seconds a refresh takes that nobody disturbs, and the rows it ends with."""
    copy = edited(imported, tmp_path_factory.mktemp("undisturbed") / "workspace")
    began = time.monotonic()
    code, said = finished(start(copy, "refresh", "tiny"))
    assert code == 0, said
    return time.monotonic() - began, rows(copy)


@pytest.mark.parametrize("share", [0.7])
def test_a_refresh_killed_at_any_moment_and_run_again_ends_as_an_undisturbed_one(
    imported: Path, tmp_path: Path, undisturbed: tuple[float, dict[str, bytes]], share: float
) -> None:
    seconds, expected = undisturbed
    copy = edited(imported, tmp_path / "workspace")
    killed = start(copy, "refresh", "tiny")
    time.sleep(seconds * share)
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()

    code, said = finished(start(copy, "refresh", "tiny"))

    assert code == 0, said
    assert rows(copy) == expected


def test_of_two_refreshes_at_once_each_ends_well_or_says_that_the_other_is_under_way(
    imported: Path, tmp_path: Path, undisturbed: tuple[float, dict[str, bytes]]
) -> None:
    copy = edited(imported, tmp_path / "workspace")

    ends = [finished(each) for each in [start(copy, "refresh", "tiny"), start(copy, "refresh", "tiny")]]

    assert all(code == 0 or (code == 2 and "is under way in another process" in said) for code, said in ends), ends
    assert any(code == 0 for code, _ in ends)
    assert rows(copy) == undisturbed[1]
