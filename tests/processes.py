"""The command as processes of their own, which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
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


def wait_until(moment: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """The moment has come, and the process is still on its way."""
    until = time.monotonic() + 100
    while not moment():
        assert process.poll() is None, finished(process)
        assert time.monotonic() < until
        time.sleep(0.003)


def kill_when(moment: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """The process is killed as soon as the moment has come, with all that it has started."""
    wait_until(moment, process)
    os.killpg(process.pid, signal.SIGKILL)
    assert finished(process)[0] == -signal.SIGKILL
