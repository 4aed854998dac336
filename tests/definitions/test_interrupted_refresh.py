"""A refresh that is killed, or meets another, leaves every artifact whole, and the next one ends as if undisturbed."""

import shutil
from pathlib import Path

import pytest

from eigendata_assets.storage.files import TEMPORARY
from eigendata_assets.storage.workspace import Workspace
from tests.command_line import eigendata
from tests.processes import finished, kill_when, start, wait_until


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
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet") if not path.name.startswith(TEMPORARY)}


@pytest.fixture(scope="module")
def undisturbed(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The rows that a refresh ends with which nobody disturbs."""
    copy = edited(imported, tmp_path_factory.mktemp("undisturbed") / "workspace")
    assert eigendata(copy, "refresh", "tiny").code == 0
    return rows(copy)


def test_a_refresh_killed_at_its_work_and_run_again_ends_as_an_undisturbed_one(
    imported: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    copy = edited(imported, tmp_path / "workspace")
    before = rows(copy)
    kill_when(lambda: rows(copy) != before, start(copy, "refresh", "tiny"))

    done = eigendata(copy, "refresh", "tiny")

    assert done.code == 0, done.err
    assert rows(copy) == undisturbed


def test_of_two_refreshes_at_once_each_ends_well_or_says_that_the_other_is_under_way(
    imported: Path, tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    copy = edited(imported, tmp_path / "workspace")
    before, first = rows(copy), start(copy, "refresh", "tiny")
    wait_until(lambda: rows(copy) != before, first)

    second = eigendata(copy, "refresh", "tiny")

    ends = [finished(first), (second.code, second.err)]
    assert all(code == 0 or (code == 2 and "is under way in another process" in said) for code, said in ends), ends
    assert any(code == 0 for code, _ in ends)
    assert rows(copy) == undisturbed
