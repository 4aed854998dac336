"""Saying for whom questions are asked, so that spending can be shown by run and asset."""

from __future__ import annotations

from dataclasses import dataclass

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import ChatReply, ChatRequest

SPENDING_TAG = "eigendata/spending_of"
"""A run with this tag spends on the account of the run it names: a run that goes on after its batch is done."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Passes questions on with its run and asset written on them; an empty label leaves what is there."""

    inner: ChatModel
    run: str = ""
    asset: str = ""

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply to the labelled question."""
        labels = {name: value for name, value in (("run", self.run), ("asset", self.asset)) if value}
        return await self.inner.complete(request.labelled(**labels))
