"""A dialogue as text, for models and for people who review it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Trajectory

_LONGEST = 4_000


def dialogue_text(entry: Trajectory) -> str:
    """The dialogue line by line: who says what, the calls, the results; long texts are cut, and say so."""
    return "\n".join(_lines(entry))


def tools_text(tools: Iterable[ToolSchema]) -> str:
    """The tools, one a line, with the schema of their parameters; says so where none are given."""
    lines = [f"- {tool.name}: {tool.description} Parameters: {json.dumps(tool.parameters)}" for tool in tools]
    return "\n".join(lines) or "(none are given)"


def call_text(call: Call) -> str:
    """A call as code, arguments as JSON."""
    given = ", ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in call.arguments.items())
    return f"{call.name}({given})"


def _lines(entry: Trajectory) -> Iterator[str]:
    for number, turn in enumerate(entry.turns):
        yield f"[turn {number}]"
        for key in turn.tools_added:
            yield f"(offered from here on: {key})"
        for message in turn.messages:
            yield f"{message.role}: {_cut(message.content)}"
        for step in turn.steps:
            if step.text:
                yield f"assistant: {_cut(step.text)}"
            for place, call in enumerate(step.calls):
                yield f"assistant calls {_cut(call_text(call))}"
                gave = step.results[place].shown if place < len(step.results) else "(no result)"
                yield f"  gives {_cut(gave)}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} ({len(text) - _LONGEST} characters more)"
