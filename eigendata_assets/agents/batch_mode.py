"""Asking through a provider's batch: the run collects its questions and ends; a later run finds the answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from eigendata_assets.agents.batch_queue import BatchQueue
from eigendata_assets.agents.budget import Amount, Budget, amount_of
from eigendata_assets.agents.cache import request_key
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import AnswersPending
from eigendata_assets.agents.estimate import most_tokens
from eigendata_assets.agents.messages import ChatReply, ChatRequest
from eigendata_assets.agents.money import Price
from eigendata_assets.artifacts.frozen import Json


@dataclass(frozen=True, slots=True)
class Batched:
    """Queues first tries for the next batch; asks `direct` for second tries, and for what a batch left unanswered.

    `body` makes the request body on the wire, `share` is the part of the price that a batch costs.
    """

    direct: ChatModel
    queue: BatchQueue
    body: Callable[[ChatRequest], dict[str, Json]]
    budget: Budget | None = None
    price: Price | None = None
    share: Decimal = Decimal("0.5")

    def model_for(self, agent: str) -> str:
        """The direct model's name for the agent."""
        return self.direct.model_for(agent)

    async def complete(self, request: ChatRequest) -> ChatReply:
        """A direct reply, or `AnswersPending`; `BudgetExceeded` when the question does not fit the run's budget."""
        if request.attempt:
            return await self.direct.complete(request)
        model = self.model_for(request.labels.agent)
        key = request_key(model, request)
        state = self.queue.state(key)
        if state == "direct":
            reply = await self.direct.complete(request)
            self.queue.remove(key)
            return reply
        if state is None:
            self.queue.add(key, model, request, self.body(request), self._hold(request))
        else:
            self.queue.wait(request.labels.run, key)
        raise AnswersPending("the question waits for a batch")

    def _hold(self, request: ChatRequest) -> Amount:
        amount, labels = amount_of(most_tokens(request), self.price, self.share), request.labels
        if self.budget is None:
            return Amount()
        if not self.budget.hold(labels.run, amount):
            raise self.budget.exceeded(labels.run, labels.agent, amount)
        return amount
