"""Counting what a piece of work has asked, so that what it made can say what it took."""

from __future__ import annotations

from dataclasses import dataclass

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import ChatReply, ChatRequest


@dataclass(slots=True)
class Counted:
    """Passes questions on; `asked` counts those that reached a model, with their `tokens`, `kept` those that did not.

    A question that was answered before costs nothing now: its tokens are not counted again.
    """

    inner: ChatModel
    asked: int = 0
    kept: int = 0
    tokens: int = 0

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply."""
        reply = await self.inner.complete(request)
        if reply.cached:
            self.kept += 1
        else:
            self.asked += 1
            self.tokens += reply.usage.tokens
        return reply
