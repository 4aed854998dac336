"""A parcel depot with three planted defects that only someone who reads can see, as files that a user would bring.

The specification says that express costs half as much again: the code doubles the price. It says that a weight is in
grams: the code, and every dialogue, takes kilograms. And in `gift` the user asks for express, and the reference books
without.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from tests.audits.in_process import InProcessSandbox

CODE = '''
HEAVIEST = 30
EXPRESS = 2


class Depot:
    """Books parcels and knows where they are."""

    def __init__(self):
        self.parcels = {}

    def _load_scenario(self, scenario):
        self.parcels = {key: dict(value) for key, value in scenario.get("parcels", {}).items()}

    def quote_price(self, weight: float, express: bool = False):
        """What sending a parcel costs, in euros."""
        if not 0 < weight <= HEAVIEST:
            return {"error": f"weight must be above 0 and at most {HEAVIEST}"}
        return {"price": self._price(weight, express)}

    def _price(self, weight, express):
        price = 4 + weight
        return price * EXPRESS if express else price

    def book_parcel(self, recipient: str, weight: float, express: bool = False):
        """Book a parcel; it is in the depot from then on."""
        if not 0 < weight <= HEAVIEST:
            return {"error": f"weight must be above 0 and at most {HEAVIEST}"}
        number = f"P{len(self.parcels) + 1}"
        self.parcels[number] = {
            "recipient": recipient, "weight": weight, "express": express, "price": self._price(weight, express),
            "status": "booked",
        }
        return {"parcel": number, "price": self.parcels[number]["price"]}

    def cancel_parcel(self, parcel: str):
        """Cancel a parcel that is booked and not yet sent."""
        if parcel not in self.parcels:
            return {"error": f"there is no parcel {parcel}"}
        if self.parcels[parcel]["status"] != "booked":
            return {"error": f"parcel {parcel} is {self.parcels[parcel]['status']}"}
        self.parcels[parcel]["status"] = "cancelled"
        return {"cancelled": parcel}

    def list_parcels(self):
        """All parcels, with their status."""
        return {"parcels": [{"parcel": key, **value} for key, value in sorted(self.parcels.items())]}
'''

_WEIGHT = {"type": "number", "description": "The weight of the parcel in grams."}
_EXPRESS = {"type": "boolean", "description": "Whether it goes by express.", "default": False}
_PRICE = {"type": "number", "description": "The price in euros."}


def _tool(name: str, said: str, required: list[str], returns: dict[str, Any], **properties: Any) -> dict[str, Any]:
    parameters = {"type": "object", "properties": properties, "required": required}
    shape = {"type": "object", "properties": returns}
    return {"name": name, "toolkit": "Depot", "description": said, "parameters": parameters, "returns": shape}


TOOLS = [
    _tool(
        "quote_price",
        "What sending a parcel costs. Express costs half as much again.",
        ["weight"],
        {"price": _PRICE},
        weight=_WEIGHT,
        express=_EXPRESS,
    ),
    _tool(
        "book_parcel",
        "Books a parcel at the price that quote_price tells.",
        ["recipient", "weight"],
        {"parcel": {"type": "string"}, "price": _PRICE},
        recipient={"type": "string", "description": "Who gets it."},
        weight=_WEIGHT,
        express=_EXPRESS,
    ),
    _tool(
        "cancel_parcel",
        "Cancels a booked parcel.",
        ["parcel"],
        {"cancelled": {"type": "string"}},
        parcel={"type": "string", "description": "The number of the parcel."},
    ),
    _tool("list_parcels", "Lists all parcels, cancelled ones too.", [], {"parcels": {"type": "array"}}),
]

STATE = {
    "parcels": {
        "P1": {"recipient": "Ana", "weight": 2, "express": False, "price": 6, "status": "booked"},
        "P2": {"recipient": "Ben", "weight": 1.5, "express": True, "price": 11, "status": "sent"},
    }
}


def _turn(said: str, *calls: Call) -> Turn:
    return Turn(messages=(Message(role="user", content=said),), steps=tuple(Step(calls=(call,)) for call in calls))


def _call(name: str, **arguments: Any) -> Call:
    return Call(name=name, arguments=arguments)


def _dialogue(name: str, *turns: Turn) -> Trajectory:
    return Trajectory(
        id=name,
        category="parcels",
        toolkits=("Depot",),
        tools=tuple(f"Depot.{each['name']}" for each in TOOLS),
        turns=turns,
        initial_state={"Depot": STATE},
        provenance=Provenance(source="test", version="1", entry=name),
    )


DIALOGUES = (
    _dialogue(
        "gift",
        _turn(
            "Please send a parcel of 2.5 kg to Carla, by express.",
            _call("quote_price", weight=2.5, express=True),
            _call("book_parcel", recipient="Carla", weight=2.5, express=False),
        ),
    ),
    _dialogue(
        "change_of_mind",
        _turn("Which parcels are there?", _call("list_parcels")),
        _turn("Cancel P1, the one for Ana.", _call("cancel_parcel", parcel="P1")),
    ),
)


def depot(folder: Path, sandbox: Sandbox | None = None, *, code: str = CODE) -> AuditSubject:
    """The depot as something to audit, its dialogues executed."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "depot.py").write_text(code)
    environment = EnvironmentCode(folder, (Toolkit("Depot", "depot"),))
    executed = replay_trajectories(DIALOGUES, environment, sandbox or InProcessSandbox())
    tools = Toolset(tools=tuple(ToolSchema.model_validate(each) for each in TOOLS))
    return AuditSubject("depot", "tests", tools, tuple(executed), environment, {"depot.py": code})


def write_files(folder: Path) -> tuple[str, ...]:
    """The files lie in the folder; gives the options of `eigendata import dialogues`."""
    (folder / "code").mkdir(parents=True, exist_ok=True)
    (folder / "code" / "depot.py").write_text(CODE)
    (folder / "tools.json").write_text(json.dumps(TOOLS))
    (folder / "parcels.jsonl").write_text("".join(each.to_json() + "\n" for each in DIALOGUES))
    files = {"--trajectories": "parcels.jsonl", "--environment": "code", "--schemas": "tools.json"}
    return tuple(word for option, name in files.items() for word in (option, str(folder / name)))
