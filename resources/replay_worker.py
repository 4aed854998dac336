"""A worker as the sandbox sees it: it loads one environment, is given jobs, and gives outcomes or is lost."""

import collections
import concurrent.futures
import contextlib
import errno
import json
import secrets
import signal
import time
from collections.abc import Iterator

from eigendata_assets.errors import SandboxError
from eigendata_assets.execution import wire
from eigendata_assets.execution.protocol import EnvironmentCode, Failure, FailureKind, Limits, ReplayOutcome
from resources import worker_configuration, worker_folder
from resources.replay_batch import Job, Lines, failed
from resources.worker_process import WorkerProcess

_SLACK_SECONDS = 1.0  # for a limit that the worker watches itself, before it is killed
_WATCH_SECONDS = 0.25
_AHEAD_SECONDS = 0.02  # of work that a worker is given ahead: it never waits for us, and others can take the rest
_FEWEST_AHEAD, _MOST_AHEAD = 2, 64
_ENTRIES = 10_000
_NEVER = float("inf")

_NOT_AN_ANSWER = "something that is no answer came out of the process"

_SPOILING = frozenset(("timeout", "memory", "tampered", "died"))
"""After these the process goes on but is not as it was: locks may be held, modules half changed."""

_MAYBE_ANOTHERS = frozenset(("memory", "died"))


class WorkerLost(Exception):
    """The process is of no more use; `outcome` is that of the replay that it was at, None where it had none.

    That is the first of its first job, `certain` or not. `doubtful` where the replays before it in the same process may
    be the reason.
    """

    def __init__(self, outcome: ReplayOutcome | None, *, doubtful: bool = False, certain: bool = True) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.doubtful = doubtful
        self.certain = certain


class ImportFailed(Exception):
    """The environment cannot be loaded; the message says which module, and why."""


class ReplayWorker:
    """A sandboxed process with its own folder; `jobs` have replays without outcome, the first is being done.

    Answers about toolkits that are determined (see `worker/determined.py`) gather in the process for a moment.
    """

    def __init__(self, environment: EnvironmentCode, limits: Limits, starter: concurrent.futures.Executor) -> None:
        self.jobs: collections.deque[Job] = collections.deque()
        self.answered = 0
        self.report: dict[str, str] = {}
        self.ready_at = _NEVER
        self._limits = limits
        self._tickets: collections.deque[bytes] = collections.deque()
        self._determined: frozenset[str] = frozenset()
        self._outcomes = wire.OutcomeReader()
        self._beginning: object = None
        self._began = 0.0
        self._pace = _AHEAD_SECONDS / _FEWEST_AHEAD
        self._importing = ""
        self._deadline = time.monotonic() + limits.import_seconds + _SLACK_SECONDS
        self._watch_at = time.monotonic() + _WATCH_SECONDS
        with contextlib.ExitStack() as undo:
            self._folder = worker_folder.copy_to_own_folder(environment.folder)
            undo.callback(worker_folder.remove, self._folder)
            self._at_first = worker_folder.usage(self._folder)
            self.process = WorkerProcess(self._folder, starter)
            undo.callback(self.process.kill)
            self.process.send(worker_configuration.first_line(environment, limits, self._folder))
            self._undo = undo.pop_all()

    @property
    def ready(self) -> bool:
        """Whether the environment is loaded."""
        return self.ready_at < _NEVER

    @property
    def jobs_ahead(self) -> int:
        """How many jobs it should have by the seconds that one took lately."""
        return max(_FEWEST_AHEAD, min(_MOST_AHEAD, int(_AHEAD_SECONDS / self._pace)))

    @property
    def busy_seconds(self) -> float:
        """How long it surely works on, by its pace, before it could wait for us."""
        return 0.0 if self.process.has_unsent or not self.ready else max(0, len(self.jobs) - 1) * self._pace

    def give(self, job: Job, lines: Lines) -> None:
        """The job is done after those given before; how it begins is said where the last began otherwise."""
        beginning, calls = lines
        ticket = secrets.token_hex(8).encode()
        if job.beginning is not self._beginning:
            self.process.send(b"begin " + beginning)
            self._beginning = job.beginning
        self.process.send(ticket + b" " + calls)
        self._tickets.append(ticket)
        self.jobs.append(job)
        if len(self.jobs) == 1 and self.ready:
            self._start_clock()

    def room(self, ahead: int, *, alone: bool) -> bool:
        """Whether it may be given one more job, which is to be done `alone` or not, when it has fewer than so many."""
        most = 1 if alone or any(job.alone for job in self.jobs) else ahead
        return self.ready and len(self.jobs) < most

    def outcomes(self) -> Iterator[tuple[int, ReplayOutcome]]:
        """The places of the replays that were done since the last time, with their outcomes.

        Raises ImportFailed, WorkerLost, and SandboxError where the process has not come to foreign code.
        """
        try:
            for line in self.process.receive():
                if self.ready:
                    yield from self._answered(line)
                else:
                    self._hear_of_start(line)
        except BufferError:
            raise self._lost("tampered", "the answer has no end", doubtful=True) from None
        except EOFError:
            raise self._reason_of_end() from None

    def check(self, now: float) -> None:
        """Raises ImportFailed or WorkerLost where the worker is silent for too long or uses too much.

        `now` is a monotonic time before which nothing more was to be heard.
        """
        if now > self._deadline:
            if not self.ready:
                raise self._lost("timeout", f"it ran longer than {self._limits.import_seconds:g} s")
            calls, whole = self._limits.call_seconds, self._limits.batch_seconds
            raise self._lost("timeout", f"no answer; the limits are {calls:g} s a call and {whole:g} s a replay")
        if now > self._watch_at and (self.jobs or not self.ready):
            self._watch_at = now + _WATCH_SECONDS
            self._look_after()

    def close(self) -> None:
        """Neither process nor folder is left."""
        self._undo.close()

    def _look_after(self) -> None:
        if self.process.threads() > self._limits.threads:
            raise self._lost("memory", f"the code started more than {self._limits.threads} threads", doubtful=True)
        most = worker_folder.Usage(self._at_first.size + self._limits.folder_bytes, self._at_first.entries + _ENTRIES)
        try:
            held = worker_folder.usage(self._folder, most)
            too_much = held.size > most.size or held.entries > most.entries
        except OSError:
            too_much = True
        if too_much:
            message = f"the code left more than {self._limits.folder_bytes} bytes or {_ENTRIES} files in its folder"
            raise self._lost("output", message, doubtful=True)

    def _hear_of_start(self, line: bytes) -> None:
        """The first line comes before any foreign code runs; none after it is believed beyond its form."""
        try:
            ((event, content),) = json.loads(line).items()
        except (ValueError, TypeError, AttributeError, RecursionError):
            raise self._lost("tampered", _NOT_AN_ANSWER) from None
        if not self.report:
            self.report = content
        elif event == "importing":
            self._importing = str(content)
        elif event == "failed":
            raise ImportFailed(str(content))
        else:
            self._determined = frozenset(map(str, content)) if isinstance(content, list) else frozenset()
            self.ready_at = time.monotonic()
            self._start_clock()

    def _answered(self, line: bytes) -> Iterator[tuple[int, ReplayOutcome]]:
        """The next replays of the first job."""
        ticket, _, answer = line.partition(b" ")
        if not self._tickets or ticket != self._tickets[0]:
            raise self._lost("tampered", _NOT_AN_ANSWER, doubtful=True)
        job = self.jobs[0]
        try:
            outcomes = self._outcomes.read(job.identifiers, answer)
            kinds = [outcome.failure and str(outcome.failure.kind) for outcome in outcomes]
        except ValueError as error:
            raise self._lost("tampered", f"the answer cannot be read: {error}", doubtful=True) from error
        for outcome, kind in zip(outcomes, kinds, strict=True):
            if kind in _SPOILING:
                raise WorkerLost(outcome, doubtful=kind in _MAYBE_ANOTHERS)
            position, _ = job.replays.popleft()
            self.answered += 1
            yield position, outcome
        if not job.replays:
            self._tickets.popleft()
            self.jobs.popleft()
            self._pace += (time.monotonic() - self._began - self._pace) / 8
        self._start_clock()

    def _start_clock(self) -> None:
        """The first job has from now on what its calls may take."""
        self._began = time.monotonic()
        self._deadline = _NEVER
        if self.jobs:
            seconds = min(self._limits.call_seconds * max(1, self.jobs[0].most_calls), self._limits.batch_seconds)
            self._deadline = self._began + seconds + _SLACK_SECONDS

    def _reason_of_end(self) -> Exception:
        status = self.process.status()
        if not self.report:
            return SandboxError("the sandbox process ended before it was ready", hint=self.process.last_words())
        kind, message = _end(status, self._limits)
        return self._lost(kind, message, doubtful=status != -signal.SIGPROF)

    def _lost(self, kind: FailureKind, message: str, *, doubtful: bool = False) -> Exception:
        if not self.ready or not (self.jobs or self.answered):
            return ImportFailed(f"module {self._importing!r} could not be imported: {message}")
        if not self.jobs:
            return WorkerLost(None)
        replay = self.jobs[0].replays[0][1]
        certain = self.jobs[0].alone or not self._determined.issuperset(replay.toolkits)
        return WorkerLost(failed(replay, Failure(kind, message)), doubtful=doubtful, certain=certain)


def _end(status: int | None, limits: Limits) -> tuple[FailureKind, str]:
    """What a process's status says about how it ended."""
    if status is None:
        return "died", "the code closed the pipes of its process"
    if status == errno.ENOMEM:
        return "memory", f"the replay needs more than {limits.memory_bytes >> 20} MiB of memory"
    if status >= 0:
        return "died", f"the code ended its process with exit status {status}"
    if status == -signal.SIGXCPU:
        return "timeout", f"the process used more than {limits.cpu_seconds} s of CPU time"
    if status == -signal.SIGPROF:
        return "timeout", f"a call ran longer than {limits.call_seconds:g} s"
    name = signal.Signals(-status).name
    if status == -signal.SIGKILL:
        return "memory", f"the system killed the process ({name}), most likely for want of memory"
    return "died", f"the process crashed ({name})"
