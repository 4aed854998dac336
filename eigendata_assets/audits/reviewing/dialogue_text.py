"""A dialogue as a reviewing model reads it: every turn, step and call with its number, so that it can be named."""

from __future__ import annotations

import json
from collections.abc import Iterator

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Trajectory, Turn
from eigendata_assets.audits.subject import AuditSubject

_LONGEST = 3_000


def dialogue_text(entry: Trajectory) -> str:
    """The dialogue; turns and steps count from 0 (steps within the turn), calls from 0 over the whole dialogue."""
    return "\n".join(line for number in range(len(entry.turns)) for line in turn_lines(entry, number))


def turn_lines(entry: Trajectory, number: int) -> Iterator[str]:
    """One turn of it, line by line."""
    turn, call_number = entry.turns[number], sum(len(each.calls) for each in entry.turns[:number])
    yield f"[turn {number}]"
    yield from (f"(offered from here on: {key})" for key in turn.tools_added)
    for message in turn.messages:
        yield f"{message.role}: {_cut(message.content)}"
    for step_number, step in enumerate(turn.steps):
        yield f"[turn {number}, step {step_number}]"
        if step.text:
            yield f"assistant: {_cut(step.text)}"
        for place, call in enumerate(step.calls):
            yield f"call {call_number}: {_cut(call_text(call))}"
            yield f"  gives {_cut(step.results[place].shown) if place < len(step.results) else '(no result)'}"
            call_number += 1


def step_of_call(turn: Turn, place: int) -> int | None:
    """The step in which a call of the turn (from 0 within it) is made; None where it has no such call."""
    for number, step in enumerate(turn.steps):
        if place < len(step.calls):
            return number if place >= 0 else None
        place -= len(step.calls)
    return None


def tools_text(subject: AuditSubject, entry: Trajectory) -> str:
    """The tools that the dialogue offers or calls, one a line, with the schemas of parameters and results."""
    keys = [*entry.tools, *(key for turn in entry.turns for key in turn.tools_added)]
    keys += [seen.tool for seen in subject.calls_in[entry.id]]
    tools = [subject.toolset.by_key[key] for key in dict.fromkeys(keys) if key in subject.toolset.by_key]
    return "\n".join(map(_tool_line, tools)) or "(none are given)"


def _tool_line(tool: ToolSchema) -> str:
    parameters, returns = json.dumps(tool.parameters), json.dumps(tool.returns)
    return f"- {tool.name}: {tool.description} Parameters: {parameters} Returns: {returns}"


def call_text(call: Call) -> str:
    """A call as code, arguments as JSON."""
    given = ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
    return f"{call.name}({given})"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ({len(text) - _LONGEST} characters more)"
