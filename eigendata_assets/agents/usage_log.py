"""The usage log: what was asked for whom, and what it took, as a table in the workspace.

`calls` has one row for each call that reached a server, failed calls included; `cache_hits` counts, by run, asset,
agent and model, the questions that were not asked because the answer was there.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from sqlite_utils import Database

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import CallFailed
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Usage
from eigendata_assets.agents.money import Price
from eigendata_assets.agents.sqlite_file import SqliteFile

CALLS = {
    "id": int,
    **dict.fromkeys(("at", "run", "asset", "agent", "model", "prompt", "prompt_version", "outcome", "charged"), str),
    **dict.fromkeys(("batch", "input_tokens", "cached_input_tokens", "output_tokens", "cost_picodollars"), int),
    "seconds": float,
}
CALL = "INSERT INTO calls VALUES (NULL,CURRENT_TIMESTAMP,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
HITS = {**dict.fromkeys(("run", "asset", "agent", "model"), str), "hits": int}
HIT = """
INSERT INTO cache_hits VALUES (?,?,?,?,1) ON CONFLICT (run, asset, agent, model) DO UPDATE SET hits = hits + 1
"""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that reached a server; `outcome` is `replied` or the name of the error."""

    outcome: str
    charged: str
    usage: Usage
    cost: int | None
    seconds: float
    batch: bool = False


def _make_tables(database: Database) -> None:
    database.create_table("calls", CALLS, pk="id", if_not_exists=True).create_index(["run"], if_not_exists=True)
    database.create_table("cache_hits", HITS, pk=("run", "asset", "agent", "model"), if_not_exists=True)


class UsageLog:
    """The usage tables of one workspace file, safe with many processes."""

    def __init__(self, path: Path) -> None:
        self.file = SqliteFile(path, _make_tables)

    def record(self, request: ChatRequest, model: str, call: Call) -> None:
        """The call is in the table on return."""
        who, usage = request.labels, call.usage
        spent = [usage.input, usage.cached_input, usage.output, call.cost, round(call.seconds, 4)]
        about = [who.run, who.asset, who.agent, model, who.prompt, who.prompt_version]
        self.file.write(CALL, [*about, call.outcome, call.charged, int(call.batch), *spent])

    def record_hit(self, request: ChatRequest, model: str) -> None:
        """The question is counted as answered from the cache."""
        self.file.write(HIT, [request.labels.run, request.labels.asset, request.labels.agent, model])


@dataclass(frozen=True, slots=True)
class Logged:
    """Writes every call into the usage log, and what it cost onto the reply."""

    inner: ChatModel
    log: UsageLog
    price: Price | None = None
    share: Decimal = Decimal(1)

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply with cost (picodollars) and seconds filled in."""
        started = time.perf_counter()
        try:
            reply = await self.inner.complete(request)
        except CallFailed as error:
            self._record(request, type(error).__name__, error.charged, error.usage or Usage(), started)
            raise
        cost, seconds = self._record(request, "replied", "known", reply.usage, started)
        return reply.model_copy(update={"cost": cost, "seconds": seconds})

    def _record(
        self, request: ChatRequest, outcome: str, charged: str, usage: Usage, started: float
    ) -> tuple[int | None, float]:
        seconds = round(time.perf_counter() - started, 4)
        cost = self.price.cost(usage, share=self.share) if self.price else None if usage.tokens else 0
        self.log.record(request, self.model_for(request.labels.agent), Call(outcome, charged, usage, cost, seconds))
        return cost, seconds
