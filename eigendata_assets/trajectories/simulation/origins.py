"""Where each argument of a simulated dialogue comes from: found afterwards, in what was said and what calls gave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.graphs.chaining import path_of
from eigendata_assets.trajectories.simulation.computed_origins import computed_origins

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?](?!\s|$)[^.!?\n]*)*[.!?\n]?")


def origins_of(trajectory: Trajectory) -> list[Json]:
    """The origin of every argument, by turn, step and call, in the form that `provenance_check` reads.

    The latest result that has a value is preferred to what was said before it, and what the user said last to what he
    said first: he may have corrected himself. What is neither may be computed from what was said. An argument without
    an origin has none.
    """
    found: list[Json] = []
    for turn_number, turn in enumerate(trajectory.turns):
        for step_number, step in enumerate(turn.steps):
            for place, call in enumerate(step.calls):
                spot = (turn_number, step_number)
                arguments = {name: _origin(trajectory, spot, name, value) for name, value in call.arguments.items()}
                found.append({"turn": turn_number, "step": step_number, "call": place, "arguments": arguments})
    return found


def _origin(trajectory: Trajectory, spot: tuple[int, int], name: str, value: Json) -> Json:
    found = next(_said(trajectory, spot[0], value), None) or next(_given(trajectory, spot, value), None)
    return found or next(computed_origins(trajectory, spot[0], name, value), None) or {}


def _said(trajectory: Trajectory, turn: int, value: Json) -> Iterator[Json]:
    for number in range(turn, -1, -1):
        for message in trajectory.turns[number].messages:
            if message.role == "user" and states(message.content, value):
                yield {"said": {"turn": number, "text": _sentence(message.content, value)}}


def _sentence(content: str, value: Json) -> str:
    """The shortest part of a message that says the value."""
    sentences = [part.strip() for part in _SENTENCE.findall(content) if part.strip()]
    return next((each for each in sentences if states(each, value)), content)


def _given(trajectory: Trajectory, spot: tuple[int, int], value: Json) -> Iterator[Json]:
    places = [
        (turn_number, step_number, number, result.value)
        for turn_number, turn in enumerate(trajectory.turns)
        for step_number, step in enumerate(turn.steps)
        if (turn_number, step_number) < spot
        for number, result in enumerate(step.results)
    ]
    for turn, step, call, given in reversed(places):
        path = path_of(given, value)
        if path is not None:
            yield {"result": {"turn": turn, "step": step, "call": call, "path": list(path)}}
