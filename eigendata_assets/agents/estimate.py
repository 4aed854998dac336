"""An upper bound on what a call can take, before it is made."""

from __future__ import annotations

import json

from eigendata_assets.agents.messages import ChatRequest, Usage

PER_MESSAGE = 16
PER_CALL = 64
"""Tokens that chat templates add around each message and each call; generous."""

UNBOUNDED_REPLY = 16_384
"""Output tokens assumed for a request without max_tokens."""


def most_tokens(request: ChatRequest) -> Usage:
    """Tokens the call cannot exceed: a token is at least one byte of what is sent, and max_tokens ends the reply."""
    parts = [part.model_dump_json() for part in (*request.messages, *request.tools)]
    parts += [json.dumps(request.reply_schema)] if request.reply_schema else []
    size = sum(len(part.encode()) for part in parts)
    return Usage(
        input=size + PER_MESSAGE * len(parts) + PER_CALL,
        output=request.parameters.max_tokens or UNBOUNDED_REPLY,
        estimated=True,
    )
