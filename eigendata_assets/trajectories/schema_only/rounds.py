"""What happens in each round of a dialogue of a kind, and whether a drawn round is that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.trajectories.schema_only.sampling import Sample, optional_parameters

Action = Literal["call", "ask", "answer"]
"""All that an assistant can do with a request (GenesisFunc 4.2.2)."""

Aim = Literal["complete", "vague", "missing", "invalid", "unsuitable", "parallel", "follow_up"]
"""What the user does in a round, in one word; the prompt has the sentence."""


class SimulatedCall(Artifact):
    """A call and the result that a model has made up for it."""

    tool: str
    arguments: dict[str, Json]
    result: Json


class Round(Artifact):
    """A candidate for one round: what the user says, what the assistant does with it, and says in the end.

    `topic` is the situation in which the tools are of use, in two to six words.
    """

    user: str
    action: Action
    calls: list[SimulatedCall]
    reply: str
    topic: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a round is to be: the user's aim, the assistant's action, the tools called, and those only talked about."""

    aim: Aim
    action: Action
    tools: tuple[ToolSchema, ...] = ()
    about: tuple[ToolSchema, ...] = ()


def plans(sample: Sample) -> tuple[Plan, ...]:
    """The rounds of a dialogue, in order."""
    every = sample.targets
    match sample.kind:
        case "parallel_calls":
            return (Plan("parallel", "call", every),)
        case "no_suitable_tool":
            return (Plan("unsuitable", "answer", about=every),)
        case "missing_parameter":
            return (Plan("missing", "ask", about=every), Plan("complete", "call", every))
        case "invalid_value":
            return (Plan("invalid", "ask", about=every), Plan("complete", "call", every))
        case "multi_turn_single_task":
            return (Plan("vague", "ask", about=every), Plan("complete", "call", every), Plan("follow_up", "answer"))
        case "multi_turn_multi_task":
            return tuple(Plan("complete", "call", (tool,)) for tool in every)
    return (Plan("complete", "call", every),)


def faults(drawn: Round, plan: Plan, sample: Sample, offered: Sequence[ToolSchema]) -> Iterator[str]:
    """What is wrong with a round, as far as rules see: nothing where it can be a candidate."""
    if not drawn.user.strip() or not drawn.reply.strip() or not drawn.topic.strip():
        yield "the user, the assistant or the topic says nothing"
    if drawn.action != plan.action or bool(drawn.calls) != (plan.action == "call"):
        yield f"the assistant was to {plan.action}"
        return
    known = {tool.name: tool for tool in offered}
    for call in drawn.calls:
        if call.tool not in known:
            yield f"{call.tool} is not offered"
        elif (problem := _problem(call, known[call.tool])) is not None:
            yield problem
        elif (tool := known[call.tool]).key in sample.slots:
            yield from _wrong_slots(call, tool, sample.slots[tool.key])
    called = {call.tool for call in drawn.calls}
    yield from (f"{tool.name} was to be called" for tool in plan.tools if tool.name not in called)
    if plan.aim == "parallel" and len(drawn.calls) < 2:
        yield "two calls or more were to be made at once"


def _problem(call: SimulatedCall, tool: ToolSchema) -> str | None:
    error = next(Draft202012Validator(tool.parameters).iter_errors(call.arguments), None)
    return None if error is None else f"{call.tool}: the arguments do not fit the schema: {error.message}"[:200]


def _wrong_slots(call: SimulatedCall, tool: ToolSchema, slots: Sequence[str]) -> Iterator[str]:
    filled = [name for name in optional_parameters(tool) if name in call.arguments]
    if set(filled) != set(slots):
        yield f"{call.tool}: the optional parameters {', '.join(slots) or '(none)'} were to be filled"
