"""Counting questions: those that reached a model, and those that were answered before."""

from __future__ import annotations

import asyncio

from eigendata_assets.agents.cache import Cached, ReplyStore
from eigendata_assets.agents.counted import Counted
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message, Usage


class Talkative:
    """Takes 7 tokens for everything."""

    def model_for(self, agent: str) -> str:
        return f"model of {agent}"

    async def complete(self, request: ChatRequest) -> ChatReply:
        return ChatReply(content="yes", usage=Usage(input=4, output=3))


def test_what_was_answered_before_costs_nothing_now(tmp_path) -> None:
    store = ReplyStore(tmp_path / "replies.sqlite")
    store.file.open()
    chat = Counted(Cached(Talkative(), store))
    for said in ("one", "two", "one"):
        asyncio.run(chat.complete(ChatRequest(messages=(Message(role="user", content=said),))))
    assert (chat.asked, chat.kept, chat.tokens) == (2, 1, 14)
    assert chat.model_for("judge") == "model of judge"
