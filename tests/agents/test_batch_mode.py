"""In batch mode questions wait in a queue across runs; what the batch did not answer is asked directly."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.agents.batch_mode import Batched
from eigendata_assets.agents.batch_queue import BatchQueue, State
from eigendata_assets.agents.budget import Amount, Budget
from eigendata_assets.agents.cache import request_key
from eigendata_assets.agents.errors import AnswersPending, BudgetExceeded
from eigendata_assets.agents.estimate import most_tokens
from eigendata_assets.agents.messages import ChatRequest, Labels, Message, Parameters
from eigendata_assets.agents.money import Price
from eigendata_assets.agents.scripted import ScriptedChat


def question(text: str, run: str = "r1", **more: Any) -> ChatRequest:
    labels = Labels(run=run, agent="judge", prompt="room/judge")
    return ChatRequest(
        (Message(role="user", content=text),), parameters=Parameters(max_tokens=50), labels=labels, **more
    )


def body(request: ChatRequest) -> dict[str, Any]:
    return {"content": request.messages[0].content}


@pytest.fixture
def queue(tmp_path: Path) -> BatchQueue:
    return BatchQueue(tmp_path / "q.sqlite")


def wait(batched: Batched, request: ChatRequest) -> None:
    with pytest.raises(AnswersPending):
        asyncio.run(batched.complete(request))


def test_a_question_is_queued_once_with_its_body_and_labels(queue: BatchQueue) -> None:
    chat = ScriptedChat([])
    batched = Batched(chat, queue, body)
    for _ in range(3):
        wait(batched, question("a"))
    (call,) = queue.calls("waiting")
    assert (call.key, call.model, call.body) == (request_key("scripted", question("a")), "scripted", {"content": "a"})
    assert call.labels == question("a").labels
    assert chat.requests == []


@pytest.mark.parametrize("state", ["waiting", "submitting", "submitted"])
def test_a_question_in_the_queue_goes_on_waiting(queue: BatchQueue, state: State) -> None:
    batched = Batched(ScriptedChat([]), queue, body)
    wait(batched, question("a"))
    queue.move(queue.calls("waiting"), state, batch="b")
    wait(batched, question("a"))
    assert queue.state(request_key("scripted", question("a"))) == state


def test_a_question_that_the_batch_left_unanswered_is_asked_directly_and_leaves_the_queue(queue: BatchQueue) -> None:
    batched = Batched(ScriptedChat(["fine"]), queue, body)
    wait(batched, question("a"))
    queue.move(queue.calls("waiting"), "direct")
    assert asyncio.run(batched.complete(question("a"))).content == "fine"
    assert queue.state(request_key("scripted", question("a"))) is None


def test_a_second_try_does_not_wait_another_day(queue: BatchQueue) -> None:
    reply = asyncio.run(Batched(ScriptedChat(["fine"]), queue, body).complete(question("a", attempt=1)))
    assert reply.content == "fine"
    assert queue.calls("waiting") == []


def test_a_queued_question_holds_the_batch_price_of_its_most_tokens(queue: BatchQueue) -> None:
    price = Price(input=Decimal(2), output=Decimal(4))
    most = most_tokens(question("a"))
    budget = Budget(queue.file.path, tokens=most.tokens * 2, cost=10**13)
    batched = Batched(ScriptedChat([]), queue, body, budget, price, Decimal("0.5"))
    wait(batched, question("a"))
    (call,) = queue.calls("waiting")
    assert call.held == Amount(most.tokens, price.cost(most) // 2)
    wait(batched, question("b"))
    with pytest.raises(BudgetExceeded, match="the run's budget"):
        asyncio.run(batched.complete(question("c")))
    assert len(queue.calls("waiting")) == 2


def test_a_run_is_ready_when_none_of_its_questions_waits_and_is_given_out_once(queue: BatchQueue) -> None:
    batched = Batched(ScriptedChat([]), queue, body)
    for text, run in (("a", "r1"), ("b", "r1"), ("b", "r2"), ("c", "r3")):
        wait(batched, question(text, run))
    assert queue.take_ready_runs() == ()
    by_text = {call.body["content"]: call for call in queue.calls("waiting")}
    queue.remove(by_text["b"].key)
    assert queue.take_ready_runs() == ("r2",)
    queue.move([by_text["a"]], "direct")
    assert queue.take_ready_runs() == ("r1",)
    assert queue.take_ready_runs() == ()


def test_two_processes_cannot_both_take_a_question_to_a_batch(queue: BatchQueue) -> None:
    wait(Batched(ScriptedChat([]), queue, body), question("a"))
    seen_by_both = queue.calls("waiting")
    assert len(queue.move(seen_by_both, "submitting", batch="mine")) == 1
    assert queue.move(seen_by_both, "submitting", batch="theirs") == []
    assert [call.batch for call in queue.calls("submitting")] == ["mine"]
    assert queue.calls("submitting", batch="theirs") == []
