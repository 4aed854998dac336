"""DialogConversionAgent (EigenData 3.4.2), by rule: an executed trajectory as messages, and as a record for training.

The way back is that of imported dialogues, `imports/dialogue_parts.turns_of`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.imports.dialogue_parts import Said


def messages_of(trajectory: Trajectory) -> Iterator[Said]:
    """What was said, called and returned, in order; calls are numbered through the dialogue, `call_0` first."""
    number = 0
    for turn in trajectory.turns:
        for message in turn.messages:
            yield Said(message.role, message.content)
        for step in turn.steps:
            names = [f"call_{number + place}" for place in range(len(step.calls))]
            number += len(names)
            yield Said("assistant", step.text, tuple(zip(names, step.calls, strict=True)))
            for name, result in zip(names, step.results, strict=False):
                yield Said("tool", result.shown, answers=name)


def openai_record(trajectory: Trajectory, toolset: Toolset) -> dict[str, Json]:
    """The dialogue as OpenAI's chat format has it: `messages`, and the `tools` that it comes with."""
    keys = [*trajectory.tools, *(key for turn in trajectory.turns for key in turn.tools_added)]
    tools = [toolset.by_key[key] for key in dict.fromkeys(keys) if key in toolset.by_key]
    return {
        "id": trajectory.id,
        "messages": [_openai(said) for said in messages_of(trajectory)],
        "tools": [
            {
                "type": "function",
                "function": {"name": tool.name, "description": tool.description, "parameters": tool.parameters},
            }
            for tool in tools
        ],
    }


def _openai(said: Said) -> dict[str, Json]:
    message: dict[str, Json] = {"role": said.role, "content": said.text}
    if said.answers is not None:
        message["tool_call_id"] = said.answers
    if said.calls:
        message["tool_calls"] = [
            {"id": name, "type": "function", "function": {"name": call.name, "arguments": json.dumps(call.arguments)}}
            for name, call in said.calls
        ]
    return message
