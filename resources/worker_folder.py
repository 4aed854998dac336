"""The own folder of a worker: a copy of the environment that foreign code may do anything to."""

import contextlib
import hashlib
import os
import shutil
import tempfile
import uuid
from pathlib import Path
from typing import NamedTuple

from eigendata_assets.errors import SandboxError


class Usage(NamedTuple):
    """What a folder holds: bytes, and files and folders."""

    size: int
    entries: int


def content_key(folder: Path) -> str:
    """A text that changes when a file under the folder does (by name, size and times); OSError where it is missing."""
    seen = hashlib.blake2b(digest_size=16)
    for directory, names, files in os.walk(folder, onerror=_raise):
        names[:] = sorted(name for name in names if name != "__pycache__")
        for file in sorted(files):
            status = os.lstat(f"{directory}/{file}")
            seen.update(f"{directory}/{file}\0{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}\0".encode())
    return seen.hexdigest()


def copy_to_own_folder(source: Path) -> Path:
    """A fresh temporary folder with what `source` holds; links stay links, compiled files are left out."""
    folder = Path(tempfile.mkdtemp(prefix="eigendata-sandbox-")).resolve()
    try:
        shutil.copytree(source, folder, symlinks=True, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    except OSError as error:
        remove(folder)
        raise SandboxError(f"{source} cannot be copied for the sandbox: {error}") from error
    return folder


def usage(folder: Path, most: Usage | None = None) -> Usage:
    """What the folder holds; stops counting where that is more than `most`. OSError where it is too deep to be read."""
    size, entries, pending = 0, 0, [str(folder)]
    while pending:
        with contextlib.suppress(FileNotFoundError), os.scandir(pending.pop()) as found:
            for entry in found:
                entries += 1
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    size += entry.stat(follow_symlinks=False).st_size
                if most and (size > most.size or entries > most.entries):
                    return Usage(size, entries)
    return Usage(size, entries)


def remove(folder: Path) -> None:
    """The folder is gone, however deep, long or shut off what foreign code has left in it."""
    with contextlib.suppress(OSError):
        while entries := _entries(folder):
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    _dissolve(Path(entry), folder)
                else:
                    Path(entry).unlink()
        folder.rmdir()


def _dissolve(folder: Path, top: Path) -> None:
    """The folder is gone and what it held lies in `top`: so no path gets too long, and nothing calls itself."""
    folder.chmod(0o700)
    for entry in _entries(folder):
        Path(entry).rename(top / uuid.uuid4().hex)
    folder.rmdir()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as found:
        return list(found)


def _raise(error: OSError) -> None:
    raise error
