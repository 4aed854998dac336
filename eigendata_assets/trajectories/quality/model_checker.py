"""The model checker (GenesisFunc, section 4): is a finished dialogue right as a whole, beyond what rules can see?"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.quality import ModelCheck, RuleFailure
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.quality.dialogue_text import dialogue_text, tools_text

THRESHOLD = 0.75
"""A dialogue is kept where the model's confidence is above this."""


class CheckReply(Artifact):
    """The semantic errors in a dialogue, the reasons, and the confidence that it is right."""

    errors: list[str]
    rationale: str
    confidence: float = Field(ge=0, le=1)


MODEL_CHECKER = Agent("model_checker", Prompt.beside(__file__, "model_checker.md"), CheckReply)


async def model_check(
    entry: Trajectory, tools: Sequence[ToolSchema], failures: Sequence[RuleFailure], chat: ChatModel
) -> ModelCheck:
    """What a model says of a dialogue; raises as `Agent.ask` does, an unreadable answer never becomes a score."""
    reply = await MODEL_CHECKER.ask(
        chat,
        tools=tools_text(tools),
        dialogue=dialogue_text(entry),
        rule_failures="\n".join(f"- {each.where}: {each.message}" for each in failures),
    )
    value = reply.value
    return ModelCheck(
        confidence=value.confidence,
        errors=tuple(value.errors),
        rationale=value.rationale,
        made_by=reply.provenance.made_by,
    )
