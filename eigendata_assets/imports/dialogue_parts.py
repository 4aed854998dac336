"""What dialogues of all formats are made of: things said, calls, results, and the turns that they form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Message, Result, Step, Turn
from eigendata_assets.errors import InputError
from eigendata_assets.imports.json_lines import Place

Role = Literal["system", "user", "assistant", "tool"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message: its text, the calls that an assistant made in it, or the result that a tool gave.

    `answers` is the id of the call that a result belongs to; without one, results belong to calls in order.
    """

    role: Role
    text: str = ""
    calls: tuple[tuple[str | None, Call], ...] = ()
    answers: str | None = None


def field(record: dict[str, Any], name: str, kind: type | tuple[type, ...], place: Place, default: Json = ...) -> Any:
    """A field of a record; raises InputError naming it where it is missing without a default, or of another type."""
    value = record.get(name)
    if value is None and default is not ...:
        return default
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        wanted = " or ".join(each.__name__ for each in kinds)
        problem = "missing" if value is None else f"a {type(value).__name__}, not a {wanted}"
        raise InputError(f"it is {problem}", where=(*place, name))
    return value


def arguments_of(value: Json, place: Place) -> dict[str, Json]:
    """The arguments of a call, given as an object or as its JSON text; raises InputError where they are neither."""
    parsed = value
    if isinstance(value, str):
        try:
            parsed = json.loads(value) if value.strip() else {}
        except ValueError as error:
            raise InputError(f"the arguments are not JSON: {error}", where=place) from None
    if parsed is None:
        return {}
    if not isinstance(parsed, dict):
        raise InputError(f"the arguments are a {type(parsed).__name__}, not an object", where=place)
    return parsed


def turns_of(messages: Sequence[Said]) -> tuple[Turn, ...]:
    """The turns of a dialogue: each begins with what is said to the assistant, and holds its steps."""
    turns: list[tuple[list[Message], list[list[Said]]]] = []
    for said in messages:
        if said.role in ("user", "system") and (not turns or turns[-1][1]):
            turns.append(([], []))
        if not turns:
            turns.append(([], []))
        heard, steps = turns[-1]
        if said.role == "user" or said.role == "system":
            heard.append(Message(role=said.role, content=said.text))
        elif said.role == "assistant" or not steps:
            steps.append([said])
        else:
            steps[-1].append(said)
    return tuple(Turn(messages=tuple(heard), steps=tuple(map(_step, steps))) for heard, steps in turns)


def _step(said: list[Said]) -> Step:
    first = said[0] if said[0].role == "assistant" else Said("assistant")
    given = [each for each in said if each.role == "tool"]
    results = _in_order([name for name, _ in first.calls], given)
    return Step(text=first.text, calls=tuple(call for _, call in first.calls), results=results)


def _in_order(ids: Sequence[str | None], given: Sequence[Said]) -> tuple[Result, ...]:
    """The results of some calls, as far as there are any, in the order of the calls."""
    named: dict[str | None, Said] = {each.answers: each for each in given if each.answers is not None}
    known = [named[name] for name in ids if name in named]
    if len(known) == len(ids):
        return tuple(result_of(each.text) for each in known)
    return tuple(result_of(each.text) for each in given[: len(ids)])


def result_of(text: str) -> Result:
    """A result as it was written: JSON where it is JSON, else text."""
    try:
        return Result(value=json.loads(text), text=text)
    except (ValueError, RecursionError):
        return Result(value=text)


def joined(parts: Iterable[str]) -> str:
    """Texts on lines of their own, without empty ones."""
    return "\n".join(part for part in parts if part)
