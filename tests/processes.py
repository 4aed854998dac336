"""The command as processes of their own, which can be killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-c", "from eigendata_assets.cli.main import main; main()"]


def start(workspace: Path, *words: str) -> subprocess.Popen[str]:
    """The command, on its way, in a process group of its own."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen(
        [*COMMAND, "--workspace", str(workspace), *words],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Its exit code, and what it said."""
    said, _ = process.communicate(timeout=100)
    return process.returncode, said
