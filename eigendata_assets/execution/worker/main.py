"""The sandboxed worker process: shuts itself in, loads one environment, and replays until its input ends.

Started by `resources/worker_process.py`. Lines of JSON over two pipes, which are moved away from the standard streams
so that what foreign code prints cannot reach them. In: the configuration, then requests. Out: `{"confined": report}`,
`{"importing": module}` before each module, `{"ready": toolkits that are determined}` or `{"failed": why}`, then answers
(see `serving.py`).
Only the standard library is used, here and in all that is imported here.
"""

from __future__ import annotations

import errno
import gc
import importlib
import io
import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from types import ModuleType, TracebackType
from typing import Any, BinaryIO

from eigendata_assets.execution.worker.clock import CallTimeout, OutputLimitExceeded
from eigendata_assets.execution.worker.confinement import confine
from eigendata_assets.execution.worker.replayer import Replayer
from eigendata_assets.execution.worker.serving import serve

_BUFFER_BYTES = 1 << 16
_SELDOM = (20_000, 3, 3)
"""So many more objects before cycles are looked for, and so many such looks before older objects are looked at again:
a state has hundreds, without cycles, but what is forgotten of a beginning has some."""
_encode = json.JSONEncoder(separators=(",", ":")).encode


class ImportFailedError(Exception):
    """The environment cannot be loaded; the message names the module and says why."""


class CappedOutput(io.TextIOBase):
    """Stands for stdout and stderr: what is printed is counted and dropped, and too much of it stops the code."""

    encoding = "utf-8"

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._left = limit
        self.buffer = self

    def reset(self) -> None:
        """The whole limit may be printed again."""
        self._left = self._limit

    def writable(self) -> bool:
        """As `print` expects."""
        return True

    def write(self, text: str | bytes) -> int:
        """Text or bytes are counted; raises OutputLimitExceeded when there were too many."""
        self._left -= len(text)
        if self._left < 0:
            raise OutputLimitExceeded
        return len(text)


def main() -> None:
    """Everything that the host asked for is answered, or the host is gone."""
    requests, answers = _private_pipes()
    config = json.loads(requests.readline())
    limits = config["limits"]
    report = confine(config["folder"], config["readable"], limits, config["host"])
    _send(answers, {"confined": report})
    output = CappedOutput(limits["output_bytes"])
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = output  # type: ignore[assignment, misc]
    os.dup2(0, 2)
    ours = ("", config["root"])
    sys.path[:] = [config["folder"], *(path for path in sys.path if path not in ours), *config["packages"]]
    sys.dont_write_bytecode = True
    try:
        toolkits = _import_toolkits(config["toolkits"], limits, answers)
    except ImportFailedError as error:
        _send(answers, {"failed": str(error)})
        os._exit(0)
    replayer = Replayer(toolkits, config["loader"], limits, _modules_in(config["folder"]))
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    _send(answers, {"ready": sorted(replayer.determined)})
    try:
        serve(replayer, output, requests, answers)
    except MemoryError:  # in a request or an answer itself
        os._exit(errno.ENOMEM)
    os._exit(0)


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the host, under other numbers; 0 and 1 lead nowhere from here on."""
    requests = open(os.dup(0), "rb", buffering=_BUFFER_BYTES)  # noqa: PTH123, SIM115 - not a path; open to the end
    answers = open(os.dup(1), "wb", buffering=_BUFFER_BYTES)  # noqa: PTH123, SIM115
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return requests, answers


def _import_toolkits(wanted: list[dict[str, str]], limits: Mapping[str, Any], answers: BinaryIO) -> dict[str, type]:
    """The classes by name; raises ImportFailedError, whatever the modules do in Python code."""
    until = time.monotonic() + limits["import_seconds"]
    toolkits = {}
    for toolkit in wanted:
        name, module = toolkit["name"], toolkit["module"]
        _send(answers, {"importing": module})
        kind = getattr(_import_module(module, until, limits), name, None)
        if not isinstance(kind, type):
            raise ImportFailedError(f"module {module!r} has no class {name!r}")
        toolkits[name] = kind
    return toolkits


def _modules_in(folder: str) -> list[ModuleType]:
    """The modules of the environment itself, not those of packages that it uses."""
    inside = f"{folder}{os.sep}"
    return [
        each for each in list(sys.modules.values()) if str(getattr(each, "__file__", None) or "").startswith(inside)
    ]


def _import_module(module: str, until: float, limits: Mapping[str, Any]) -> Any:
    try:
        _alarm_at(until)
        return importlib.import_module(module)
    except CallTimeout:
        reason = f"it ran longer than {limits['import_seconds']:g} s"
    except MemoryError:
        reason = f"it asked for more than {int(limits['memory_bytes']) >> 20} MiB of memory"
    except OutputLimitExceeded:
        reason = f"it printed more than {limits['output_bytes']} bytes"
    except SystemExit as error:
        reason = f"it called sys.exit({error.code!r})"
    except BaseException as error:  # foreign code can raise anything
        reason = f"{type(error).__name__}: {error}{_place(error.__traceback__)}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    raise ImportFailedError(f"module {module!r} could not be imported: {reason}")


def _alarm_at(until: float) -> None:
    """CallTimeout is raised then, and again for code that goes on."""

    def stop(*_: object) -> None:
        raise CallTimeout

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(until - time.monotonic(), 0.001), 0.5)


def _place(traceback: TracebackType | None) -> str:
    """Where in the environment's own files the error arose, for people."""
    place = ""
    while traceback is not None:
        file = traceback.tb_frame.f_code.co_filename
        if file.startswith(sys.path[0]):
            place = f" ({file[len(sys.path[0]) + 1 :]}, line {traceback.tb_lineno})"
        traceback = traceback.tb_next
    return place


def _send(answers: BinaryIO, message: Mapping[str, Any]) -> None:
    answers.write(_encode(message).encode("ascii") + b"\n")
    answers.flush()
