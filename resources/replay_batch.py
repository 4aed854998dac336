"""The replays of one request to the sandbox: those that wait, and the outcomes of those that are done."""

import collections
import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from eigendata_assets.execution import wire
from eigendata_assets.execution.protocol import Failure, Limits, Replay, ReplayOutcome

Lines = tuple[bytes, bytes]
"""How a replay begins, and its calls."""


@dataclasses.dataclass(slots=True)
class Job:
    """A replay and its place in the batch; `tried` when it was lost once with a worker that others had used.

    Jobs of one `beginning` begin in the same state, so that a worker is told it once.
    """

    position: int
    replay: Replay
    beginning: object
    tried: bool = False

    @property
    def calls(self) -> int:
        """How many calls the replay makes."""
        return sum(map(len, self.replay.turns))


class ReplayBatch:
    """Every replay gets exactly one outcome, whoever runs it and however often."""

    def __init__(
        self, replays: Sequence[Replay], limits: Limits, on_done: Callable[[ReplayOutcome], None] | None
    ) -> None:
        self.waiting = collections.deque(_jobs(replays))
        self._outcomes: list[ReplayOutcome | None] = [None] * len(replays)
        self._limits = limits
        self._on_done = on_done
        self._missing = len(replays)
        self._written: tuple[object, bytes] = (None, b"")

    @property
    def done(self) -> bool:
        """Whether every replay has its outcome."""
        return self._missing == 0

    def outcomes(self) -> list[ReplayOutcome]:
        """The outcomes in the order of the replays."""
        return [outcome for outcome in self._outcomes if outcome is not None]

    def next_request(self) -> tuple[Job, Lines] | None:
        """The next job and its lines for a worker; those that are over a limit get their outcome on the way."""
        while self.waiting:
            job = self.waiting.popleft()
            lines = self.request(job)
            if lines is not None:
                return job, lines
        return None

    def request(self, job: Job) -> Lines | None:
        """The beginning and the calls as lines for a worker, or None when the job was refused."""
        try:
            if self._written[0] is not job.beginning:
                self._written = (job.beginning, wire.encode_beginning(job.replay))
            line = wire.encode_calls(job.replay)
        except (TypeError, ValueError, RecursionError) as error:
            self._refuse(job, Failure("refused", f"the replay cannot be written as JSON: {error}"))
            return None
        if len(line) > self._limits.argument_bytes and (refusal := self._too_large(job.replay)):
            self._refuse(job, refusal)
            return None
        return self._written[1], line

    def finish(self, job: Job, outcome: ReplayOutcome) -> None:
        """The job has its outcome."""
        self._outcomes[job.position] = outcome
        self._missing -= 1
        if self._on_done is not None:
            self._on_done(outcome)

    def put_back(self, jobs: Iterable[Job]) -> None:
        """The jobs are the next to be done, in their order."""
        self.waiting.extendleft(reversed(list(jobs)))

    def fail_waiting(self, failure: Failure) -> None:
        """Every job that still waits ends with the failure."""
        while self.waiting:
            job = self.waiting.popleft()
            self.finish(job, failed(job.replay, failure))

    def _refuse(self, job: Job, why: Failure) -> None:
        self.finish(job, failed(job.replay, why))

    def _too_large(self, replay: Replay) -> Failure | None:
        most = self._limits.argument_bytes
        for turn, calls in enumerate(replay.turns):
            for call, (tool, arguments) in enumerate(calls):
                size = len(json.dumps(arguments))
                if size > most:
                    message = f"the arguments of {tool} are {size} bytes of JSON; the limit is {most}"
                    return Failure("refused", message, turn, call)
        return None


def _jobs(replays: Sequence[Replay]) -> Iterator[Job]:
    last, beginning = None, object()
    for position, replay in enumerate(replays):
        if last is not None and not wire.begin_alike(last, replay):
            beginning = object()
        last = replay
        yield Job(position, replay, beginning)


def failed(replay: Replay, failure: Failure) -> ReplayOutcome:
    """The outcome of a replay of which nothing is known but why it failed."""
    return ReplayOutcome(replay.id, [], {}, [], {}, failure)
