"""The provider's Batch API: questions go up in one file, answers come back within a day at part of the price.

A submission is written down before it is made and found again by its own number after a crash, so that no question
is in two batches. Where a server has no Batch API, and for what a batch did not answer, calls become direct ones.
"""

import json
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from eigendata_assets.agents.batch_queue import BatchQueue, Collected, QueuedCall
from eigendata_assets.agents.budget import Amount, Budget, amount_of
from eigendata_assets.agents.cache import ReplyStore
from eigendata_assets.agents.errors import (
    AccessDenied,
    CallFailed,
    ModelNotFound,
    NotAReply,
    NotOffered,
    RequestInvalid,
)
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Parameters
from eigendata_assets.agents.money import Price
from eigendata_assets.agents.usage_log import Call, UsageLog
from eigendata_assets.artifacts.frozen import Json
from resources.openai_chat import OpenAIEndpoint
from resources.openai_wire import read_completion

PATH: Literal["/v1/chat/completions"] = "/v1/chat/completions"
SUBMISSION = "eigendata_submission"
MOST_CALLS, MOST_BYTES = 50_000, 150_000_000
UPLOAD_SECONDS = 600
ABANDONED_SECONDS = 900
"""A submission that has not become a batch after this long belongs to a process that has died."""

NO_BATCH_API = (AccessDenied, ModelNotFound, NotOffered, RequestInvalid)
"""What a server without a Batch API, or a key that may not use it, gives."""

OVER = frozenset(["completed", "failed", "expired", "cancelled"])


@dataclass(frozen=True, slots=True)
class BatchAccount:
    """Where the batches of one model go, and what they cost; `share` is the part of the price paid."""

    endpoint: OpenAIEndpoint
    price: Price | None = None
    share: Decimal = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class BatchDesk:
    """Submits what waits in the queue and brings in what the provider has answered, into cache and usage log."""

    queue: BatchQueue
    store: ReplyStore
    log: UsageLog
    budget: Budget
    accounts: Mapping[str, BatchAccount]
    fewest_calls: int = 10
    patience_seconds: float = 26 * 3600

    async def submit(self, *, waiting_seconds: float = 0) -> list[str]:
        """The ids of the new batches, one or more for each model with waiting questions (waiting this long).

        Fewer than `fewest_calls` questions of a model become direct ones, and so do all of a server without a Batch
        API. A failure that may pass leaves them waiting and is raised.
        """
        await self._recover()
        old = time.time() - waiting_seconds
        waiting = [call for call in self.queue.calls("waiting") if call.since <= old]
        made: list[str] = []
        for model in sorted({call.model for call in waiting}):
            calls = [call for call in waiting if call.model == model]
            if len(calls) < self.fewest_calls or model not in self.accounts:
                self._make_direct(calls)
                continue
            for part in parts(calls):
                made += await self._submit(model, part)
        return made

    async def collect(self) -> Collected:
        """What the open batches brought so far; answers are in the cache, and the runs that can go on are named."""
        answered = direct = waiting = 0
        for batch, model, since in self.queue.batches():
            calls = self.queue.calls("submitted", batch=batch)
            if model not in self.accounts:
                direct += self._make_direct(calls)
                continue
            answers = await self._answers(batch, model, impatient=time.time() - since > self.patience_seconds)
            if answers is None:
                waiting += len(calls)
                continue
            unanswered = [call for call in calls if not self._take(call, answers.get(call.key))]
            answered += len(calls) - len(unanswered)
            direct += self._make_direct(unanswered)
        return Collected(answered, direct, waiting, self.queue.take_ready_runs())

    async def _submit(self, model: str, calls: Sequence[QueuedCall]) -> list[str]:
        submission = uuid.uuid4().hex
        if not self.queue.move(calls, "submitting", batch=submission):
            return []
        mine = self.queue.calls("submitting", batch=submission)
        try:
            batch = await _create(self.accounts[model].endpoint, lines_of(mine), submission)
        except CallFailed as error:
            if isinstance(error, NO_BATCH_API):
                self._make_direct(mine)
                return []
            if error.charged == "none":
                self.queue.move(mine, "waiting")
            raise
        self.queue.move(mine, "submitted", batch=batch)
        return [batch]

    async def _recover(self) -> None:
        """Take up submissions whose process died: as submitted when the provider has them, else as waiting."""
        old = time.time() - ABANDONED_SECONDS
        left = [call for call in self.queue.calls("submitting") if call.since < old]
        for model in sorted({call.model for call in left if call.model in self.accounts}):
            known = await _submissions(self.accounts[model].endpoint)
            if known is None:
                continue
            for submission in {call.batch for call in left if call.model == model}:
                calls = [call for call in left if call.batch == submission]
                batch = known.get(submission)
                self.queue.move(calls, "submitted" if batch else "waiting", batch=batch or "")

    async def _answers(self, batch: str, model: str, *, impatient: bool) -> dict[str, Json] | None:
        """The lines of the output by key, None while the batch is open; a batch that takes too long is cancelled."""
        endpoint = self.accounts[model].endpoint
        try:
            found = await endpoint.call(lambda client: client.batches.retrieve(batch))
        except ModelNotFound:
            return {}
        over = getattr(found, "status", "") in OVER
        if not over and not impatient:
            return None
        if not over:
            await endpoint.call(lambda client: client.batches.cancel(batch))
        output = getattr(found, "output_file_id", None)
        if not output:
            return {}
        content = await endpoint.call(lambda client: client.files.content(output), seconds=UPLOAD_SECONDS)
        return read_lines(endpoint.redacted(content.text))

    def _take(self, call: QueuedCall, line: Json) -> bool:
        """Whether the line holds a reply to the call; it is then in the cache, logged and paid."""
        try:
            reply = read_answer(line, call)
        except NotAReply:
            return False
        account = self.accounts[call.model]
        amount = amount_of(reply.usage, account.price, account.share)
        reply = reply.model_copy(update={"cost": amount.cost if account.price else None, "batch": True})
        request = ChatRequest(messages=(), labels=call.labels)
        self.store.put(call.key, reply, call.model, request)
        if self.queue.remove(call.key):
            self.log.record(request, call.model, Call("replied", "known", reply.usage, reply.cost, 0.0, batch=True))
            self.budget.settle(call.run, call.held, amount)
        return True

    def _make_direct(self, calls: Sequence[QueuedCall]) -> int:
        moved = self.queue.move(calls, "direct")
        for call in moved:
            self.budget.settle(call.run, call.held, Amount())
        return len(moved)


def parts(calls: Sequence[QueuedCall]) -> Iterator[list[QueuedCall]]:
    """The calls in parts that a provider takes as one batch."""
    part: list[QueuedCall] = []
    size = 0
    for call in calls:
        length = len(json.dumps(call.body)) + 200
        if part and (len(part) == MOST_CALLS or size + length > MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(call)
        size += length
    if part:
        yield part


def lines_of(calls: Sequence[QueuedCall]) -> bytes:
    """The input file: one request a line, with the cache key as its id."""
    lines = ({"custom_id": call.key, "method": "POST", "url": PATH, "body": call.body} for call in calls)
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def read_lines(text: str) -> dict[str, Json]:
    """The output file's lines by their id; a line that is no such JSON is left out."""
    found: dict[str, Json] = {}
    for line in text.splitlines():
        try:
            entry = json.loads(line)
            found[entry["custom_id"]] = entry
        except (ValueError, KeyError, TypeError, RecursionError):
            continue
    return found


def read_answer(line: Json, call: QueuedCall) -> ChatReply:
    """The reply in a line of the output; raises `NotAReply` for an error, another status, or no line at all."""
    response = line.get("response") if isinstance(line, dict) else None
    if not isinstance(response, dict) or response.get("status_code") != 200:
        raise NotAReply("the batch has no reply to this call")
    request = ChatRequest(messages=(), parameters=Parameters(max_tokens=call.body.get("max_tokens")))
    return read_completion(json.dumps(response.get("body")), request)


async def _create(endpoint: OpenAIEndpoint, lines: bytes, submission: str) -> str:
    file = (f"{submission}.jsonl", lines, "application/jsonl")
    uploaded = await endpoint.call(
        lambda client: client.files.create(file=file, purpose="batch"), seconds=UPLOAD_SECONDS
    )
    file_id = _id(uploaded)
    batch = await endpoint.call(
        lambda client: client.batches.create(
            input_file_id=file_id, endpoint=PATH, completion_window="24h", metadata={SUBMISSION: submission}
        )
    )
    return _id(batch)


def _id(made: object) -> str:
    """The id of what the provider made; the package takes anything for an answer, a web page too."""
    identity = getattr(made, "id", None)
    if not isinstance(identity, str) or not identity:
        raise NotAReply(f"the Batch API gave no id but {str(made)[:80]!r}")
    return identity


async def _submissions(endpoint: OpenAIEndpoint) -> dict[str, str] | None:
    """The provider's latest batches: our number of the submission, and the batch's id; None when it does not say."""
    try:
        page = await endpoint.call(lambda client: client.batches.list(limit=100))
    except CallFailed:
        return None
    return {(batch.metadata or {}).get(SUBMISSION, ""): batch.id for batch in page.data}
