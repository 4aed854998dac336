"""Small subjects to audit: a class as text, its tools, and dialogues with it, executed in this process."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.findings import AuditReport
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.check import Check
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.protocol import EnvironmentCode, Toolkit
from eigendata_assets.execution.replay import replay_trajectories
from tests.audits.in_process import InProcessSandbox


def tool(name: str, /, toolkit: str = "Desk", returns: Any = None, said: str = "", **properties: Any) -> ToolSchema:
    """A tool that `said` describes; a parameter whose schema has `optional` is not required."""
    required = [each for each, schema in properties.items() if not schema.pop("optional", False)]
    parameters = {"type": "object", "properties": properties, "required": required}
    shape = None if returns is None else {"type": "object", "properties": returns}
    return ToolSchema(name=name, toolkit=toolkit, description=said, parameters=parameters, returns=shape)


def call(name: str, /, **arguments: Any) -> Call:
    return Call(name=name, arguments=arguments)


def entry(name: str, said: str, *calls: Call, state: Any = None, toolkit: str = "Desk") -> Trajectory:
    """A dialogue of one turn, not yet executed."""
    return Trajectory(
        id=name,
        category="desk",
        toolkits=(toolkit,),
        tools=(),
        turns=(Turn(messages=(Message(role="user", content=said),), steps=tuple(Step(calls=(c,)) for c in calls)),),
        initial_state={toolkit: state or {}},
        provenance=Provenance(source="tests", version="1", entry=name),
    )


def dialogue(name: str, *turns: tuple[str, Sequence[Call]], state: Any = None, toolkit: str = "Desk") -> Trajectory:
    """A dialogue of several turns, each what is said and the calls that follow; not yet executed."""
    made = tuple(
        Turn(messages=(Message(role="user", content=said),), steps=tuple(Step(calls=(c,)) for c in calls))
        for said, calls in turns
    )
    return entry(name, "", state=state, toolkit=toolkit).model_copy(update={"turns": made})


def subject(
    folder: Path, code: str, tools: Sequence[ToolSchema], entries: Sequence[Trajectory], toolkit: str = "Desk"
) -> AuditSubject:
    """The class named like the toolkit, with its dialogues executed; every tool is offered to every dialogue."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "module.py").write_text(code)
    environment = EnvironmentCode(folder, (Toolkit(toolkit, "module"),))
    offered = [each.model_copy(update={"tools": tuple(t.key for t in tools)}) for each in entries]
    executed = replay_trajectories(offered, environment, InProcessSandbox())
    return AuditSubject("desk", "tests", Toolset(tools=tuple(tools)), tuple(executed), environment, {"module.py": code})


def audited(check: Check, audit_subject: AuditSubject) -> AuditReport:
    """The report of one check, with all its findings, however uncertain."""
    return audit(audit_subject, [check], InProcessSandbox(), threshold=0.0)
