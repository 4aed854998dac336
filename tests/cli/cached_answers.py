"""Recorded replies as a workspace's cache has them, so that the command finds them and asks nobody."""

from __future__ import annotations

import json
from pathlib import Path

from eigendata_assets.agents.cache import ReplyStore
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Labels, Message

NOBODY = "http://127.0.0.1:9/v1"
"""An address at which nobody answers."""


def keep_answers(recording: Path, workspace: Path, model: str = "bridge") -> None:
    """The recorded replies lie in the workspace's cache; a question beyond them fails at once."""
    (workspace / "eigendata.yaml").write_text("retry: {attempts: 1}\n")
    store = ReplyStore(workspace / "cache" / "replies.sqlite")
    store.file.open()
    for key, entry in json.loads(recording.read_text())["entries"].items():
        messages = tuple(Message.model_validate(each) for each in entry["question"])
        request = ChatRequest(messages, labels=Labels(agent=entry["agent"], prompt=entry["prompt"]))
        store.put(key, ChatReply.model_validate(entry["reply"]), model, request)
