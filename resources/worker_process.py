"""The operating system's side of a worker: a process of its own session, two pipes that never block us, an end."""

import concurrent.futures
import contextlib
import fcntl
import os
import signal
import subprocess
from pathlib import Path

from eigendata_assets.errors import SandboxError
from resources import worker_configuration

_PIPE_BYTES = 256 << 10
_LINE_BYTES = 128 << 20
_READ_BYTES = 1 << 20
_GOODBYE_SECONDS = 1.0


class WorkerProcess:
    """A started process; `input` and `output` are the descriptors to wait for."""

    def __init__(self, folder: Path, starter: concurrent.futures.Executor) -> None:
        # A worker dies with the thread that started it (PR_SET_PDEATHSIG), so that thread is one that stays.
        starting = starter.submit(_start, folder)
        try:
            self._process = starting.result()
        except OSError as error:
            raise SandboxError(f"no sandbox process can be started: {error}") from error
        except KeyboardInterrupt:
            starting.result().kill()
            raise
        self._pipes = [pipe for pipe in (self._process.stdin, self._process.stdout, self._process.stderr) if pipe]
        self.input, self.output, self._errors = (pipe.fileno() for pipe in self._pipes)
        for pipe in (self.input, self.output):
            os.set_blocking(pipe, False)
            with contextlib.suppress(OSError, AttributeError):  # not on every system, nor for any number of pipes
                fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        self._unsent = bytearray()
        self._incomplete: list[bytes] = []

    @property
    def pid(self) -> int:
        """The process's id, which is also that of its group and session."""
        return self._process.pid

    @property
    def has_unsent(self) -> bool:
        """Whether `flush` has something to do when `input` can be written to."""
        return bool(self._unsent)

    def send(self, line: bytes) -> None:
        """The line is on its way; what the pipe does not hold is kept for `flush`."""
        self._unsent += line
        self._unsent += b"\n"
        self.flush()

    def flush(self) -> None:
        """The pipe is full or there is nothing left; a process that is gone is noticed when it is listened to."""
        try:
            while self._unsent:
                del self._unsent[: os.write(self.input, self._unsent)]
        except BlockingIOError:
            pass
        except BrokenPipeError:
            self._unsent.clear()

    def receive(self) -> list[bytes]:
        """The lines that have become complete; EOFError after the last, BufferError where one has no end."""
        try:
            chunk = os.read(self.output, _READ_BYTES)
        except BlockingIOError:
            return []
        if not chunk:
            raise EOFError
        complete, newline, rest = chunk.rpartition(b"\n")
        if newline:
            lines = b"".join((*self._incomplete, complete)).split(b"\n")
            self._incomplete = [rest]
            return lines
        self._incomplete.append(chunk)
        if sum(map(len, self._incomplete)) > _LINE_BYTES:
            raise BufferError
        return []

    def threads(self) -> int:
        """How many threads the process has; 0 where the system does not say."""
        try:
            status = Path(f"/proc/{self.pid}/stat").read_text()
        except OSError:
            return 0
        return int(status.rpartition(")")[2].split()[17])

    def status(self) -> int | None:
        """How the process ended: its exit status, minus the signal that ended it, or None while it runs."""
        try:
            return self._process.wait(_GOODBYE_SECONDS)
        except subprocess.TimeoutExpired:
            return None

    def last_words(self) -> str:
        """What the process has written to its standard error; to be asked when it has ended."""
        return os.read(self._errors, _READ_BYTES).decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """Neither the process nor a group of its own is left, and the pipes are closed."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        for pipe in self._pipes:
            pipe.close()


def _start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        worker_configuration.command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        bufsize=0,
        cwd=folder,
        env=worker_configuration.environment_variables(),
        start_new_session=True,
    )
