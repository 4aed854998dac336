"""The function agent and the user agent (GenesisFunc 4.2): N candidates for a round, of which rules drop the broken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.many import for_each
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.trajectories.quality.dialogue_text import tools_text
from eigendata_assets.trajectories.schema_only.memory import Memory, summary
from eigendata_assets.trajectories.schema_only.rounds import Plan, Round, faults
from eigendata_assets.trajectories.schema_only.sampling import Sample

CANDIDATES = 4
"""So many candidates are drawn for a round (GenesisFunc: N = 4)."""

FUNCTION_AGENT = Agent("function_agent", Prompt.beside(__file__, "function_agent.md"), Round)

_DRAWS = 2


@dataclass(frozen=True, slots=True)
class Candidates:
    """The usable candidates for a round, and how often what was wrong with others."""

    usable: tuple[Round, ...]
    faults: Counter[str]


async def draw_round(
    sample: Sample, plan: Plan, before: Sequence[Round], memory: Memory, chat: ChatModel
) -> Candidates:
    """Candidates for the next round of a dialogue; where none of the first N is usable, as many again are drawn."""
    wrong, usable = Counter[str](), list[Round]()
    fields: dict[str, object] = {
        "tools": tools_text(sample.offered),
        "aim": plan.aim,
        "action": plan.action,
        "called": [tool.name for tool in plan.tools],
        "about": tools_text(plan.about) if plan.aim == "unsuitable" else ", ".join(each.name for each in plan.about),
        "slots": {tool.name: list(sample.slots[tool.key]) for tool in plan.tools},
        "dialogue": told(before),
        "forbidden": summary(memory.forbidden(sample)),
    }
    for draw in range(_DRAWS):
        numbers = range(draw * CANDIDATES, (draw + 1) * CANDIDATES)
        outcomes = await for_each(numbers, lambda number: FUNCTION_AGENT.draw(number).ask(chat, **fields))
        for outcome in outcomes:
            if outcome.value is None:
                wrong["the model gave no usable answer"] += 1
                continue
            found = list(faults(outcome.value.value, plan, sample, sample.offered))
            if not before and not found and memory.has_seen(sample, outcome.value.value.topic):
                memory.refused += 1
                found = ["the topic was there before"]
            wrong.update(found[:1])
            usable += [] if found else [outcome.value.value]
        if usable:
            break
    return Candidates(_distinct(usable), wrong)


def _distinct(rounds: Sequence[Round]) -> tuple[Round, ...]:
    return tuple({each.to_json(): each for each in rounds}.values())


def told(rounds: Sequence[Round]) -> str:
    """A dialogue so far, as prompts show it."""
    lines = []
    for each in rounds:
        lines.append(f"user: {each.user}")
        for call in each.calls:
            lines.append(f"assistant calls {call.tool}({json.dumps(call.arguments, ensure_ascii=False)})")
            lines.append(f"  gives {json.dumps(call.result, ensure_ascii=False)}")
        lines.append(f"assistant: {each.reply}")
    return "\n".join(lines) or "(it begins)"
