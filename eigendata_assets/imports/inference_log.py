"""What a model's run on BFCL heard: the user's words and the tools' results, from the log beside its answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Message, Result, Step, Turn
from eigendata_assets.imports.dialogue_parts import result_of

_ASKED = "begin_of_turn_query"
_ROLES: dict[str, Literal["system", "user", "assistant"]] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
}


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said in a turn before the model moved, and the results of each of its steps, by number."""

    messages: tuple[Message, ...] = ()
    results: dict[int, tuple[Result, ...]] = field(default_factory=dict)


def heard_in(log: Json) -> tuple[Heard, ...]:
    """Turn by turn what the log has; nothing where it is no log of a multi-turn run."""
    items = log if isinstance(log, list) else []
    return tuple(_heard(item) for item in items if isinstance(item, dict) and _ASKED in item)


def with_heard(turns: Sequence[Turn], heard: Sequence[Heard]) -> tuple[Turn, ...]:
    """The turns with what was heard in them; a log of another number of turns says nothing about these."""
    if len(heard) != len(turns):
        return tuple(turns)
    return tuple(
        turn.model_copy(
            update={
                "messages": each.messages,
                "steps": tuple(
                    _with_results(step, each.results.get(number, ())) for number, step in enumerate(turn.steps)
                ),
            }
        )
        for turn, each in zip(turns, heard, strict=True)
    )


def _with_results(step: Step, results: tuple[Result, ...]) -> Step:
    return step.model_copy(update={"results": results[: len(step.calls)]})


def _heard(item: dict[str, Json]) -> Heard:
    numbered = {name.removeprefix("step_"): said for name, said in item.items() if name.startswith("step_")}
    return Heard(
        messages=tuple(
            Message(role=_ROLES[each["role"]], content=each["content"])
            for each in _messages(item[_ASKED])
            if each.get("role") in _ROLES and isinstance(each.get("content"), str)
        ),
        results={
            int(number): tuple(_result(each["content"]) for each in _messages(said) if each.get("role") == "tool")
            for number, said in numbered.items()
            if number.isdecimal()
        },
    )


def _result(content: Json) -> Result:
    return result_of(content) if isinstance(content, str) else Result(value=content)


def _messages(said: Json) -> list[dict[str, Json]]:
    messages = said if isinstance(said, list) else []
    return [each for each in messages if isinstance(each, dict) and "content" in each]
