"""Replays and outcomes as lines of JSON, as they travel between us and the sandboxed worker.

pydantic's JSON is two to three times as fast as the library's, and refuses lone surrogates; those take the slow way.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from eigendata_assets.execution.protocol import CallResult, Failure, Replay, ReplayOutcome


def encode_beginning(replay: Replay) -> bytes:
    """One line: `{"toolkits", "options", "state"}`, no newline."""
    head = json.dumps({"toolkits": replay.toolkits, "options": replay.options}).encode("ascii")
    return b'%b,"state":%b}' % (head[:-1], _written(replay.state))


def encode_calls(replay: Replay) -> bytes:
    """One line: `{"turns": [[[tool, arguments]]], "watched"}`, no newline."""
    request: dict[str, Any] = {"turns": replay.turns}
    if replay.watched:
        request["watched"] = True
    return json.dumps(request).encode("ascii")


def begin_alike(one: Replay, other: Replay) -> bool:
    """Whether two replays are sure to begin in the same way, seen at a glance: they share the toolkits' states."""
    return (
        one.toolkits == other.toolkits
        and one.options == other.options
        and one.state.keys() == other.state.keys()
        and all(part is other.state[name] for name, part in one.state.items())
    )


class OutcomeReader:
    """Reads the lines of one worker, in order: the parts of states are numbers of texts, each of which is told once."""

    def __init__(self) -> None:
        self._texts: list[str] = []

    def read(self, identifier: str, line: bytes) -> ReplayOutcome:
        """The outcome in a line; raises ValueError where the line is not one that our worker writes."""
        try:
            answer = _parsed(line)
            if answer.get("afresh"):
                self._texts = []
            self._texts += answer["texts"]
            failure = answer.get("failure")
            return ReplayOutcome(
                id=identifier,
                results=[[_decode_result(result) for result in turn] for turn in answer["results"]],
                initial_state_hashes=answer["initial"],
                turn_states=answer["turns"],
                state_parts={name: self._state(parts) for name, parts in answer["states"].items()},
                failure=Failure(**failure) if failure else None,
                views=answer.get("views", ()),
                shared=answer.get("shared", ()),
            )
        except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
            raise ValueError(f"not an outcome: {error!r}") from error

    def _state(self, parts: Mapping[str, int]) -> dict[str, str]:
        return {name: self._texts[number] for name, number in parts.items()}


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


def _decode_result(result: list[Any]) -> CallResult:
    code, text = result[0], result[1]
    if code == "j":
        return CallResult(text, text)
    if code == "s":
        return CallResult(text)
    if code == "o":
        return CallResult(text, json.dumps(result[2]))
    return CallResult(text, error=result[2])
