"""Small dialogues about a library of rooms, built from words and calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.quality.collection import Collection

FIND = ToolSchema(
    name="find_room",
    toolkit="Rooms",
    description="Find rooms.",
    parameters={
        "type": "object",
        "properties": {"floor": {"type": "integer"}, "kind": {"enum": ["quiet", "group"]}},
        "required": ["floor"],
        "additionalProperties": False,
    },
)
BOOK = ToolSchema(
    name="book_room",
    toolkit="Rooms",
    description="Book a room for a member.",
    parameters={
        "type": "object",
        "properties": {"room": {"type": "string"}, "member": {"type": "string"}},
        "required": ["room", "member"],
    },
)
TOOLS = Toolset(tools=(FIND, BOOK))
KEYS = tuple(tool.key for tool in TOOLS.tools)

Made = tuple[str, dict[str, Any], Any]
"""A call and what it gave: name, arguments, result."""


def step(*made: Made, text: str = "") -> Step:
    calls = tuple(Call(name=name, arguments=arguments) for name, arguments, _ in made)
    return Step(text=text, calls=calls, results=tuple(Result(value=result) for *_, result in made))


def turn(said: str, *made: Made, answer: str = "Done.") -> Turn:
    """The user speaks, each call is a step of its own, the assistant answers."""
    return Turn(
        messages=(Message(role="user", content=said),),
        steps=(*(step(each) for each in made), *((Step(text=answer),) if answer else ())),
    )


def dialogue(*turns: Turn, name: str = "d", tools: Sequence[str] = KEYS) -> Trajectory:
    return Trajectory(
        id=name,
        category="talk",
        toolkits=(),
        tools=tuple(tools),
        turns=turns,
        provenance=Provenance(source="test", version="", entry=name),
    )


FOUND: Made = ("find_room", {"floor": 2}, [{"room": "R-204", "seats": 4}, {"room": "R-209", "seats": 12}])
BOOKED: Made = ("book_room", {"room": "R-204", "member": "M-7781"}, {"booked": "R-204"})


def good(name: str = "good") -> Trajectory:
    return dialogue(
        turn("What is free on floor 2?", FOUND, answer="R-204 with 4 seats, and R-209 with 12; 16 seats in 2 rooms."),
        turn("The first one, I am member M-7781.", BOOKED, answer="Room R-204 is booked for you."),
        name=name,
    )


def made_up(name: str = "made_up") -> Trajectory:
    return dialogue(
        turn("Book a room, please.", ("book_room", {"room": "R-999", "member": "M-1"}, {"booked": "R-999"})), name=name
    )


def broken(name: str = "broken") -> Trajectory:
    return dialogue(turn("Find a room on floor 2.", ("find_room", {"level": 2}, {"error": "no"})), name=name)


def collection(*entries: Trajectory, toolset: Toolset = TOOLS, name: str = "rooms") -> Collection:
    return Collection(name, "tests", entries, toolset)
