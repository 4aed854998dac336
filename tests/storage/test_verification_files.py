"""Proofs lie in shards beside the trajectories, programs in a folder of the user's choice."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.verification_function import GateFailure, Soundness
from eigendata_assets.errors import InputError
from eigendata_assets.storage.verification_files import ProvedRow, VerificationFiles, write_programs

FAILED = Soundness(id="b", verdict="dropped", failures=(GateFailure(requirement="omission", what="w", calls=("c()",)),))
ROWS = (
    ProvedRow("a", "1", "sound", '{"id": "a", "outcomes": [null, 25.0]}', Soundness(id="a", verdict="sound").to_json()),
    ProvedRow("b", "2", "dropped", None, FAILED.to_json()),
)


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    files = VerificationFiles(tmp_path)
    files.write_shard("one", ROWS)
    assert files.read_shard("one") == ROWS
    assert files.read(["one", "none", "one"]) == (*ROWS, *ROWS)
    assert ROWS[0].read_function() == {"id": "a", "outcomes": [None, 25.0]}
    assert ROWS[1].read_function() is None
    assert ROWS[1].read_soundness() == FAILED


def test_shards_that_are_no_more_are_gone(tmp_path: Path) -> None:
    files = VerificationFiles(tmp_path)
    for shard in ("one", "two"):
        files.write_shard(shard, ROWS)
    files.keep_only(["two", "three"])
    assert [path.name for path in files.folder.iterdir()] == ["two.parquet"]
    VerificationFiles(tmp_path / "nowhere").keep_only([])


@pytest.mark.parametrize("content", [b"", b"PAR1 is not all"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    files = VerificationFiles(tmp_path)
    files.folder.mkdir()
    files.shard_file("one").write_bytes(content)
    with pytest.raises(InputError, match="not verification functions") as caught:
        files.read_shard("one")
    assert caught.value.where == (str(files.shard_file("one")),)
    assert caught.value.hint


def test_a_program_has_a_file_of_its_name_inside_the_folder(tmp_path: Path) -> None:
    written = write_programs(tmp_path / "programs", {"base_1": "a = 1\n", "../x y": "b = 2\n"})
    assert [path.name for path in written] == ["base_1.py", ".._x_y.py"]
    assert all(path.parent == tmp_path / "programs" for path in written)
    assert written[1].read_text() == "b = 2\n"
