"""Every error this package raises on purpose.

    EigenDataError
    ├── RequestError        what was asked for cannot be done as asked (exit code 2)
    │   └── InputError      a file, line, entry or field is not what it should be (exit code 2)
    ├── GateFailed          the work ran and a check that must hold does not (exit code 1)
    ├── SandboxError        the sandbox itself cannot work on this machine
    └── ProcessLost         a process that did a part of the work has ended

A message says what is wrong and where; `hint` says what to do.
"""

from __future__ import annotations


class EigenDataError(Exception):
    """Base of the tree; `str()` gives the message, then the hint."""

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n{self.hint}" if self.hint else self.message


class RequestError(EigenDataError):
    """What was asked for cannot be done as asked; nothing was changed."""

    exit_code = 2


class InputError(RequestError):
    """An input is not what it should be; `where` is the file, line, entry or field, outermost first."""

    def __init__(self, message: str, *, where: tuple[str, ...] = (), hint: str = "") -> None:
        super().__init__(": ".join((*where, message)), hint=hint)
        self.where = where


class GateFailed(EigenDataError):
    """The work ran and its results are kept, but a check that must hold does not."""


class SandboxError(EigenDataError):
    """The sandbox itself cannot work here; foreign code has not been run."""


class ProcessLost(EigenDataError):
    """A process that did a part of the work has ended; what was finished before is kept."""
