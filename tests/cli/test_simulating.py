"""`eigendata generate NAME --count N --mode graphs|scenarios` says what it needs before it begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command_line import eigendata
from tests.trajectories.lockers import LOCKERS


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
    assert "UserSimulatorAgent" in done.err
    assert "EIGENDATA_MODEL" in done.err
    assert not (workspace / "artifacts" / "lockers" / "generation").exists()


def test_a_mode_that_is_none_is_refused_with_those_that_are(workspace: Path) -> None:
    done = eigendata(workspace, "generate", "lockers", "--count", "5", "--mode", "poems")
    assert done.code == 2
    assert "'rules', 'graphs', 'scenarios'" in done.err
