"""Files are written whole or not at all."""

import multiprocessing
from pathlib import Path

import pytest

from eigendata_assets.errors import RequestError
from eigendata_assets.storage.files import locked, replaced, replaced_folder, sweep, write_text


class InterruptedWriting(Exception):
    """Stands for whatever ends a writer half-way."""


def test_a_written_text_is_read_back(tmp_path: Path) -> None:
    write_text(tmp_path / "deep" / "note.txt", "größer")

    assert (tmp_path / "deep" / "note.txt").read_bytes() == "größer".encode()


def test_a_writer_that_fails_half_way_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    write_text(path, "old")

    def write_half() -> None:
        with replaced(path) as temporary:
            temporary.write_text("ne")
            raise InterruptedWriting

    with pytest.raises(InterruptedWriting):
        write_half()

    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["note.txt"]


def test_a_folder_is_replaced_as_a_whole(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    with replaced_folder(folder) as temporary:
        (temporary / "a.txt").write_text("a")
    with replaced_folder(folder) as temporary:
        (temporary / "b.txt").write_text("b")

    assert [each.name for each in folder.iterdir()] == ["b.txt"]


def test_a_folder_whose_filling_fails_is_as_before(tmp_path: Path) -> None:
    folder = tmp_path / "report"
    with replaced_folder(folder) as temporary:
        (temporary / "a.txt").write_text("a")

    def fill_half() -> None:
        with replaced_folder(folder) as temporary:
            (temporary / "b.txt").write_text("b")
            raise InterruptedWriting

    with pytest.raises(InterruptedWriting):
        fill_half()

    assert [each.name for each in folder.iterdir()] == ["a.txt"]
    assert [each.name for each in tmp_path.iterdir()] == ["report"]


def test_sweeping_removes_what_killed_writers_left_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".writing-123-note.txt").write_text("ne")
    (tmp_path / ".writing-abc").mkdir()
    (tmp_path / "note.txt").write_text("old")

    sweep(tmp_path)

    assert [each.name for each in tmp_path.iterdir()] == ["note.txt"]


def test_a_lock_held_by_another_process_is_refused_with_what_is_under_way(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(tmp_path / "lock", held, done))
    other.start()
    try:
        assert held.wait(30)
        with pytest.raises(RequestError, match="a refresh is under way"), locked(tmp_path / "lock", "a refresh"):
            pass
    finally:
        done.set()
        other.join()
    with locked(tmp_path / "lock", "a refresh"):
        pass


def _hold(path: Path, held, done) -> None:
    with locked(path, "a refresh"):
        held.set()
        done.wait(30)
