"""Recordings: real replies kept in a JSON file that people can read, replayed in tests without any model.

A question whose prompt, schema or parameters changed is not in the recording; the error says to record again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.agents.cache import request_key
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import NotRecorded
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.errors import InputError

_LONGEST = 1_500

RECORD = "EIGENDATA_RECORD"
"""The variable that makes tests record: they then ask the configured model and write what it says."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """Replays the recording in `path`, made with a model of this name; with an `inner` model, records instead.

    While recording, questions that the file already answers are not asked again, and what is no longer asked stays
    until the file is deleted.
    """

    path: Path
    name: str
    inner: ChatModel | None = None

    def model_for(self, agent: str) -> str:  # noqa: ARG002 one recording answers all
        """The name of the recorded model."""
        return self.name

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The recorded reply, marked as cached; raises `NotRecorded` when there is none and no model to ask."""
        key = request_key(self.name, request)
        entries = self._entries()
        if key in entries:
            return ChatReply.model_validate(entries[key]["reply"]).model_copy(update={"cached": True})
        if self.inner is None:
            raise self._missing(request, entries)
        reply = await self.inner.complete(request)
        self._add(key, request, reply)
        return reply

    def _add(self, key: str, request: ChatRequest, reply: ChatReply) -> None:
        question = [_as_kept(message) for message in _since_last_reply(request.messages)]
        about = {"agent": request.labels.agent, "prompt": request.labels.prompt, "attempt": request.attempt}
        entry = about | {"question": question, "reply": reply.model_dump(mode="json", exclude_defaults=True)}
        document = {"format_version": 1, "model": self.name, "entries": self._entries() | {key: entry}}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".tmp")
        fresh.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        fresh.replace(self.path)

    def _entries(self) -> dict[str, Json]:
        if not self.path.exists():
            return {}
        try:
            entries: dict[str, Json] = json.loads(self.path.read_text(encoding="utf-8"))["entries"]
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(f"is no recording: {error}", where=(str(self.path),)) from error
        return entries

    def _missing(self, request: ChatRequest, entries: dict[str, Json]) -> NotRecorded:
        known = sum(entry["agent"] == request.labels.agent for entry in entries.values())
        return NotRecorded(
            f"{self.path.name} has no reply to this question of agent `{request.labels.agent}` "
            f"(it has {known} other questions of it): the prompt, the reply type or the fields have changed",
            hint=f"Record again: {RECORD}=1 with EIGENDATA_MODEL={self.name} and OPENAI_BASE_URL set (docs/models.md).",
        )


def _since_last_reply(messages: Sequence[Message]) -> Sequence[Message]:
    """What is new in a question; what was said before it stands in the entries before."""
    replies = [place for place, message in enumerate(messages) if message.role == "assistant"]
    return messages[replies[-1] + 1 :] if replies else messages


def _as_kept(message: Message) -> dict[str, Json]:
    """A message for people to read; the question is found by its hash, so a long text may be cut."""
    left = len(message.content) - _LONGEST
    content = f"{message.content[:_LONGEST]} ({left} characters more)" if left > 0 else message.content
    return message.model_copy(update={"content": content}).model_dump(exclude_defaults=True)
