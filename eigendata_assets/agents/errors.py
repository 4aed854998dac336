"""Every error of asking a language model.

EigenDataError
├── RequestError
│   ├── ModelNeeded         an agent without a rule, and no model for it (exit code 2)
│   ├── PriceNeeded         a budget in money, and a model without a price (exit code 2)
│   └── PromptError         a prompt or a field of it cannot be rendered (exit code 2)
├── BudgetExceeded          the next call could go over the run's limit; it was not made
├── AnswersPending          questions wait for a batch; run again when it is done
└── ModelError              a model was asked and there is no usable reply
    ├── CallFailed          the call itself: RateLimited, ServerFailed, TimedOut, ConnectionLost, NotAReply,
    │                       AccessDenied, QuotaExhausted, ModelNotFound, NotOffered, RequestInvalid
    ├── NotRecorded         a replayed recording has no such question
    └── ReplyError          the reply: ReplyMalformed, ReplyEmpty, ReplyRefused, ReplyCutOff
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from eigendata_assets.agents.messages import Usage
from eigendata_assets.errors import EigenDataError, RequestError

HOW_TO_CONFIGURE = (
    "Name a model in EIGENDATA_MODEL (or models.default.model in the workspace's eigendata.yaml) and set "
    "OPENAI_API_KEY, or OPENAI_BASE_URL for a server of your own; `eigendata doctor` shows what is in force."
)

Charge = Literal["none", "known", "unconfirmed"]
"""What a failed call may have cost: nothing, what its usage says, or nobody can say."""


class ModelNeeded(RequestError):
    """These agents have no rule and no model is configured for them; nothing was asked."""

    def __init__(self, agents: Sequence[str], reason: str) -> None:
        names = ", ".join(f"`{agent}`" for agent in agents)
        noun = "agent needs" if len(agents) == 1 else "agents need"
        super().__init__(f"{noun} a language model: {names}; {reason}", hint=HOW_TO_CONFIGURE)
        self.agents = tuple(agents)
        self.reason = reason


class PriceNeeded(RequestError):
    """A budget in money cannot be kept for a model whose price is not known."""


class PromptError(RequestError):
    """A prompt cannot be rendered as asked; `where` names the prompt and the field or line."""


class BudgetExceeded(EigenDataError):
    """The next call could go over the run's limit and was not made; every reply so far is kept."""

    def __init__(self, message: str, *, left: str = "") -> None:
        hint = "Raise budget.usd or budget.tokens (EIGENDATA_BUDGET_USD, EIGENDATA_BUDGET_TOKENS) and run again: "
        super().__init__(
            f"{message}; {left}" if left else message, hint=hint + "what was answered is kept and costs nothing."
        )
        self.spending = message
        self.left = left

    def with_left(self, left: str) -> BudgetExceeded:
        """The same stop, saying what is left to do."""
        return BudgetExceeded(self.spending, left=left)


class AnswersPending(EigenDataError):
    """Questions of this run wait for the provider's batch; asking them again later finds the answers."""


class ModelError(EigenDataError):
    """A model was asked and there is no usable reply."""


class NotRecorded(ModelError):
    """A recording is replayed and does not hold the question."""


class CallFailed(ModelError):
    """The call gave no reply.

    `again` says whether the same call may succeed later, `for_all` whether every other call will fail the same way.
    """

    again: ClassVar[bool] = False
    for_all: ClassVar[bool] = False
    charge: ClassVar[Charge] = "none"

    def __init__(self, message: str, *, hint: str = "", usage: Usage | None = None) -> None:
        super().__init__(message, hint=hint)
        self.usage = usage

    @property
    def charged(self) -> Charge:
        """What the call may have cost; a usage that came with the failure is exact."""
        return "known" if self.usage else self.charge


class RateLimited(CallFailed):
    """The server asks for fewer calls; `retry_after` is the wait in seconds that it names, or None."""

    again = True

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServerFailed(CallFailed):
    """The server failed (5xx, 408, 409); `retry_after` as in `RateLimited`."""

    again = True

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TimedOut(CallFailed):
    """No whole reply came in time; the server may have charged it."""

    again = True
    charge = "unconfirmed"


class ConnectionLost(CallFailed):
    """The connection failed before a whole reply came; the server may have charged it."""

    again = True
    charge = "unconfirmed"


class NotAReply(CallFailed):
    """What came is no chat completion: a web page, cut JSON, or JSON of another shape."""

    again = True
    charge = "unconfirmed"


class AccessDenied(CallFailed):
    """The key is missing, wrong or not allowed this model (401, 403)."""

    for_all = True


class QuotaExhausted(CallFailed):
    """The account has no credit left; waiting does not help."""

    for_all = True


class ModelNotFound(CallFailed):
    """The server knows no such model or address (404)."""

    for_all = True


class NotOffered(CallFailed):
    """The server has no such service (405, 501), for example no Batch API."""


class RequestInvalid(CallFailed):
    """The server refuses the request as it is (400, 422 and the like); it is not sent again."""


class ReplyError(ModelError):
    """The model replied, again and again, with what cannot be used."""

    problem: ClassVar[str] = "unusable reply"

    def __init__(self, agent: str, tries: int, detail: str) -> None:
        noun = "try" if tries == 1 else "tries"
        super().__init__(f"agent `{agent}`: {self.problem} after {tries} {noun}: {detail}")
        self.agent = agent
        self.tries = tries
        self.detail = detail


class ReplyMalformed(ReplyError):
    """The reply is not JSON, or not of the agent's reply type."""

    problem = "malformed reply"


class ReplyEmpty(ReplyError):
    """The reply has neither text nor tool calls."""

    problem = "empty reply"


class ReplyRefused(ReplyError):
    """The model refuses to answer."""

    problem = "the model refuses"


class ReplyCutOff(ReplyError):
    """The reply ended at the token limit and cannot be used."""

    problem = "reply cut off at max_tokens"
