"""A workspace with the tiny benchmark imported once for all tests of the command."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eigendata_assets.cli.main import eigendata as command
from tests.own_dialogues import write_files
from tests.tiny_benchmark import VERSION, prepare_workspace


@dataclass(frozen=True)
class Done:
    """What an invocation gave."""

    code: int
    out: str
    err: str


def eigendata(workspace: Path, *words: str | Path, said: str | None = None) -> Done:
    """One invocation of the command, in this process; `said` is what somebody types."""
    kept = dict(os.environ)
    try:
        result: Result = CliRunner().invoke(command, ["--workspace", str(workspace), *map(str, words)], input=said)
    finally:
        os.environ.clear()
        os.environ.update(kept)
    return Done(result.exit_code, result.stdout, result.stderr)


@pytest.fixture(scope="session")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace after `eigendata import bfcl tiny`; not to be changed."""
    workspace = prepare_workspace(tmp_path_factory.mktemp("imported") / "workspace")
    done = eigendata(workspace, "import", "bfcl", "tiny", "--version", VERSION)
    assert done.code == 0, done.err
    return workspace


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Path:
    """A copy of the imported workspace, to be changed at will."""
    copy = tmp_path / "workspace"
    shutil.copytree(imported, copy)
    return copy


@pytest.fixture(scope="session")
def imported_own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace after `eigendata import dialogues till`, in shards of four; not to be changed."""
    folder = tmp_path_factory.mktemp("own")
    done = eigendata(folder / "workspace", "import", "dialogues", "till", *write_files(folder), "--shard-size", "4")
    assert done.code == 0, done.err
    return folder / "workspace"


@pytest.fixture
def own(imported_own: Path, tmp_path: Path) -> Path:
    """A copy of the workspace of own dialogues, to be changed at will."""
    copy = tmp_path / "workspace"
    shutil.copytree(imported_own, copy)
    return copy
