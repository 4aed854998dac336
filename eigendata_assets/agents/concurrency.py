"""How many calls may be under way at once: less when the server says so, slowly more when it does not.

Additive increase, multiplicative decrease, as in TCP's congestion control.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import RateLimited
from eigendata_assets.agents.messages import ChatReply, ChatRequest


@dataclass(slots=True)
class Limit:
    """The limit of one endpoint, shared by all that call it; starts at `most` and never falls below 1.

    A rate limit takes it to `decrease` of itself, once for all calls that were under way together; each reply adds
    1/limit, so that a whole round of replies adds one. For one event loop at a time.
    """

    most: int
    decrease: float = 0.7
    spacing: float = 0.001
    allowed: float = field(init=False)
    running: int = field(init=False, default=0)
    started: int = field(init=False, default=0)
    _lowered_at: int = field(init=False, default=-1)
    _next_start: float = field(init=False, default=0.0)
    _waiting: deque[asyncio.Future[None]] = field(init=False, default_factory=deque)

    def __post_init__(self) -> None:
        self.allowed = float(self.most)

    async def start(self) -> int:
        """A call may start now; the number to give back to `end`."""
        if self.running >= int(self.allowed) or self._waiting:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                self._give_up(turn)
                raise
        else:
            self.running += 1
        self.started += 1
        number = self.started
        try:
            await self._space_out()
        except asyncio.CancelledError:
            self.end(number)
            raise
        return number

    def end(self, number: int, *, replied: bool = False, limited: bool = False) -> None:
        """The call is over; the limit adapts, and the next ones start."""
        self.running -= 1
        if limited and number > self._lowered_at:
            self.allowed = max(1.0, self.allowed * self.decrease)
            self._lowered_at = self.started
        elif replied:
            self.allowed = min(float(self.most), self.allowed + 1 / self.allowed)
        self._wake()

    def _wake(self) -> None:
        while self._waiting and self.running < int(self.allowed):
            turn = self._waiting.popleft()
            if not turn.done() and not turn.get_loop().is_closed():
                self.running += 1
                turn.set_result(None)

    def _give_up(self, turn: asyncio.Future[None]) -> None:
        if turn.done() and not turn.cancelled():
            self.running -= 1
            self._wake()
        elif turn in self._waiting:
            self._waiting.remove(turn)

    async def _space_out(self) -> None:
        now = asyncio.get_running_loop().time()
        self._next_start = max(now, self._next_start + self.spacing)
        if self._next_start > now:
            await asyncio.sleep(self._next_start - now)


@dataclass(frozen=True, slots=True)
class Limited:
    """Passes a question on when the limit allows one more call."""

    inner: ChatModel
    limit: Limit

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply, after waiting for a turn; turns are given in order of asking."""
        number = await self.limit.start()
        replied = limited = False
        try:
            reply = await self.inner.complete(request)
            replied = True
        except RateLimited:
            limited = True
            raise
        finally:
            self.limit.end(number, replied=replied, limited=limited)
        return reply
