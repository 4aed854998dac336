"""BFCL's published package, checked and unpacked; never installed, never imported by us."""

from __future__ import annotations

import hashlib
import shutil
import struct
import tempfile
import zipfile
import zlib
from pathlib import Path

from eigendata_assets.errors import InputError, RequestError

DISTRIBUTION = "bfcl-eval"
SHA256 = {
    "2025.6.8": "f93fee3a66d33f8ea09e5174b4ba72aa80732b31506be1043da8ffb23c299cc3",
    "2025.11.10": "8241ca382fe5f09b4d395030dc8701aa57498ea1b42700c77b47a6492e2123bb",
}
"""The wheels whose content is known; BFCL-V3 is 2025.6.8."""

DATA = "bfcl_eval/data/"
CODE = "bfcl_eval/eval_checker/multi_turn_eval/func_source_code/"
_WANTED = (DATA, CODE)
_MAX_BYTES = 500 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, struct.error)
"""What reading a damaged archive raises: `zipfile` does not turn all of it into its own error."""


def checked_wheel(wheel: Path, version: str) -> str | None:
    """A warning where the version is not one whose SHA-256 is known here, else None.

    Raises InputError where it is known and the file is another.
    """
    try:
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"the package cannot be read: {error.strerror}", where=(str(wheel),)) from None
    expected = SHA256.get(version)
    if expected is None:
        known = ", ".join(SHA256)
        return f"{DISTRIBUTION} {version} is not among the versions checked here ({known}); its SHA-256 is {digest}"
    if digest != expected:
        raise InputError(
            f"its SHA-256 is {digest}, that of {DISTRIBUTION} {version} is {expected}",
            where=(str(wheel),),
            hint="Delete the file, so that it is downloaded again.",
        )
    return None


def unpack(wheel: Path, folder: Path) -> Path:
    """The folder, holding the data and the environment classes of the wheel; all of it or nothing."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".unpacking-"))
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = [member for member in archive.infolist() if _is_wanted(member.filename)]
            if not members:
                raise InputError("it holds no multi-turn benchmark", where=(str(wheel),))
            if sum(member.file_size for member in members) > _MAX_BYTES:
                raise InputError(f"it unpacks to more than {_MAX_BYTES >> 20} MiB", where=(str(wheel),))
            for member in members:
                archive.extract(member, temporary)
        if folder.exists():
            shutil.rmtree(folder)
        temporary.rename(folder)
    except _DAMAGE as error:
        raise RequestError(f"{wheel} cannot be unpacked: {error}", hint="Delete it and try again.") from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _is_wanted(name: str) -> bool:
    return name.startswith(_WANTED) and not name.endswith("/") and ".." not in Path(name).parts
