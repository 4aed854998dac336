"""The sandbox: foreign code runs in worker processes that are shut in, and its failures come back as values."""

import collections
import concurrent.futures
import os
import tempfile
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self

from eigendata_assets.errors import SandboxError
from eigendata_assets.execution.protocol import EnvironmentCode, Failure, Limits, Replay, ReplayOutcome
from resources import worker_folder
from resources.replay_batch import failed
from resources.worker_pool import WorkerPool

_WARM_ENVIRONMENTS = 2  # code before and after a change is often run in turn

_Pools = collections.OrderedDict[tuple[str, EnvironmentCode], WorkerPool]


class SubprocessSandbox:
    """Implements `execution.protocol.Sandbox` with up to `processes` workers, one for each usable core by default.

    The workers of the last environments stay warm until `close`, the end of a `with`, or the end of our process. One
    batch runs at a time; a second thread waits for its turn.
    """

    def __init__(self, limits: Limits | None = None, processes: int | None = None) -> None:
        self._limits = limits or Limits()
        self._processes = processes or usable_cores()
        self._starter = concurrent.futures.ThreadPoolExecutor(1, "sandbox-starter")
        self._pools: _Pools = collections.OrderedDict()
        self._turn = threading.Lock()
        self._closing = threading.Event()
        self._owner = os.getpid()
        weakref.finalize(self, _close_all, self._pools, self._owner)

    def replay(
        self,
        environment: EnvironmentCode,
        replays: Sequence[Replay],
        *,
        on_done: Callable[[ReplayOutcome], None] | None = None,
    ) -> list[ReplayOutcome]:
        """Outcomes in the order of `replays`, one each, whatever the code does; `on_done` hears of each as it ends.

        Raises SandboxError where no process can be shut in here, or the sandbox is closed meanwhile.
        """
        with self._turn:
            try:
                pool = self._pool(environment)
            except OSError as error:
                failure = Failure("import", f"the environment's folder cannot be read: {error}")
                outcomes = [failed(replay, failure) for replay in replays]
                for outcome in outcomes if on_done else ():
                    on_done(outcome)  # type: ignore[misc]  # mypy does not see the condition above
                return outcomes
            return pool.replay(replays, on_done)

    def confinement(self) -> Mapping[str, str]:
        """Which mechanism holds each promise here, as a worker reports it: network, files, processes, memory."""
        with self._turn, tempfile.TemporaryDirectory(prefix="eigendata-sandbox-") as empty:
            if self._pools:
                return next(reversed(self._pools.values())).confinement()
            pool = self._new_pool(EnvironmentCode(Path(empty), toolkits=()))
            try:
                return pool.confinement()
            finally:
                pool.close()

    def close(self) -> None:
        """No worker is left, nor its folder; a batch that runs in another thread ends with SandboxError."""
        self._closing.set()
        with self._turn:
            _close_all(self._pools, self._owner)
            self._starter.shutdown()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pool(self, environment: EnvironmentCode) -> WorkerPool:
        """The workers of the environment as it is now on disk; those unused for longest make room."""
        key = (worker_folder.content_key(environment.folder), environment)
        if key not in self._pools:
            while len(self._pools) >= _WARM_ENVIRONMENTS:
                self._pools.popitem(last=False)[1].close()
            self._pools[key] = self._new_pool(environment)
        self._pools.move_to_end(key)
        return self._pools[key]

    def _new_pool(self, environment: EnvironmentCode) -> WorkerPool:
        if self._closing.is_set():
            raise SandboxError("the sandbox is closed", hint="make a new one")
        if os.getpid() != self._owner:
            raise SandboxError("the sandbox belongs to the process that forked this one", hint="make a new one")
        return WorkerPool(environment, self._limits, self._processes, self._starter, self._closing)


def usable_cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _close_all(pools: _Pools, owner: int) -> None:
    while pools and os.getpid() == owner:
        pools.popitem()[1].close()
