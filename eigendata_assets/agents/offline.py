"""No model: agents use their rules, and those without one say what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import ChatReply, ChatRequest


@dataclass(frozen=True, slots=True)
class Offline:
    """Answers nothing; `reason` says why there is no model, for example which variable is not set."""

    reason: str = "none is configured"

    def model_for(self, agent: str) -> str:
        """Raise `ModelNeeded` naming the agent and the reason."""
        raise ModelNeeded([agent], self.reason)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Raise `ModelNeeded` naming the agent and the reason."""
        raise ModelNeeded([request.labels.agent or "(unnamed)"], self.reason)
