"""The workers of one environment, and the loop that gives them work and listens to them."""

import concurrent.futures
import select
import threading
import time
from collections.abc import Callable, Sequence

from eigendata_assets.errors import SandboxError
from eigendata_assets.execution.protocol import EnvironmentCode, Failure, Limits, Replay, ReplayOutcome
from resources.replay_batch import ReplayBatch
from resources.replay_worker import ImportFailed, ReplayWorker, WorkerLost

_PATIENCE_SECONDS = 0.05  # starting another worker takes about as long
_WAIT_SECONDS = 0.1
_NAP_SECONDS = 0.002
_SHORTEST_NAP_SECONDS = 0.0002


class WorkerPool:
    """Up to `processes` workers that stay warm; their number doubles for as long as replays wait."""

    def __init__(
        self,
        environment: EnvironmentCode,
        limits: Limits,
        processes: int,
        starter: concurrent.futures.Executor,
        closing: threading.Event,
    ) -> None:
        self._environment = environment
        self._limits = limits
        self._processes = processes
        self._starter = starter
        self._closing = closing
        self._workers: list[ReplayWorker] = []
        self._began = 0.0
        self._may_grow = True

    def replay(self, replays: Sequence[Replay], on_done: Callable[[ReplayOutcome], None] | None) -> list[ReplayOutcome]:
        """Outcomes in the order of `replays`; nothing is left running where this raises."""
        batch = ReplayBatch(replays, self._limits, on_done, self._processes)
        self._began = time.monotonic()
        self._may_grow = True
        try:
            while not batch.done:
                self._assign(batch)
                self._grow(batch)
                self._listen(batch)
        except BaseException:
            self.close()
            raise
        return batch.outcomes()

    def confinement(self) -> dict[str, str]:
        """What the workers report; starts one where there is none."""
        nothing = ReplayBatch([], self._limits, None)
        try:
            while not (reports := [worker.report for worker in self._workers if worker.report]):
                if not self._workers:
                    self._start()
                self._listen(nothing)
        except BaseException:
            self.close()
            raise
        return reports[0]

    def close(self) -> None:
        """No worker is left, nor its folder."""
        while self._workers:
            self._workers.pop().close()

    def _assign(self, batch: ReplayBatch) -> None:
        """Every worker has jobs ahead, fewer towards the end so that all end together."""
        for worker in self._workers:
            ahead = max(1, min(worker.jobs_ahead, len(batch.waiting) // self._processes))
            while worker.room(ahead, alone=batch.goes_on_alone) and (request := batch.next_request()):
                worker.give(*request)

    def _grow(self, batch: ReplayBatch) -> None:
        """There are twice as many workers when replays still wait although all workers have been at it for a while."""
        if batch.waiting and not self._workers:
            self._start()
        elif batch.waiting and self._may_grow:
            newest = max(self._began, *(worker.ready_at for worker in self._workers))
            if time.monotonic() > newest + _PATIENCE_SECONDS:
                more = min(len(self._workers), self._processes - len(self._workers), len(batch.waiting))
                for _ in range(more):
                    self._start()

    def _start(self) -> ReplayWorker:
        worker = ReplayWorker(self._environment, self._limits, self._starter)
        self._workers.append(worker)
        return worker

    def _listen(self, batch: ReplayBatch) -> None:
        """Waits for the workers for a moment; each is heard, written to, or found silent for too long."""
        if self._closing.is_set():
            raise SandboxError("the sandbox was closed while replays were running")
        now = time.monotonic()
        ready = self._wait()
        for worker in list(self._workers):
            try:
                if worker.process.input in ready:
                    worker.process.flush()
                if worker.process.output in ready:
                    for position, outcome in worker.outcomes():
                        batch.finish(position, outcome)
                else:
                    worker.check(now)
            except WorkerLost as lost:
                self._give_up(worker, lost, batch)
            except ImportFailed as failed:
                self._dismiss(worker, failed, batch)

    def _wait(self) -> set[int]:
        """The descriptors that can be read or written; a nap lets answers gather while every worker is busy.

        Waking up for each single answer takes a fifth of the time where host and worker share a core.
        """
        nap = min(_NAP_SECONDS, min((worker.busy_seconds for worker in self._workers), default=0) / 4)
        if nap > _SHORTEST_NAP_SECONDS:
            time.sleep(nap)
        poll = select.poll()
        for worker in self._workers:
            poll.register(worker.process.output, select.POLLIN)
            if worker.process.has_unsent:
                poll.register(worker.process.input, select.POLLOUT)
        return {descriptor for descriptor, _ in poll.poll(_WAIT_SECONDS * 1000)}

    def _give_up(self, worker: ReplayWorker, lost: WorkerLost, batch: ReplayBatch) -> None:
        """The worker is gone; the replay that it was at has its outcome or a fresh worker, the others wait again.

        Where it is not certain which one that was, each is run alone.
        """
        self._remove(worker)
        if not lost.certain:
            batch.put_back([alone for job in worker.jobs for alone in job.apart()])
            return
        batch.put_back(worker.jobs)
        if lost.outcome is None:
            return
        job = batch.next_alone()
        if lost.doubtful and worker.answered and not job.tried:
            job.tried = True
            lines = batch.request(job)
            if lines is not None:
                self._start().give(job, lines)
        else:
            batch.finish(job.replays[0][0], lost.outcome)

    def _dismiss(self, worker: ReplayWorker, failed: ImportFailed, batch: ReplayBatch) -> None:
        """The worker is gone; where no other has loaded the environment either, no replay can be done."""
        self._remove(worker)
        batch.put_back(worker.jobs)
        self._may_grow = False
        if not any(other.ready for other in self._workers):
            batch.fail_waiting(Failure("import", str(failed)))

    def _remove(self, worker: ReplayWorker) -> None:
        self._workers.remove(worker)
        worker.close()
