"""Work in several processes at once, for those who do not know how processes are started.

An *opening* is a function of a module: it is given a sandbox and settings, and gives the work, a function from task to
answer. Settings, tasks and answers are JSON, so that they can go to another process, or to another machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from eigendata_assets.execution.progress import Advance
from eigendata_assets.execution.protocol import Json, Sandbox

Work = Callable[[Json, Advance], Json]
Opening = Callable[[Sandbox, Json], Work]


class Team(Protocol):
    """Those who do tasks of one work."""

    def submit(self, task: Json, advance: Advance) -> Future[Json]:
        """The answer to come; an error of ours that the work raises is raised by the future."""
        ...


class Engine(Protocol):
    """Opens a work in as many processes as are asked for, or as it thinks best."""

    def open(self, opening: Opening, settings: Json, processes: int | None = None) -> AbstractContextManager[Team]:
        """A team, until the end of the `with`."""
        ...

    @property
    def processes(self) -> int:
        """How many processes it thinks best."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """Implements `Engine` in this very process: a task is done when it is submitted."""

    sandbox: Sandbox
    processes: int = 1

    @contextmanager
    def open(self, opening: Opening, settings: Json, processes: int | None = None) -> Iterator[Team]:
        """One who does everything at once."""
        del processes
        yield _Alone(opening(self.sandbox, settings))


@dataclass(frozen=True, slots=True)
class _Alone:
    work: Work

    def submit(self, task: Json, advance: Advance) -> Future[Json]:
        done = Future[Json]()
        done.set_result(self.work(task, advance))
        return done
