"""A process that does tasks of one work: lines of JSON go in and come out, and it ends with the process that asks."""

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, cast

import eigendata_assets
from eigendata_assets.errors import EigenDataError, GateFailed, InputError, ProcessLost, RequestError, SandboxError
from eigendata_assets.execution.engine import Opening
from eigendata_assets.execution.progress import Advance
from eigendata_assets.execution.protocol import Json
from resources.subprocess_sandbox import SubprocessSandbox

_ROOT = Path(eigendata_assets.__file__).parent.parent
_ERRORS = {each.__name__: each for each in (RequestError, InputError, GateFailed, SandboxError, ProcessLost)}
_GOODBYE_SECONDS = 5.0
_READ_BYTES = 1 << 16
_ADVANCED = b".\n"


class WorkProcess:
    """A started process, as the one who asks sees it; errors of ours come across as they are."""

    def __init__(self, opening: Opening, settings: Json) -> None:
        program = f"from {opening.__module__} import {opening.__qualname__} as opening\n" + _SERVE
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, [_python_path()])])}
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=variables,
            start_new_session=True,  # an interrupt in a terminal reaches the one who asks, who then closes this one
        )
        self._input, self._output = cast("IO[bytes]", self._process.stdin), cast("IO[bytes]", self._process.stdout)
        with contextlib.suppress(BrokenPipeError):  # a process that is gone is noticed when it is asked
            self._say(settings)

    def ask(self, task: Json, advance: Advance) -> Json:
        """The answer to a task; raises ProcessLost, or what the work raised. `advance` is called on the way."""
        with contextlib.suppress(BrokenPipeError):
            self._say(task)
        for line in self._output:
            if line == _ADVANCED:
                advance()
                continue
            answer = json.loads(line)
            if "error" in answer:
                raise _ERRORS[answer["error"]](answer["message"], hint=answer["hint"])
            return answer["answer"]
        hint = "Its last words are above. What was finished is kept: ask for the same again."
        raise ProcessLost(f"a process has ended with code {self._process.wait()}", hint=hint)

    def close(self) -> None:
        """The process is gone, and so is its sandbox; work that it was at is not finished."""
        with contextlib.suppress(BrokenPipeError):
            self._input.close()
        try:
            self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def _say(self, document: Json) -> None:
        self._input.write(json.dumps(document).encode("ascii") + b"\n")
        self._input.flush()


_SERVE = "from resources.work_process import serve\nserve(opening)"


def serve(opening: Opening) -> None:
    """Does the tasks that come in, in order, until nobody is there to ask."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the work prints is no answer
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    signal.signal(signal.SIGTERM, _interrupt)
    threading.Thread(target=_listen, args=(lines,), daemon=True).start()
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError), SubprocessSandbox(processes=1) as sandbox:
        work = None
        settings = json.loads(lines.get())
        while True:
            task = json.loads(lines.get())
            try:
                work = work or opening(sandbox, settings)
                answer: Json = {"answer": work(task, lambda: _write(answers.fileno(), _ADVANCED))}
            except EigenDataError as error:
                answer = {"error": _kind(error), "message": error.message, "hint": error.hint}
            _write(answers.fileno(), json.dumps(answer).encode("ascii") + b"\n")


def _listen(lines: "queue.SimpleQueue[bytes]") -> None:
    """Interrupts the work when the one who asks is gone."""
    rest = b""
    while chunk := os.read(sys.stdin.fileno(), _READ_BYTES):  # not the buffered file, which is locked while it waits
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            lines.put(line)
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _write(descriptor: int, line: bytes) -> None:
    while line:
        line = line[os.write(descriptor, line) :]


def _kind(error: EigenDataError) -> str:
    return next(each.__name__ for each in type(error).__mro__ if each.__name__ in _ERRORS)


def _python_path() -> str:
    return os.environ.get("PYTHONPATH", "")
