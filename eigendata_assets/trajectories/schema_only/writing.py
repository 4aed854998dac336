"""Chosen rounds as a trajectory whose results are marked as simulated, and as a line that OpenAI's format knows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import SIMULATED, Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.schema_only.rounds import Round
from eigendata_assets.trajectories.schema_only.sampling import Sample

RULES_VERSION = "1"


def trajectory_of(sample: Sample, rounds: Sequence[Round], identifier: str, source: str, model: str) -> Trajectory:
    """The dialogue; its provenance says that its results are simulated, and by which model."""
    details: dict[str, Json] = {
        "results": SIMULATED,
        "made_by": model,
        "topics": [each.topic for each in rounds],
        "targets": [tool.key for tool in sample.targets],
        "distractors": dict(sample.distractors),
        "slots": {key: list(names) for key, names in sample.slots.items()},
    }
    return Trajectory(
        id=identifier,
        category=sample.kind,
        toolkits=(),
        tools=tuple(tool.key for tool in sample.offered),
        turns=tuple(map(_turn, rounds)),
        provenance=Provenance(source=source, version=RULES_VERSION, entry=identifier, details=details),
    )


def _turn(drawn: Round) -> Turn:
    calls = tuple(Call(name=call.tool, arguments=call.arguments) for call in drawn.calls)
    results = tuple(Result(value=call.result) for call in drawn.calls)
    acting = (Step(calls=calls, results=results),) if calls else ()
    return Turn(messages=(Message(role="user", content=drawn.user),), steps=(*acting, Step(text=drawn.reply)))


def openai_line(entry: Trajectory, tools: Sequence[ToolSchema]) -> str:
    """The dialogue as one line of JSON: `messages`, `tools`, and what it is in `metadata`."""
    document = {
        "id": entry.id,
        "messages": list(_messages(entry)),
        "tools": [
            {"type": "function",
             "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters}}
            for tool in tools
        ],
        "metadata": {"category": entry.category, "source": entry.provenance.source, **entry.provenance.details},
    }  # fmt: skip
    return json.dumps(document, ensure_ascii=False)


def _messages(entry: Trajectory) -> Iterator[dict[str, Json]]:
    number = 0
    for turn in entry.turns:
        yield from ({"role": each.role, "content": each.content} for each in turn.messages)
        for step in turn.steps:
            if not step.calls:
                yield {"role": "assistant", "content": step.text}
                continue
            identifiers = [f"call_{number + place}" for place in range(len(step.calls))]
            number += len(step.calls)
            calls = [_call(name, call) for name, call in zip(identifiers, step.calls, strict=True)]
            yield {"role": "assistant", "content": step.text or None, "tool_calls": calls}
            for name, result in zip(identifiers, step.results, strict=True):
                yield {"role": "tool", "tool_call_id": name, "content": result.shown}


def _call(identifier: str, call: Call) -> dict[str, Json]:
    arguments = json.dumps(call.arguments, ensure_ascii=False)
    return {"id": identifier, "type": "function", "function": {"name": call.name, "arguments": arguments}}
