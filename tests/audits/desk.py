"""A ticket desk: an environment, its schemas, and dialogues with it, small enough to be seen whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from tests.audits.in_process import InProcessSandbox

CODE = """
FIRST = 100

class Desk:
    def __init__(self):
        self.tickets = {}
        self.closed = []

    def _load_scenario(self, scenario):
        self.tickets = {int(key): dict(value) for key, value in scenario.get("tickets", {}).items()}

    def create_ticket(self, title, priority="low"):
        number = FIRST + len(self.tickets)
        self.tickets[number] = {"title": title, "priority": priority, "code": self._code(number)}
        return {"ticket_id": number, "code": self._code(number)}

    def _code(self, number):
        return f"T-{number}"

    def close_ticket(self, ticket_id: int):
        if ticket_id not in self.tickets:
            return {"error": f"there is no ticket {ticket_id}"}
        self.closed.append(ticket_id)
        return {"status": "closed", "code": self.tickets[ticket_id]["code"]}

    def find_ticket(self, code):
        for number, ticket in self.tickets.items():
            if ticket["code"] == code:
                return {"ticket_id": number, "title": ticket["title"], "priority": ticket["priority"]}
        return {"error": f"there is no ticket {code}"}

    def count_tickets(self):
        return len(self.tickets)
"""


def tool(name: str, required: str = "", /, **properties: Any) -> ToolSchema:
    parameters: dict[str, Any] = {"type": "object", "properties": properties, "required": required.split()}
    text = f"What {name} is for, said at some length."
    return ToolSchema(name=name, toolkit="Desk", description=text, parameters=parameters)


def described(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "description": text, **more}


CREATE = tool(
    "create_ticket",
    "title",
    title=described("string", "The title of the new ticket"),
    priority=described("string", "How urgent the ticket is", enum=["low", "high"], default="low"),
)
CLOSE = tool("close_ticket", "ticket_id", ticket_id=described("integer", "The number of the ticket to be closed"))
FIND = tool("find_ticket", "code", code=described("string", "The code that is printed on the ticket"))
COUNT = tool("count_tickets")
DESK = Toolset(tools=(CREATE, CLOSE, FIND, COUNT))


def changed(**tools: ToolSchema | None) -> Toolset:
    """The desk's tools with some replaced, under their old names; None: without it."""
    replaced = (tools.get(each.name, each) for each in DESK.tools)
    known = {each.name for each in DESK.tools}
    more = [each for name, each in tools.items() if name not in known]
    return Toolset(tools=tuple(each for each in (*replaced, *more) if each is not None))


def environment(folder: Path, code: str = CODE) -> EnvironmentCode:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "desk.py").write_text(code)
    return EnvironmentCode(folder, (Toolkit("Desk", "desk"),))


def reach(code: str = CODE) -> Reach:
    return read_reach({"desk.py": code}, [Toolkit("Desk", "desk")])


def call(name: str, **arguments: Any) -> Call:
    return Call(name=name, arguments=arguments)


def step(*calls: Call, text: str = "") -> Step:
    return Step(calls=calls, text=text)


def dialogue(name: str, *turns: tuple[str, list[Step]], tools: Toolset = DESK) -> Trajectory:
    """A dialogue not yet executed: what the user says, and the steps that follow."""
    return Trajectory(
        id=name,
        category="desk",
        toolkits=("Desk",),
        tools=tuple(each.key for each in tools.tools),
        turns=tuple(Turn(messages=(Message(role="user", content=said),), steps=tuple(steps)) for said, steps in turns),
        initial_state={"Desk": {"tickets": {"7": {"title": "printer", "priority": "low", "code": "T-7"}}}},
        provenance=Provenance(source="tests", version="1", entry=name),
    )


def executed(trajectory: Trajectory, code: EnvironmentCode) -> Trajectory:
    return replay_trajectories([trajectory], code, InProcessSandbox())[0]
