"""Saying before any work is done that a model is missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.conversation import Speaker
from eigendata_assets.agents.errors import ModelNeeded


def require_models(agents: Iterable[Agent[Any] | Speaker], chat: ChatModel) -> None:
    """Every agent has a rule or a model that answers it; a flow calls this first, before it works or writes.

    Raises one `ModelNeeded` (exit code 2) that names all agents for which that is not so, and the setting.
    """
    missing: dict[str, str] = {}
    for agent in agents:
        if isinstance(agent, Agent) and agent.rule is not None:
            continue
        try:
            chat.model_for(agent.name)
        except ModelNeeded as error:
            missing[agent.name] = error.reason
    if missing:
        raise ModelNeeded(list(missing), "; ".join(dict.fromkeys(missing.values())))
