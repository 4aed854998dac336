"""The engine on one machine: work is done in processes of our own, each with a sandbox of its own."""

import concurrent.futures
import contextlib
import queue
import threading
from collections.abc import Iterator
from concurrent.futures import Future

from eigendata_assets.execution.engine import Opening
from eigendata_assets.execution.progress import Advance
from eigendata_assets.execution.protocol import Json
from resources.subprocess_sandbox import usable_cores
from resources.work_process import WorkProcess


class ProcessEngine:
    """Implements `execution.engine.Engine` with processes that live as long as the work is open."""

    def __init__(self, processes: int | None = None) -> None:
        self.processes = processes or usable_cores()

    @contextlib.contextmanager
    def open(self, opening: Opening, settings: Json, processes: int | None = None) -> Iterator["ProcessTeam"]:
        """A team of so many processes; none of them is left afterwards, and tasks that have not begun are dropped."""
        team = ProcessTeam(opening, settings, processes or self.processes)
        try:
            yield team
        finally:
            team.close()


class ProcessTeam:
    """Implements `execution.engine.Team`: a thread for each process waits for its answers."""

    def __init__(self, opening: Opening, settings: Json, processes: int) -> None:
        self._opening, self._settings = opening, settings
        self._threads = concurrent.futures.ThreadPoolExecutor(processes, "work")
        self._idle: queue.SimpleQueue[WorkProcess] = queue.SimpleQueue()
        self._all: list[WorkProcess] = []
        self._lock = threading.Lock()

    def submit(self, task: Json, advance: Advance) -> Future[Json]:
        """The answer to come; raises ProcessLost where the process has ended meanwhile."""
        return self._threads.submit(self._done, task, advance)

    def close(self) -> None:
        """No process is left."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        with self._lock:
            started = list(self._all)
        for process in started:
            process.close()
        self._threads.shutdown()

    def _done(self, task: Json, advance: Advance) -> Json:
        try:
            process = self._idle.get_nowait()
        except queue.Empty:
            process = WorkProcess(self._opening, self._settings)
            with self._lock:
                self._all.append(process)
        answer = process.ask(task, lambda: self._count(advance))
        self._idle.put(process)
        return answer

    def _count(self, advance: Advance) -> None:
        """Several threads count, one at a time."""
        with self._lock:
            advance()
