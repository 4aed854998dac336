"""The worker's conversation with the host, once it is ready: requests are replayed and answered, in order.

`begin STATE` is not answered and holds for the requests that follow: `TICKET {"calls", "replays", "watched"}`, in which
replays are turns of numbers of calls. An answer, `TICKET {...}`, holds the next outcomes of a request, one or more of
them (see `telling.py`). Where foreign code can do harm, each outcome is answered before the next replay is begun, so
that the host knows which one did what; else answers gather for a moment. Only the standard library is used.
"""

from __future__ import annotations

import _thread
import json
import os
import time
from collections.abc import Iterator
from typing import Any, BinaryIO, Protocol

from eigendata_assets.execution.worker.clock import CallTimeout, StoppedError
from eigendata_assets.execution.worker.replayer import Replayer, Turns
from eigendata_assets.execution.worker.telling import Outcome, Telling

_GATHERING_SECONDS = 0.002
_READ_BYTES = 1 << 18
_decode = json.JSONDecoder().decode


class Output(Protocol):
    """What the code prints to."""

    def reset(self) -> None:
        """The whole limit may be printed again."""
        ...


class Answers:
    """The way to the host: outcomes gather in `telling`, and in the pipe's buffer until `flush`."""

    def __init__(self, pipe: BinaryIO) -> None:
        self.telling = Telling()
        self._pipe = pipe
        self._flushed = time.monotonic()

    @property
    def are_due(self) -> bool:
        """Whether the host has heard nothing for a while."""
        return time.monotonic() > self._flushed + _GATHERING_SECONDS

    def write(self, ticket: bytes) -> None:
        """What has gathered is on its way."""
        if not self.telling.is_empty:
            self._pipe.write(b"%b %b\n" % (ticket, self.telling.answer()))

    def flush(self) -> None:
        """The host has all that was written."""
        self._pipe.flush()
        self._flushed = time.monotonic()


def serve(replayer: Replayer, output: Output, requests: BinaryIO, pipe: BinaryIO) -> None:
    """Every request is answered, until there are no more.

    Ends the process when a replay has left threads behind: they would run beside the replays of others. Raises
    MemoryError where a request or an answer needs more than there is.
    """
    answers = Answers(pipe)
    for line in _lines(requests, answers):
        ticket, _, request = line.partition(b" ")
        if ticket == b"begin":
            replayer.begin(request.decode("utf-8"))
        else:
            _answer(replayer, output, answers, ticket, _decode(request.decode("utf-8")))


def _lines(requests: BinaryIO, answers: Answers) -> Iterator[bytes]:
    """The lines that come; all is answered before there is nothing to do but wait for more."""
    unfinished: list[bytes] = []
    while True:
        answers.flush()
        chunk = requests.read1(_READ_BYTES)  # type: ignore[attr-defined]
        if not chunk:
            return
        complete, newline, rest = chunk.rpartition(b"\n")
        if newline:
            yield from b"".join((*unfinished, complete)).split(b"\n")
            unfinished = [rest]
        else:
            unfinished.append(chunk)


def _answer(replayer: Replayer, output: Output, answers: Answers, ticket: bytes, request: dict[str, Any]) -> None:
    threads = _thread._count()  # noqa: SLF001 - counts those that `threading` has not heard of, too
    calls = replayer.calls(request["calls"])
    with replayer.watching():
        for replay in request["replays"]:
            output.reset()
            turns = [[calls[number] for number in turn] for turn in replay]
            answers.telling.add(_outcome(replayer, turns, watched=request.get("watched", False)))
            if answers.are_due or not replayer.is_determined:
                answers.write(ticket)
                answers.flush()
            if _thread._count() > threads:  # noqa: SLF001
                os._exit(0)
    answers.write(ticket)


def _outcome(replayer: Replayer, turns: Turns, *, watched: bool) -> Outcome:
    try:
        return replayer.run(turns, watched=watched)
    except CallTimeout:
        return failed("timeout", "the replay ran longer than it may")
    except MemoryError:
        return failed("memory", "the replay needs more memory than there is")
    except BaseException as error:  # foreign code can raise anything, and we have to answer
        return failed("died", f"the replay cannot be answered: {type(error).__name__}: {error}")


def failed(kind: str, message: str) -> Outcome:
    """The outcome of a replay of which nothing is known but why it failed."""
    outcome = Outcome()
    outcome.stop(StoppedError(kind, message))
    return outcome
