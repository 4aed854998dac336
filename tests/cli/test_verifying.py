"""`eigendata verify` gives every trajectory a proved verification function, and does nothing twice."""

import json
import subprocess
import sys
from pathlib import Path

from eigendata_assets.storage.verification_files import VerificationFiles
from tests.command_line import eigendata
from tests.tiny_benchmark import IDS


def test_every_reference_of_the_tiny_benchmark_has_a_sound_function(workspace: Path) -> None:
    done = eigendata(workspace, "verify", "tiny", "--json")

    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["trajectories"], report["dropped"], report["why"]) == (6, 0, {})
    assert {row["id"] for row in report["rows"]} == set(IDS)
    assert report["tested"]["reference"] == report["tested"]["doing_nothing"] == 6
    assert "6 of 6 have a sound verification function" in done.err


def test_the_programs_that_are_written_run_alone(workspace: Path, tmp_path: Path) -> None:
    done = eigendata(workspace, "verify", "tiny", "--write", tmp_path / "programs")

    assert done.code == 0, done.err
    assert done.out == ""
    programs = sorted((tmp_path / "programs").iterdir())
    assert [path.stem for path in programs] == sorted(IDS)
    nothing: dict[str, object] = {"initial_state": {}, "final_state": {}, "calls": [], "messages": []}
    (tmp_path / "programs" / "outcome.json").write_text(json.dumps(nothing))
    for program in programs:
        command = [sys.executable, "-I", program.name, "outcome.json"]
        said = subprocess.run(command, cwd=program.parent, capture_output=True, check=True).stdout
        assert json.loads(said)["score"] == 0.0


def test_what_is_proved_is_kept_and_what_is_damaged_or_changed_is_proved_again(workspace: Path) -> None:
    assert eigendata(workspace, "verify", "tiny").code == 0
    files = VerificationFiles(workspace / "artifacts" / "tiny")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files.folder.iterdir()}
    lost = files.shard_file(IDS[0])
    lost.unlink()

    again = eigendata(workspace, "verify", "tiny")

    assert "proving verification functions: 1 done" in again.err
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in files.folder.iterdir()}
    assert {path for path in before if before[path] != after[path]} == {lost}
    assert before[lost][0] == after[lost][0]


def test_another_set_of_ignored_tables_is_another_proof(workspace: Path) -> None:
    eigendata(workspace, "verify", "tiny")
    description = workspace / "domains" / "tiny.yaml"
    description.write_text(description.read_text().replace("ignore_state: []", "ignore_state: [Counter.notes]"))

    done = eigendata(workspace, "verify", "tiny", "--json")

    report = json.loads(done.out)
    assert "proving verification functions: 6 done" in done.err
    assert report["dropped"] == 0
    note = next(row for row in report["rows"] if row["id"] == "multi_turn_miss_param_0")
    assert note["tested"]["omission"] < 2


def test_a_domain_that_is_not_there_is_refused(workspace: Path) -> None:
    assert eigendata(workspace, "verify", "nothing").code == 2
