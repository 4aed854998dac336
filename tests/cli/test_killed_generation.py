"""A generation that is killed while it is at work goes on where it was: nothing is lost, nothing is there twice."""

from __future__ import annotations

import shutil
from pathlib import Path

from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.storage.generated_shards import PARTS
from tests.command_line import eigendata
from tests.processes import kill_when, start
from tests.trajectories.lockers import LOCKERS

KINDS = "single_turn_single_task=1"
WORDS = ("generate", "lockers", "--count", "60", "--kinds", KINDS, "--shard-size", "3")


def shards(workspace: Path) -> dict[str, bytes]:
    folder = workspace / "artifacts" / "lockers"
    return {f"{part}/{path.name}": path.read_bytes() for part in PARTS for path in folder.glob(f"{part}/*.parquet")}


def test_a_killed_run_goes_on_and_gives_the_bytes_of_an_unbroken_one(tmp_path: Path) -> None:
    (tmp_path / "lockers.yaml").write_text(LOCKERS)
    assert eigendata(tmp_path / "w", "generate", tmp_path / "lockers.yaml").code == 0
    shutil.copytree(tmp_path / "w", tmp_path / "unbroken")
    assert eigendata(tmp_path / "unbroken", *WORDS, "--processes", "1").code == 0

    stage = tmp_path / "w" / "artifacts" / "lockers" / "generation"
    kill_when(lambda: len(list(stage.glob("shard_*"))) >= 9, start(tmp_path / "w", *WORDS, "--processes", "2"))
    assert not shards(tmp_path / "w")
    done = eigendata(tmp_path / "w", *WORDS, "--processes", "1", "--json")

    assert done.code == 0, done.err
    report = GenerationReport.model_validate_json(done.out)
    assert 18 <= report.resumed < 60
    assert f"{report.resumed} of them kept from before" in done.err
    assert shards(tmp_path / "w") == shards(tmp_path / "unbroken")
