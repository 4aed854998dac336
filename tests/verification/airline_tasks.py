"""The small airline as files, tools and a state; dialogues on it, executed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox, Toolkit
from eigendata_assets.execution.replay import replay_trajectories

IGNORE = ("Airline.log",)

STATE: dict[str, Any] = {
    "Airline": {
        "users": {
            "u1": {"name": "Mia Rossi", "city": "Rome", "bookings": ["B1"]},
            "u2": {"name": "Noah Klein", "city": "Bonn", "bookings": []},
        },
        "flights": {
            "F10": {"origin": "ROM", "destination": "BER", "price": 120, "date": "2026-05-03"},
            "F11": {"origin": "ROM", "destination": "BER", "price": 99.5, "date": "2026-05-04"},
            "F12": {"origin": "BER", "destination": "ROM", "price": 80, "date": "2026-05-09"},
        },
        "bookings": {
            "B1": {
                "booking_id": "B1", "user_id": "u1", "flight_id": "F12", "bags": 0, "price": 80, "note": "",
                "status": "open",
            },
        },
        "log": {},
    }
}  # fmt: skip

TEXT, WHOLE = {"type": "string"}, {"type": "integer", "minimum": 0, "maximum": 5}
STATUS = {"type": "string", "enum": ["open", "paid", "cancelled"]}
TOOLS: dict[str, tuple[dict[str, Any], list[str], bool]] = {
    "get_user": ({"user_id": TEXT}, ["user_id"], False),
    "find_flights": ({"origin": TEXT, "destination": TEXT}, ["origin", "destination"], False),
    "list_bookings": ({}, [], False),
    "book": (
        {"user_id": TEXT, "flight_id": TEXT, "bags": {**WHOLE, "default": 0}, "note": {**TEXT, "default": ""}},
        ["user_id", "flight_id"],
        True,
    ),
    "set_bags": ({"booking_id": TEXT, "bags": WHOLE}, ["booking_id", "bags"], True),
    "add_bags": ({"booking_id": TEXT, "bags": WHOLE}, ["booking_id", "bags"], True),
    "set_status": ({"booking_id": TEXT, "status": STATUS}, ["booking_id", "status"], True),
    "cancel": ({"booking_id": TEXT}, ["booking_id"], True),
}
TOOLSET = Toolset(
    tools=tuple(
        ToolSchema(
            name=name,
            toolkit="Airline",
            parameters={"type": "object", "properties": properties, "required": required},
            mutates_state=writes,
        )
        for name, (properties, required, writes) in TOOLS.items()
    )
)

Made = tuple[str, dict[str, Any]]


def write_airline(folder: Path) -> EnvironmentCode:
    """The airline's module lies in the folder."""
    shutil.copy(Path(__file__).with_name("airline.py"), folder / "airline.py")
    return EnvironmentCode(folder, (Toolkit("Airline", "airline"),), loader="_load_state")


def dialogue(*turns: tuple[str, list[Made], str], name: str = "trip", state: Any = STATE) -> Trajectory:
    """A dialogue, not executed yet; of each turn, what the user says, the calls one by one, what the assistant says."""
    return Trajectory(
        id=name,
        category="c",
        toolkits=("Airline",),
        tools=tuple(TOOLSET.by_key),
        turns=tuple(
            Turn(
                messages=(Message(role="user", content=said),),
                steps=(
                    *(Step(calls=(Call(name=tool, arguments=arguments),)) for tool, arguments in made),
                    *([Step(text=answer)] if answer else []),
                ),
            )
            for said, made, answer in turns
        ),
        initial_state=state,
        provenance=Provenance(source="hand", version="1", entry=name),
    )


def executed(trajectories: list[Trajectory], environment: EnvironmentCode, sandbox: Sandbox) -> list[Trajectory]:
    """The same dialogues with what execution gives."""
    return replay_trajectories(trajectories, environment, sandbox)


BOOK: Made = ("book", {"user_id": "u1", "flight_id": "F11", "bags": 2})
LOOK: Made = ("find_flights", {"origin": "ROM", "destination": "BER"})
TRIP = (
    "I am u1. I need the cheapest flight from ROM to BER with 2 bags.",
    [LOOK, BOOK],
    "Done: booking B2 for 149.50 EUR on May 4, 2026.",
)
