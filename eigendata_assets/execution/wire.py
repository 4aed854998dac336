"""Replays and outcomes as lines of JSON, as they travel between us and the sandboxed worker.

pydantic's JSON is two to three times as fast as the library's, and refuses lone surrogates; those take the slow way.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic_core import PydanticSerializationError, from_json, to_json

from eigendata_assets.execution.protocol import CallResult, Failure, Replay, ReplayOutcome


def encode_replay(replay: Replay) -> bytes:
    """One line: `{"id", "toolkits", "state", "options", "turns": [[[tool, arguments]]], "watched"}`, no newline."""
    request: dict[str, Any] = {
        "id": replay.id,
        "toolkits": replay.toolkits,
        "options": replay.options,
        "turns": replay.turns,
    }
    if replay.watched:
        request["watched"] = True
    head = json.dumps(request).encode("ascii")
    return b'%b,"state":%b}' % (head[:-1], _written(replay.state))


def decode_outcome(line: bytes) -> ReplayOutcome:
    """The outcome in a worker's line; raises ValueError where the line is not one that our worker writes."""
    try:
        answer = _parsed(line)
        failure = answer.get("failure")
        return ReplayOutcome(
            id=answer["id"],
            results=[[_decode_result(result) for result in turn] for turn in answer["results"]],
            initial_state_hashes=answer["initial"],
            turn_states=answer["turns"],
            state_texts=answer["states"],
            failure=Failure(**failure) if failure else None,
            views=answer.get("views", ()),
            shared=answer.get("shared", ()),
        )
    except (KeyError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise ValueError(f"not an outcome: {error!r}") from error


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
