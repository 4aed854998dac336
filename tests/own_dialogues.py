"""A till with bulk dialogues of its own: code, schemas and trajectories as files, as a user would bring them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn

CODE = '''
class Till:
    """A till that counts what is paid."""

    def __init__(self):
        self.paid = 0

    def _load_scenario(self, scenario):
        self.paid = scenario.get("paid", 0)

    def pay(self, amount: int):
        self.paid += amount
        return {"paid": self.paid}

    def void(self, amount: int):
        self.paid -= amount
        return {"voided": amount, "paid": self.paid}

    def total(self):
        return {"total": self._sum()}

    def _sum(self):
        return self.paid
'''

_AMOUNT = {"type": "object", "properties": {"amount": {"type": "integer"}}, "required": ["amount"]}
TOOLS: dict[str, dict[str, Any]] = {
    "pay": {"name": "pay", "toolkit": "Till", "description": "Pay an amount.", "parameters": _AMOUNT},
    "void": {"name": "void", "toolkit": "Till", "description": "Take a payment back.", "parameters": _AMOUNT},
    "total": {
        "name": "total",
        "toolkit": "Till",
        "description": "What was paid in all.",
        "parameters": {"type": "object", "properties": {}},
    },
}
"""The schemas of the tools, by name."""

VOIDING = (2, 7)
"""The dialogues that take a payment back; the others pay and ask for the total."""


def dialogue(number: int) -> Trajectory:
    """One dialogue, never executed."""
    second = "void" if number in VOIDING else "pay"
    turns = (
        _turn(f"Pay {number + 1}.", Call(name="pay", arguments={"amount": number + 1})),
        _turn("And one more.", Call(name=second, arguments={"amount": 1})),
        _turn("How much is it?", Call(name="total", arguments={})),
    )
    return Trajectory(
        id=f"sale_{number}",
        category="sales",
        toolkits=("Till",),
        tools=("Till.pay", "Till.void", "Till.total"),
        turns=turns,
        initial_state={"Till": {"paid": 100 * number}},
        provenance=Provenance(source="test", version="1", entry=str(number)),
    )


def _turn(said: str, call: Call) -> Turn:
    return Turn(messages=(Message(role="user", content=said),), steps=(Step(calls=(call,)),))


def write_files(folder: Path, count: int = 10, code: str = CODE) -> tuple[str, ...]:
    """The files lie in the folder; gives the options of `eigendata import dialogues`."""
    (folder / "code").mkdir(parents=True, exist_ok=True)
    (folder / "code" / "till.py").write_text(code)
    write_schemas(folder / "tools.json", TOOLS.values())
    lines = (dialogue(number).to_json() + "\n" for number in range(count))
    (folder / "sales.jsonl").write_text("".join(lines))
    files = {"--trajectories": "sales.jsonl", "--environment": "code", "--schemas": "tools.json"}
    return tuple(word for option, name in files.items() for word in (option, str(folder / name)))


def write_schemas(path: Path, tools: Iterable[dict[str, Any]]) -> Path:
    """The schemas are in the file."""
    path.write_text(json.dumps(list(tools)))
    return path
