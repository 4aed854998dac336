"""Many files at once: all of a change or nothing, also after a kill."""

import shutil
from pathlib import Path

import pytest

from eigendata_assets.errors import RequestError
from eigendata_assets.storage.commit import changed_at_once, finish, is_unfinished, recover
from eigendata_assets.storage.files import locked, sweep


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "inner" / "b.txt").write_text("b")
    return tmp_path


def contents(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*") if path.is_file()}


def write_three(folder: Path) -> None:
    with changed_at_once(folder) as change:
        for number in range(3):
            change.path(f"inner/{number}.txt").write_text(str(number))
        change.remove("a.txt")


def write_and_raise(folder: Path, error: BaseException) -> None:
    with changed_at_once(folder) as change:
        change.path("inner/b.txt").write_text("new b")
        raise error


def test_a_change_is_in_place_as_a_whole(folder: Path) -> None:
    with changed_at_once(folder) as change:
        change.path("inner/b.txt").write_text("new b")
        change.path("new/c.txt").write_text("c")
        change.remove("a.txt")
        assert contents(folder)["inner/b.txt"] == "b"

    assert contents(folder) == {"inner/b.txt": "new b", "new/c.txt": "c"}
    assert not is_unfinished(folder)


def test_a_change_that_fails_leaves_all_as_it_was(folder: Path) -> None:
    with pytest.raises(ValueError, match="no"):
        write_and_raise(folder, ValueError("no"))

    assert contents(folder) == {"a.txt": "a", "inner/b.txt": "b"}


def decide_and_stop(folder: Path, monkeypatch: pytest.MonkeyPatch, moved: int) -> None:
    """As if the process were killed when so many files had been moved."""
    replace, count = Path.replace, [0]

    def dying(self: Path, target: Path) -> Path:
        if count[0] == moved:
            raise KeyboardInterrupt
        count[0] += 1
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        with pytest.raises(KeyboardInterrupt):
            write_three(folder)


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_a_change_that_was_decided_is_finished_by_whoever_comes_next(
    folder: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    decide_and_stop(folder, monkeypatch, moved)
    assert is_unfinished(folder)

    recover(folder, folder / ".lock")

    (folder / ".lock").unlink()
    assert contents(folder) == {"inner/0.txt": "0", "inner/1.txt": "1", "inner/2.txt": "2", "inner/b.txt": "b"}
    finish(folder)  # there is nothing more to do


def test_a_change_that_another_process_puts_in_place_is_not_taken_from_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_and_stop(folder, monkeypatch, 1)

    with locked(folder / ".lock", "a patch"), pytest.raises(RequestError, match="is under way in another process"):
        recover(folder, folder / ".lock")


def test_what_a_kill_leaves_before_the_decision_is_swept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "rmtree", lambda *_, **__: None)
    with pytest.raises(KeyboardInterrupt):
        write_and_raise(folder, KeyboardInterrupt())
    monkeypatch.undo()

    sweep(folder)

    assert contents(folder) == {"a.txt": "a", "inner/b.txt": "b"}
