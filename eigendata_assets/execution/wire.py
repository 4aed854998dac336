"""Replays and outcomes as lines of JSON, as they travel between us and the sandboxed worker.

pydantic's JSON is two to three times as fast as the library's, and refuses lone surrogates; those take the slow way.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.execution.protocol import CallResult, Failure, Replay, ReplayOutcome


def encode_beginning(replay: Replay) -> bytes:
    """One line: `{"toolkits", "options", "state"}`, no newline."""
    head = json.dumps({"toolkits": replay.toolkits, "options": replay.options}).encode("ascii")
    return b'%b,"state":%b}' % (head[:-1], _written(replay.state))


def encode_calls(replays: Sequence[Replay]) -> bytes:
    """One line for replays that begin alike and are watched alike, no newline.

    `{"calls": [[tool, arguments]], "replays": [turns of numbers of calls], "watched"}`: most calls are made by many.
    """
    calls = _Calls()
    turns = [[[calls.number(call) for call in turn] for turn in replay.turns] for replay in replays]
    watched = b',"watched":true' if replays[0].watched else b""
    return b'{"calls":[%b],"replays":%b%b}' % (calls.written(), _dumps(turns).encode("ascii"), watched)


def begin_alike(one: Replay, other: Replay) -> bool:
    """Whether two replays are sure to begin in the same way, seen at a glance: they share the toolkits' states."""
    return (
        one.toolkits == other.toolkits
        and one.watched == other.watched
        and one.options == other.options
        and one.state.keys() == other.state.keys()
        and all(part is other.state[name] for name, part in one.state.items())
    )


class OutcomeReader:
    """Reads the lines of one worker, in order; what a line tells once is one object in all outcomes that have it.

    `{"results", "worlds", "parts", "replays"}`: new results, new worlds (toolkit to hash), the numbers of worlds that
    are final with the texts of their parts, and the outcomes in numbers. After it, each behind a tab, new texts of
    parts, which are JSON of their own. The numbers go on from line to line until one says `afresh`.
    """

    def __init__(self) -> None:
        self._forget()

    def read(self, identifiers: Sequence[str], line: bytes) -> list[ReplayOutcome]:
        """The next outcomes, at most one for each identifier; raises ValueError where no worker of ours wrote them."""
        try:
            told, *texts = line.split(b"\t")
            answer = _parsed(told)
            if answer.get("afresh"):
                self._forget()
            self._results += [CallResult(*_WAYS[code](*told)) for code, *told in answer["results"]]
            self._texts += [text.decode("ascii") for text in texts]
            self._worlds += answer["worlds"]
            for number, parts in answer["parts"]:
                self._finals[number] = {name: self._state(texts) for name, texts in parts.items()}
            pairs = zip(identifiers, answer["replays"], strict=False)
            outcomes = [self._outcome(identifier, replay) for identifier, replay in pairs]
        except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise ValueError(f"not an outcome: {error!r}") from error
        if not outcomes or len(answer["replays"]) > len(outcomes):
            raise ValueError(f"{len(answer['replays'])} outcomes for {len(identifiers)} replays")
        return outcomes

    def _forget(self) -> None:
        self._results: list[CallResult] = []
        self._texts: list[str] = []
        self._worlds: list[Mapping[str, str]] = []
        self._finals: dict[int, Mapping[str, Mapping[str, str]]] = {}

    def _state(self, parts: Mapping[str, int]) -> dict[str, str]:
        return {name: self._texts[number] for name, number in parts.items()}

    def _outcome(self, identifier: str, told: Mapping[str, Any]) -> ReplayOutcome:
        results, worlds = self._results, self._worlds
        numbers, failure = told["worlds"], told.get("failure")
        hashes = [worlds[number] for number in numbers]
        return ReplayOutcome(
            identifier,
            [[results[number] for number in turn] for turn in told["results"]],
            hashes[0] if hashes else {},
            hashes[1:],
            {} if failure else self._finals[numbers[-1]],
            Failure(**failure) if failure else None,
            told.get("views", ()),
            told.get("shared", ()),
        )


class _Calls:
    """The calls of some replays, by number."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[RawCall, int]] = {}
        self._numbers: dict[str, int] = {}

    def number(self, call: RawCall) -> int:
        """The number of a call, the same for calls that are written alike; at a glance where they are one object."""
        known = self._seen.get(id(call))
        if known is None:
            number = self._numbers.setdefault(_dumps(call), len(self._numbers))
            known = self._seen[id(call)] = call, number
        return known[1]

    def written(self) -> bytes:
        """The calls in the order of their numbers."""
        return ",".join(self._numbers).encode("ascii")


def _written(state: Any) -> bytes:
    """The state as JSON: most of a request, and the part that was JSON before."""
    try:
        return to_json(state, inf_nan_mode="constants")
    except PydanticSerializationError:
        return json.dumps(state).encode("ascii")


def _parsed(line: bytes) -> Any:
    try:
        return from_json(line)
    except ValueError:
        return json.loads(line)


_dumps = json.JSONEncoder(separators=(",", ":")).encode

_WAYS: Mapping[str, Callable[..., tuple[str, str | None, str | None]]] = {
    "s": lambda text: (text, None, None),
    "j": lambda text: (text, text, None),
    "o": lambda text, value: (text, value, None),
    "x": lambda text, error: (text, None, error),
}
"""What a result is made of, by its code; see `worker/rendering.py`."""
