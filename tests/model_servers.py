"""Loopback model servers, and a program that asks them, for tests of several rooms."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVERS = Path(__file__).parent / "agents" / "servers"
SERVER = SERVERS / "model_server.py"
PROGRAM = SERVERS / "asking_program.py"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class ModelServer:
    """A running server of `servers/model_server.py`."""

    port: int
    process: subprocess.Popen[str]

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def count(self) -> dict[str, Any]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/count") as response:
            counted: dict[str, Any] = json.load(response)
        return counted

    def finish_batch(self, name: str, **how: Any) -> None:
        body = json.dumps(how).encode()
        request = urllib.request.Request(f"{self.base_url}/batches/{name}/finish", data=body, method="POST")
        urllib.request.urlopen(request).close()


@dataclass(frozen=True)
class AskingProgram:
    """`servers/asking_program.py` in a workspace of its own."""

    workspace: Path

    def configure(self, server: ModelServer | None = None, **sections: Any) -> None:
        address = {"base_url": server.base_url} if server else {}
        default = {"model": "m"} | address | sections.pop("default", {})
        document = {"models": {"default": default, **sections.pop("models", {})}} | sections
        (self.workspace / "eigendata.yaml").write_text(json.dumps(document))

    def start(self, rows: int, **environ: str) -> subprocess.Popen[str]:
        variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environ
        return subprocess.Popen(
            [sys.executable, str(PROGRAM), str(self.workspace), str(rows)],
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, rows: int, **environ: str) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        with self.start(rows, **environ) as process:
            out, err = process.communicate()
        return process.returncode, out, err


@contextmanager
def model_servers() -> Iterator[Callable[..., ModelServer]]:
    """A function that starts a server with these options; all are ended when the block ends."""
    started: list[subprocess.Popen[str]] = []

    def start(**options: Any) -> ModelServer:
        command = [sys.executable, "-I", str(SERVER), json.dumps(options)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        started.append(process)
        assert process.stdout is not None
        return ModelServer(int(process.stdout.readline()), process)

    try:
        yield start
    finally:
        for process in started:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()
