"""Answers kept on disk: what was answered once is never asked again."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakValueDictionary

from sqlite_utils import Database

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.messages import ChatReply, ChatRequest
from eigendata_assets.agents.sqlite_file import SqliteFile

FORMAT = 1
PUT = "INSERT OR IGNORE INTO replies VALUES (?,?,?,?,?,?,CURRENT_TIMESTAMP)"


def request_key(model: str, request: ChatRequest) -> str:
    """The SHA-256 over everything that shapes the answer, in hexadecimal; for whom it is asked is not part of it.

    The order of keys in schemas counts: models generate in that order.
    """
    shaping = {
        "format": FORMAT,
        "model": model,
        "messages": [message.model_dump(mode="json") for message in request.messages],
        "tools": [tool.model_dump(mode="json") for tool in request.tools],
        "reply_schema": request.reply_schema,
        "parameters": request.parameters.model_dump(mode="json"),
        "sample": request.sample,
        "attempt": request.attempt,
    }
    return hashlib.sha256(json.dumps(shaping).encode()).hexdigest()


def _make_tables(database: Database) -> None:
    names = ("key", "reply", "model", "agent", "prompt", "prompt_version", "asked_at")
    database.create_table("replies", dict.fromkeys(names, str), pk="key", if_not_exists=True)


class ReplyStore:
    """Replies by key in one SQLite file, safe with many processes; the first reply stored for a key stays."""

    def __init__(self, path: Path) -> None:
        self.file = SqliteFile(path, _make_tables)

    def get(self, key: str) -> ChatReply | None:
        """The stored reply, marked as cached, or None."""
        found = self.file.rows("SELECT reply FROM replies WHERE key = ?", [key])
        return ChatReply.model_validate_json(found[0][0]).model_copy(update={"cached": True}) if found else None

    def put(self, key: str, reply: ChatReply, model: str, request: ChatRequest) -> bool:
        """Store the reply; it is on disk on return. False when another process stored one before."""
        labels = request.labels
        values = [key, reply.model_dump_json(), model, labels.agent, labels.prompt, labels.prompt_version]
        return self.file.write(PUT, values) == 1


@dataclass(frozen=True, slots=True)
class Cached:
    """Answers from the store; asks the inner model for the rest and stores each reply before it is returned.

    Two tasks of a process with the same question ask it once. `on_hit` hears of every question that was not asked.
    """

    inner: ChatModel
    store: ReplyStore
    on_hit: Callable[[ChatRequest, str], None] | None = None
    asking: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The stored reply, else the inner model's."""
        model = self.model_for(request.labels.agent)
        key = request_key(model, request)
        lock = self.asking.setdefault(key, asyncio.Lock())
        async with lock:
            found = self.store.get(key)
            if found is None:
                return await self._ask(key, model, request)
        if self.on_hit:
            self.on_hit(request, model)
        return found

    async def _ask(self, key: str, model: str, request: ChatRequest) -> ChatReply:
        reply = await self.inner.complete(request)
        if self.store.put(key, reply, model, request):
            return reply
        return self.store.get(key) or reply
