"""Which model answers which agent, and how it is to generate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Parameters


@dataclass(frozen=True, slots=True)
class Roles:
    """Passes a question to the model configured for its agent, else to the default."""

    default: ChatModel
    roles: Mapping[str, ChatModel] = field(default_factory=dict)

    def model_for(self, agent: str) -> str:
        """The name of the model for the agent; raises `ModelNeeded` when it has none."""
        return self._of(agent).model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The reply of the model for the question's agent."""
        return await self._of(request.labels.agent).complete(request)

    def _of(self, agent: str) -> ChatModel:
        return self.roles.get(agent, self.default)


@dataclass(frozen=True, slots=True)
class Parametrised:
    """Fills in the parameters that a question leaves open, before it meets the cache: they shape the answer."""

    inner: ChatModel
    parameters: Parameters

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply to the question with all parameters set."""
        return await self.inner.complete(replace(request, parameters=request.parameters.or_else(self.parameters)))
