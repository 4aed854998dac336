"""`eigendata generate NAME --count N --mode graphs|scenarios` says what it needs before it begins."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.generating import Wanted
from resources.subprocess_sandbox import SubprocessSandbox
from tests.command_line import eigendata
from tests.trajectories.lockers import LOCKERS
from tests.trajectories.simulation.conftest import ensemble_of
from tests.trajectories.simulation.played_by_server import served


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulating")
    (folder / "lockers.yaml").write_text(LOCKERS)
    assert eigendata(folder / "w", "generate", folder / "lockers.yaml").code == 0
    return folder / "w"


@pytest.mark.parametrize("mode", ["graphs", "scenarios"])
def test_without_a_model_the_roles_and_the_setting_are_named(workspace: Path, mode: str) -> None:
    done = eigendata(workspace, "generate", "lockers", "--count", "5", "--mode", mode)
    assert done.code == 2
    assert "user_simulator_agent" in done.err
    assert "EIGENDATA_MODEL" in done.err
    assert not (workspace / "artifacts" / "lockers" / "generation").exists()


def test_a_mode_that_is_none_is_refused_with_those_that_are(workspace: Path) -> None:
    done = eigendata(workspace, "generate", "lockers", "--count", "5", "--mode", "poems")
    assert done.code == 2
    assert "'rules', 'graphs', 'scenarios'" in done.err


def test_dialogues_are_held_by_the_configured_model(
    workspace: Path, sandbox: SubprocessSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = Wanted(4, 0, {"single_turn_single_task": 1})
    with served(ensemble_of(Workspace(workspace), sandbox, wanted, {}).answer) as address:
        monkeypatch.setenv("EIGENDATA_MODEL", "players")
        monkeypatch.setenv("OPENAI_BASE_URL", address)
        arguments = ("--count", "4", "--mode", "graphs", "--kinds", "single_turn_single_task=1", "--json")
        done = eigendata(workspace, "generate", "lockers", *arguments)
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["dialogues"], report["dropped"]) == (4, {})
    assert "4 dialogues, held by a model, executed and proved" in done.err
    checked = eigendata(workspace, "check-dialogues", "lockers", "--json")
    assert checked.code == 0, checked.err
    refreshed = eigendata(workspace, "refresh", "lockers", "--dry-run")
    assert refreshed.code == 0, refreshed.err
