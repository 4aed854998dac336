"""The chat model that a configuration describes, with all its wrappers in their order.

Labelled      for whom: run and asset
Roles         which model for which agent
Parametrised  how it generates                      (before the cache: it shapes the answer)
Cached        what was answered is not asked again
Batched       mode: batch only
Retrying      what failed is tried again            (outside the limit: a call that waits takes no turn)
Limited       so many at once                       (outside the budget: a call that waits holds no money)
Budgeted      nothing over the limit
Logged        every call that reached a server
OpenAIChat    the server
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from eigendata_assets.agents.batch_mode import Batched
from eigendata_assets.agents.batch_queue import BatchQueue
from eigendata_assets.agents.budget import Budget, Budgeted
from eigendata_assets.agents.cache import Cached, ReplyStore
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.concurrency import Limit, Limited
from eigendata_assets.agents.errors import PriceNeeded
from eigendata_assets.agents.labels import Labelled
from eigendata_assets.agents.money import from_usd
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.retry import Retrying
from eigendata_assets.agents.roles import Parametrised, Roles
from eigendata_assets.agents.settings import ModelSettings, Settings
from eigendata_assets.agents.usage_log import Logged, UsageLog
from resources.openai_batch import BatchAccount, BatchDesk
from resources.openai_chat import OpenAIChat, OpenAIEndpoint
from resources.openai_wire import request_body


class ModelStack:
    """What all models of a workspace share: its files, its budget, and one limit and connection for each server.

    `environ` is where keys are looked up; they are handed to the connection and kept nowhere else.
    """

    def __init__(self, settings: Settings, workspace: Path, environ: Mapping[str, str]) -> None:
        self.settings, self.workspace, self._environ = settings, workspace, environ
        self.store = ReplyStore(workspace / "cache" / "replies.sqlite")
        self.log = UsageLog(usage_file(workspace))
        self.queue = BatchQueue(usage_file(workspace))
        self._endpoints: dict[tuple[str | None, str | None, float], OpenAIEndpoint] = {}
        self._limits: dict[tuple[str | None, str], Limit] = {}

    def chat(self, run: str = "") -> ChatModel:
        """The model of this configuration for a run.

        Raises `PriceNeeded` when there is a budget in money and a model without a price. Agents for which no model is
        configured find `Offline`, and use their rules.
        """
        budget = self._budget()
        roles = {agent: self._role(agent, budget) for agent in self.settings.models.roles}
        return Labelled(Roles(self._model(self.settings.models.default, budget), roles), run=run)

    def desk(self) -> BatchDesk:
        """Submits and collects the batches of all models in batch mode."""
        batch = self.settings.batch
        return BatchDesk(
            queue=self.queue,
            store=self.store,
            log=self.log,
            budget=Budget(usage_file(self.workspace)),
            accounts={
                model.name: BatchAccount(self.endpoint(model), self.settings.price(model.name), batch.share_of_price)
                for model in self._all_models()
                if model.mode == "batch" and model.missing(self._environ) is None
            },
            fewest_calls=batch.fewest_calls,
            patience_seconds=batch.patience_hours * 3600,
        )

    def endpoint(self, model: ModelSettings) -> OpenAIEndpoint:
        """The connection to the model's server, the same for all models with that server and key."""
        key = (model.base_url, model.api_key_env, model.timeout_seconds)
        if key not in self._endpoints:
            secret = self._environ.get(model.api_key_env) if model.api_key_env else None
            self._endpoints[key] = OpenAIEndpoint(model.base_url, secret, timeout=model.timeout_seconds)
        return self._endpoints[key]

    def _all_models(self) -> list[ModelSettings]:
        models = self.settings.models
        roles = [models.of(agent) for agent in models.roles]
        return [models.default, *(model for model in roles if model != "rule")]

    def _role(self, agent: str, budget: Budget | None) -> ChatModel:
        model = self.settings.models.of(agent)
        return Offline(f"models.roles.{agent} is `rule`") if model == "rule" else self._model(model, budget)

    def _model(self, model: ModelSettings, budget: Budget | None) -> ChatModel:
        if (reason := model.missing(self._environ)) is not None:
            return Offline(reason)
        price = self.settings.price(model.name)
        if budget and budget.cost is not None and price is None:
            hint = f"Add `prices: {{{model.name}: {{input: ..., output: ...}}}}` (USD per million tokens)."
            raise PriceNeeded(f"budget.usd cannot be kept: the price of {model.name} is not known", hint=hint)
        self.store.file.open()
        self.log.file.open()
        chat: ChatModel = Logged(OpenAIChat(model, self.endpoint(model)), self.log, price)
        chat = Budgeted(chat, budget, price) if budget else chat
        chat = Limited(chat, self._limits.setdefault((model.base_url, model.name), Limit(model.concurrency)))
        retry = self.settings.retry
        chat = Retrying(chat, retry.attempts, retry.first_wait_seconds, retry.longest_wait_seconds)
        if model.mode == "batch":
            share = self.settings.batch.share_of_price
            body = partial(request_body, settings=model, with_schema=model.structured != "instruction")
            chat = Batched(chat, self.queue, body, budget, price, share)
        return Parametrised(Cached(chat, self.store, self.log.record_hit), model.parameters)

    def _budget(self) -> Budget | None:
        tokens, usd = self.settings.budget.tokens, self.settings.budget.usd
        if tokens is None and usd is None:
            return None
        return Budget(usage_file(self.workspace), tokens=tokens, cost=None if usd is None else from_usd(usd))


def usage_file(workspace: Path) -> Path:
    """The workspace's SQLite file with the usage log, the budgets and the batch queue."""
    return workspace / "models.sqlite"
