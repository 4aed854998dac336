"""Files that are written whole or not at all: beside their place first, then renamed into it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eigendata_assets.errors import RequestError

TEMPORARY = ".writing-"


def write_bytes(path: Path, content: bytes) -> None:
    """The file holds the content; a reader sees the old content or the new, never a part."""
    with replaced(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """The file holds the text, in UTF-8."""
    write_bytes(path, content.encode("utf-8"))


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Gives a path to write to; afterwards `path` is what was written there, or as before if writing failed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / f"{TEMPORARY}{os.getpid()}-{path.name}"
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def replaced_folder(path: Path) -> Iterator[Path]:
    """Gives an empty folder to fill; afterwards `path` is that folder, or as before if filling failed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=TEMPORARY))
    try:
        yield temporary
        if path.exists():
            shutil.rmtree(path)
        temporary.rename(path)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def sweep(folder: Path) -> None:
    """What killed writers left in the folder is gone."""
    for left in folder.glob(f"{TEMPORARY}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Holds a lock that the system drops when the process ends; raises RequestError where another process holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RequestError(f"{what} is under way in another process", hint="Wait for it, then try again.") from None
        yield
