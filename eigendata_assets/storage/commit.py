"""Many files of a folder changed at once, all or none, also when the process is killed in between.

New files are written beside their places. Renaming their folder is the moment from which on the change is decided;
moving them into place can then be taken up again by anyone who holds the lock.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from eigendata_assets.storage.files import TEMPORARY, locked

_DECIDED = ".decided"
_REMOVED = "removed.json"
_FILES = "files"


@dataclass(frozen=True, slots=True)
class Change:
    """Files to be: `path` gives where to write the new content of a file of the folder; `remove` takes one away."""

    staged: Path
    removed: list[str] = field(default_factory=list)

    def path(self, name: str) -> Path:
        """Where the new content of `folder / name` is to be written."""
        path = self.staged / _FILES / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def remove(self, name: str) -> None:
        """The file will be gone."""
        self.removed.append(name)


@contextmanager
def changed_at_once(folder: Path) -> Iterator[Change]:
    """Gives a change to fill; afterwards all of it is in place, or nothing of it if filling failed.

    The caller holds the folder's lock.
    """
    staged = Path(tempfile.mkdtemp(dir=folder, prefix=TEMPORARY))
    try:
        change = Change(staged)
        yield change
        (staged / _REMOVED).write_text(json.dumps(change.removed), encoding="utf-8")
        staged.rename(folder / _DECIDED)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    finish(folder)


def is_unfinished(folder: Path) -> bool:
    """Whether a change was decided and not yet put in place."""
    return (folder / _DECIDED).exists()


def finish(folder: Path) -> None:
    """What was decided is in place; the caller holds the folder's lock."""
    decided = folder / _DECIDED
    if not decided.exists():
        return
    files = decided / _FILES
    for path in sorted(each for each in files.rglob("*") if each.is_file()):
        target = folder / path.relative_to(files)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    for name in json.loads((decided / _REMOVED).read_text(encoding="utf-8")):
        (folder / name).unlink(missing_ok=True)
    done = folder / f"{TEMPORARY}done"
    shutil.rmtree(done, ignore_errors=True)
    decided.rename(done)
    shutil.rmtree(done)


def recover(folder: Path, lock: Path) -> None:
    """What a killed process had decided is in place; raises RequestError where another process is still at it."""
    if is_unfinished(folder):
        with locked(lock, f"a change of {folder.name}"):
            finish(folder)
