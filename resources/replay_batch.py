"""The replays of one request to the sandbox: those that wait, and the outcomes of those that are done."""

import collections
import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Sequence

from eigendata_assets.execution import wire
from eigendata_assets.execution.protocol import Failure, Limits, Replay, ReplayOutcome

Lines = tuple[bytes, bytes]
"""How some replays begin, and their calls."""

_TOGETHER = 64


@dataclasses.dataclass(slots=True)
class Job:
    """Replays that begin alike, to be run one after the other by one worker; each with its place in the batch.

    Jobs of one `beginning` begin in the same state, so that a worker is told it once. `alone` when nothing else may be
    given to a worker at the same time, `tried` when it was lost once with a worker that others had used.
    """

    replays: collections.deque[tuple[int, Replay]]
    beginning: object
    alone: bool = False
    tried: bool = False

    @property
    def identifiers(self) -> list[str]:
        """The names of the replays."""
        return [replay.id for _, replay in self.replays]

    @property
    def most_calls(self) -> int:
        """How many calls the longest replay makes."""
        return max((sum(map(len, replay.turns)) for _, replay in self.replays), default=0)

    def apart(self) -> Iterator["Job"]:
        """Each replay as a job to be done alone."""
        for each in self.replays:
            yield Job(collections.deque([each]), self.beginning, alone=True, tried=self.tried)


class ReplayBatch:
    """Every replay gets exactly one outcome, whoever runs it and however often."""

    def __init__(
        self,
        replays: Sequence[Replay],
        limits: Limits,
        on_done: Callable[[ReplayOutcome], None] | None,
        processes: int = 1,
    ) -> None:
        together = min(_TOGETHER, max(1, len(replays) // (4 * processes))) if processes > 1 else _TOGETHER
        self.waiting = collections.deque(_jobs(replays, together))
        self._outcomes: list[ReplayOutcome | None] = [None] * len(replays)
        self._limits = limits
        self._on_done = on_done
        self._missing = len(replays)
        self._written: tuple[object, bytes] = (None, b"")

    @property
    def done(self) -> bool:
        """Whether every replay has its outcome."""
        return self._missing == 0

    @property
    def goes_on_alone(self) -> bool:
        """Whether the next job is to be done alone."""
        return bool(self.waiting) and self.waiting[0].alone

    def outcomes(self) -> list[ReplayOutcome]:
        """The outcomes in the order of the replays."""
        return [outcome for outcome in self._outcomes if outcome is not None]

    def next_request(self) -> tuple[Job, Lines] | None:
        """The next job and its lines for a worker; replays that are over a limit get their outcome on the way."""
        while self.waiting:
            job = self.waiting.popleft()
            lines = self.request(job)
            if lines is not None:
                return job, lines
        return None

    def next_alone(self) -> Job:
        """The first replay that waits, as a job of its own."""
        job = self.waiting[0]
        first = job.replays.popleft()
        if not job.replays:
            self.waiting.popleft()
        return Job(collections.deque([first]), job.beginning, alone=True, tried=job.tried)

    def request(self, job: Job) -> Lines | None:
        """The beginning and the calls as lines for a worker, or None when all replays of the job were refused."""
        try:
            if self._written[0] is not job.beginning:
                self._written = (job.beginning, wire.encode_beginning(job.replays[0][1]))
            line = wire.encode_calls([replay for _, replay in job.replays])
            if len(line) > self._limits.argument_bytes:
                self._refuse_too_large(job)
                line = wire.encode_calls([replay for _, replay in job.replays]) if job.replays else b""
        except (TypeError, ValueError, RecursionError) as error:
            if len(job.replays) > 1:
                self.put_back(job.apart())
            else:
                self._refuse(job, 0, Failure("refused", f"the replay cannot be written as JSON: {error}"))
            return None
        return (self._written[1], line) if job.replays else None

    def finish(self, position: int, outcome: ReplayOutcome) -> None:
        """The replay at a place has its outcome."""
        self._outcomes[position] = outcome
        self._missing -= 1
        if self._on_done is not None:
            self._on_done(outcome)

    def put_back(self, jobs: Iterable[Job]) -> None:
        """The jobs are the next to be done, in their order."""
        self.waiting.extendleft(reversed([job for job in jobs if job.replays]))

    def fail_waiting(self, failure: Failure) -> None:
        """Every replay that still waits ends with the failure."""
        while self.waiting:
            for position, replay in self.waiting.popleft().replays:
                self.finish(position, failed(replay, failure))

    def _refuse(self, job: Job, number: int, why: Failure) -> None:
        position, replay = job.replays[number]
        del job.replays[number]
        self.finish(position, failed(replay, why))

    def _refuse_too_large(self, job: Job) -> None:
        for number in reversed(range(len(job.replays))):
            refusal = self._too_large(job.replays[number][1])
            if refusal is not None:
                self._refuse(job, number, refusal)

    def _too_large(self, replay: Replay) -> Failure | None:
        most = self._limits.argument_bytes
        for turn, calls in enumerate(replay.turns):
            for call, (tool, arguments) in enumerate(calls):
                size = len(json.dumps(arguments))
                if size > most:
                    message = f"the arguments of {tool} are {size} bytes of JSON; the limit is {most}"
                    return Failure("refused", message, turn, call)
        return None


def _jobs(replays: Sequence[Replay], most: int) -> Iterator[Job]:
    """Neighbours that begin alike, not too many at once: other workers shall have something to do, too."""
    job: Job | None = None
    last: Replay | None = None
    for position, replay in enumerate(replays):
        alike = last is not None and wire.begin_alike(last, replay)
        if job is None or not alike or len(job.replays) == most:
            if job is not None:
                yield job
            job = Job(collections.deque(), job.beginning if job is not None and alike else object())
        job.replays.append((position, replay))
        last = replay
    if job is not None:
        yield job


def failed(replay: Replay, failure: Failure) -> ReplayOutcome:
    """The outcome of a replay of which nothing is known but why it failed."""
    return ReplayOutcome(replay.id, [], {}, [], {}, failure)
