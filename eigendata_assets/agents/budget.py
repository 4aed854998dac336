"""A hard stop before a run spends more than it may, exact among concurrent calls and processes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from sqlite_utils import Database

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import BudgetExceeded, CallFailed
from eigendata_assets.agents.estimate import most_tokens
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Usage
from eigendata_assets.agents.money import Price, dollars
from eigendata_assets.agents.sqlite_file import SqliteFile

AMOUNTS = ("spent_tokens", "spent_cost", "held_tokens", "held_cost", "unconfirmed_tokens", "unconfirmed_cost")
COLUMNS = {"run": str, **dict.fromkeys((*AMOUNTS, "unconfirmed_calls"), int)}
HOLD = """
UPDATE budgets SET held_tokens = held_tokens + :tokens, held_cost = held_cost + :cost WHERE run = :run
AND (:most_tokens IS NULL OR spent_tokens + held_tokens + unconfirmed_tokens + :tokens <= :most_tokens)
AND (:most_cost IS NULL OR spent_cost + held_cost + unconfirmed_cost + :cost <= :most_cost)
"""
SETTLE = """
UPDATE budgets SET held_tokens = held_tokens - :tokens, held_cost = held_cost - :cost,
spent_tokens = spent_tokens + :used_tokens, spent_cost = spent_cost + :used_cost,
unconfirmed_tokens = unconfirmed_tokens + :maybe_tokens, unconfirmed_cost = unconfirmed_cost + :maybe_cost,
unconfirmed_calls = unconfirmed_calls + :maybe WHERE run = :run
"""
READ = (
    "SELECT spent_tokens, spent_cost, unconfirmed_tokens, unconfirmed_cost, unconfirmed_calls FROM budgets WHERE run=?"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """Tokens and picodollars."""

    tokens: int = 0
    cost: int = 0


def amount_of(usage: Usage, price: Price | None, share: Decimal = Decimal(1)) -> Amount:
    """The usage in tokens and picodollars, at this share of the price; without a price the money is 0."""
    return Amount(usage.tokens, price.cost(usage, share=share) if price else 0)


@dataclass(frozen=True, slots=True)
class Spending:
    """What a run has spent, and what calls without a reply may have cost beside it."""

    spent: Amount
    unconfirmed: Amount
    unconfirmed_calls: int


def _make_tables(database: Database) -> None:
    database.create_table("budgets", COLUMNS, pk="run", if_not_exists=True)


class Budget:
    """The limits of a run (None: no limit), and its account in the workspace file, which all its processes share.

    What a killed process had held stays held for that run: nobody can say whether those calls were charged. Of
    several processes, one may stop a little early because of what the others hold at that moment.
    """

    def __init__(self, path: Path, *, tokens: int | None = None, cost: int | None = None) -> None:
        self.file = SqliteFile(path, _make_tables)
        self.tokens, self.cost = tokens, cost
        self.under_way = 0
        """Calls of this process that hold an amount now."""

    def hold(self, run: str, amount: Amount) -> bool:
        """Whether the amount fits beside all that is spent, held and unconfirmed; it is then held for this call."""
        self.file.write("INSERT OR IGNORE INTO budgets VALUES (?,0,0,0,0,0,0,0)", [run])
        limits = {"most_tokens": self.tokens, "most_cost": self.cost}
        return self.file.write(HOLD, {"run": run, "tokens": amount.tokens, "cost": amount.cost} | limits) == 1

    def settle(self, run: str, held: Amount, used: Amount, *, unconfirmed: bool = False) -> None:
        """The call is over: `used` is spent; an unconfirmed call goes on counting with all that was held for it."""
        maybe = held if unconfirmed else Amount()
        values = {"run": run, "tokens": held.tokens, "cost": held.cost, "maybe": int(unconfirmed)}
        values |= {"used_tokens": used.tokens, "used_cost": used.cost}
        self.file.write(SETTLE, values | {"maybe_tokens": maybe.tokens, "maybe_cost": maybe.cost})

    def spending(self, run: str) -> Spending:
        """What the run has spent so far."""
        found = self.file.rows(READ, [run])
        tokens, cost, maybe_tokens, maybe_cost, calls = found[0] if found else (0, 0, 0, 0, 0)
        return Spending(Amount(tokens, cost), Amount(maybe_tokens, maybe_cost), calls)

    def exceeded(self, run: str, agent: str, next_call: Amount) -> BudgetExceeded:
        """The error that says what was spent and what the refused call may have taken."""
        so_far = self.spending(run)
        parts = [f"{so_far.spent.tokens:,} tokens and {dollars(so_far.spent.cost)} are spent"]
        if so_far.unconfirmed_calls:
            maybe = f"{so_far.unconfirmed.tokens:,} tokens, {dollars(so_far.unconfirmed.cost)}"
            parts.append(f"{so_far.unconfirmed_calls} calls without a reply may have cost up to {maybe}")
        limits = [f"{self.tokens:,} tokens"] if self.tokens is not None else []
        limits += [dollars(self.cost)] if self.cost is not None else []
        parts.append(f"the next call of `{agent}` may take {next_call.tokens:,} tokens, {dollars(next_call.cost)}")
        return BudgetExceeded(f"the run's budget of {' and '.join(limits)} stops here: {'; '.join(parts)}")


@dataclass(slots=True)
class Held:
    """What was held for one call, and what it turned out to use."""

    amount: Amount
    used: Amount = field(default_factory=Amount)
    unconfirmed: bool = True


@dataclass(frozen=True, slots=True)
class Budgeted:
    """Asks only when an upper estimate of the call fits the run's budget.

    While other calls of this process are under way, a call that does not fit waits: what they really take is less
    than what is held for them. It is refused when nothing is under way and it still does not fit.
    """

    inner: ChatModel
    budget: Budget
    price: Price | None = None

    def model_for(self, agent: str) -> str:
        """The inner model's name for the agent."""
        return self.inner.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """The inner model's reply; raises `BudgetExceeded` when it could take the run over its limit."""
        amount, run = amount_of(most_tokens(request), self.price), request.labels.run
        while not self.budget.hold(run, amount):
            if not self.budget.under_way:
                raise self.budget.exceeded(run, request.labels.agent, amount)
            await asyncio.sleep(0.01)
        with self._settled(run, amount) as held:
            reply = await self.inner.complete(request)
            held.used, held.unconfirmed = amount_of(reply.usage, self.price), False
        return reply

    @contextmanager
    def _settled(self, run: str, amount: Amount) -> Iterator[Held]:
        held = Held(amount)
        self.budget.under_way += 1
        try:
            yield held
        except CallFailed as error:
            held.unconfirmed = error.charged == "unconfirmed"
            held.used = amount_of(error.usage, self.price) if error.usage else Amount()
            raise
        finally:
            self.budget.under_way -= 1
            self.budget.settle(run, held.amount, held.used, unconfirmed=held.unconfirmed)
