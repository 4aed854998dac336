"""Trying a failed call again: exponential backoff with jitter, never sooner than the server asks."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import CallFailed
from eigendata_assets.agents.messages import ChatReply, ChatRequest

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Retrying:
    """Repeats calls whose failure may pass: rate limits, 5xx, time-outs, lost connections, replies that are no JSON.

    `attempts` counts the first call too. The wait before attempt n is a random part of `first_wait` * 2**(n-2)
    seconds, at least half of it, at most `longest_wait`; a `Retry-After` is waited out in full, with jitter on top.
    A `Retry-After` over `longest_wait` ends the trying at once.
    """

    inner: ChatModel
    attempts: int = 6
    first_wait: float = 0.5
    longest_wait: float = 60.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The first reply that comes; the last failure when none of `attempts` calls has one."""
        for attempt in count(1):
            try:
                return await self.inner.complete(request)
            except CallFailed as error:
                wait = self.wait_before(attempt + 1, error)
                if not error.again or attempt >= self.attempts or wait is None:
                    raise
                LOG.info("%s; trying again in %.1f s", error.message, wait)
            await self.sleep(wait)
        raise AssertionError("count() does not end")

    def wait_before(self, attempt: int, error: CallFailed) -> float | None:
        """Seconds to wait before this attempt; None when the server asks for longer than `longest_wait`."""
        backoff = min(self.longest_wait, self.first_wait * 2.0 ** (attempt - 2)) * (0.5 + 0.5 * self.chance())
        asked = getattr(error, "retry_after", None)
        if asked is None:
            return backoff
        return None if asked > self.longest_wait else float(asked) + min(backoff, 0.25 * asked)
