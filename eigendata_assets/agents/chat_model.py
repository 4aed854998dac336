"""The seam between this program and any language model."""

from __future__ import annotations

from typing import Protocol

from eigendata_assets.agents.messages import ChatReply, ChatRequest

MODEL_POOL = "language_models"
"""The pool of the assets that ask a model: Dagster runs as many of them at once as the instance allows it slots."""


class ChatModel(Protocol):
    """Answers questions; models compose by wrapping, each wrapper one small file of this room."""

    def model_for(self, agent: str) -> str:
        """The name of the model that answers this agent: what provenance says and the cache is keyed by.

        Raises `ModelNeeded` when none is configured; the agent then uses its rule.
        """
        ...

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The model's reply, usable or not. Raises `CallFailed` when there is none, `BudgetExceeded` unasked."""
        ...
