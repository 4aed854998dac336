"""Packages from the index that pip is configured for; downloaded once, never installed."""

import subprocess
import sys
import tempfile
from pathlib import Path

from eigendata_assets.errors import RequestError

_SECONDS = 180


def download_wheel(distribution: str, version: str, folder: Path) -> Path:
    """The wheel of this version lies in the folder: it did before, or pip has downloaded it now.

    Raises RequestError where pip cannot get it; what pip said last is in the message.
    """
    pattern = f"{distribution.replace('-', '_')}-{version}-*.whl"
    found = sorted(folder.glob(pattern))
    if found:
        return found[0]
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".downloading-") as temporary:
        _pip_download(f"{distribution}=={version}", Path(temporary))
        downloaded = sorted(Path(temporary).glob(pattern))
        if not downloaded:
            raise RequestError(f"{distribution} {version} is not published as a wheel", hint="Choose another version.")
        return downloaded[0].rename(folder / downloaded[0].name)


def _pip_download(requirement: str, folder: Path) -> None:
    options = ["--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(folder)]
    command = [sys.executable, "-m", "pip", "download", *options, requirement]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise RequestError(f"pip did not get {requirement} in {_SECONDS} s", hint="Is the network reachable?") from None
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or ["pip gave no reason"]
        hint = "Is the network reachable, and does the version exist?"
        raise RequestError(f"pip cannot get {requirement}: {said[-1].removeprefix('ERROR: ')}", hint=hint)
