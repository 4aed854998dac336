"""The VerificationFunctionAgent (EigenData paper, section 3.4): what an outcome must hold beside its changes.

What the calls did is executed, never asked for. A model chooses among reads whose result the user needs and values that
he must be told; without one, `derivation.choose` does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.verification.derivation import Choice, choose
from eigendata_assets.verification.evidence import Task
from eigendata_assets.verification.runs import Runs

_SHOWN = 400


class Emphasis(BaseModel):
    """Numbers of the reads that are needed, and of the values that must be told; others are left out."""

    model_config = ConfigDict(extra="forbid")

    reads: tuple[int, ...]
    information: tuple[int, ...]


def by_rule(dialogue: str, reads: Sequence[Mapping[str, Json]], information: Sequence[Mapping[str, Json]]) -> Emphasis:
    """The reads and values that the rule has marked."""
    del dialogue
    return Emphasis.model_construct(
        reads=tuple(each["number"] for each in reads if each["needed"]),
        information=tuple(each["number"] for each in information),
    )


VERIFICATION_FUNCTION_AGENT = Agent(
    "verification_function_agent", Prompt.beside(__file__, "function_agent.md"), Emphasis, by_rule
)


def has_model(chat: ChatModel) -> bool:
    """Whether a model chooses; else the rule does, and nobody need be asked."""
    try:
        chat.model_for(VERIFICATION_FUNCTION_AGENT.name)
    except ModelNeeded:
        return False
    return True


async def choose_with(chat: ChatModel, runs: Runs) -> tuple[Choice, str]:
    """The choice for a task and who made it; numbers that were not offered are left out."""
    proposed = choose(runs.task, runs.evidence)
    reads = [
        {
            "number": each.number,
            "call": f"{each.call.name}({json.dumps(each.call.arguments)})",
            "result": each.result.shown[:_SHOWN],
            "needed": each.number in proposed.reads,
        }
        for each in runs.task.calls
        if each.number not in runs.evidence.writes
    ]
    information: list[dict[str, Json]] = [
        {"number": number, "value": value, "source": source}
        for number, (value, source) in enumerate(proposed.information)
    ]
    reply = await VERIFICATION_FUNCTION_AGENT.ask(
        chat, dialogue=dialogue_of(runs.task), reads=reads, information=information
    )
    offered = {each["number"] for each in reads}
    told = [proposed.information[each] for each in reply.value.information if 0 <= each < len(information)]
    return Choice(frozenset(reply.value.reads) & offered, tuple(told)), reply.provenance.made_by


def dialogue_of(task: Task) -> str:
    """What was said and called, line by line."""
    lines = []
    for turn in task.trajectory.turns:
        lines += [f"{message.role}: {message.content}" for message in turn.messages]
        for step in turn.steps:
            lines += [f"assistant: {step.text}"] if step.text else []
            lines += [f"call: {call.name}({json.dumps(call.arguments)})" for call in step.calls]
            lines += [f"result: {result.shown[:_SHOWN]}" for result in step.results]
    return "\n".join(lines)
