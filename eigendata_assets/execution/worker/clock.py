"""How long foreign code may run inside the worker, and what ends more than one call.

Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

_NO_DEADLINE = float("inf")


class CallTimeout(BaseException):
    """A call ran longer than it may."""


class OutputLimitExceeded(BaseException):
    """The code printed more than it may."""


class StoppedError(Exception):
    """A replay ends here; `kind` is one of the kinds of `protocol.FailureKind`."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message


class Clock:
    """Watches what is being done, one thing after the other; `limits` are those of `protocol.Limits`."""

    def __init__(self, limits: Mapping[str, float]) -> None:
        self._limits = limits
        self._seconds = limits["call_seconds"]
        self._deadline = _NO_DEADLINE
        self._doing = ""

    def starts(self, what: str) -> None:
        """Foreign code is about to run: what a limit will blame, and until when it may run."""
        self._doing = what
        self._deadline = time.monotonic() + self._seconds

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """A timer ticks and looks at the deadline: one system call for many calls instead of two a call."""
        tick = min(0.25, self._seconds / 4)
        signal.signal(signal.SIGALRM, self._look_at_deadline)
        signal.setitimer(signal.ITIMER_REAL, tick, tick)
        self._wind_up_last_resort()
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.setitimer(signal.ITIMER_PROF, 0)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Foreign code runs inside; what ends more than one call becomes a `StoppedError`."""
        try:
            yield
        except StoppedError:
            raise
        except CallTimeout:
            raise StoppedError("timeout", f"{self._doing} ran longer than {self._seconds:g} s") from None
        except MemoryError:
            message = f"{self._doing} asked for more than {int(self._limits['memory_bytes']) >> 20} MiB of memory"
            raise StoppedError("memory", message) from None
        except OutputLimitExceeded:
            message = f"{self._doing} printed more than {int(self._limits['output_bytes'])} bytes"
            raise StoppedError("output", message) from None
        except BaseException as error:
            raise StoppedError("exit", f"{self._doing} tried to end the process: {error!r}") from None
        finally:
            self._deadline = _NO_DEADLINE

    def _wind_up_last_resort(self) -> None:
        """Code in C that never lets Python look at signals ends the process by SIGPROF; each look puts that off."""
        signal.setitimer(signal.ITIMER_PROF, self._seconds + 0.5)

    def _look_at_deadline(self, *_: object) -> None:
        self._wind_up_last_resort()
        if time.monotonic() > self._deadline:
            raise CallTimeout
