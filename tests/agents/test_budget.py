"""A run never spends more than its limit, whatever its calls turn out to take and whoever makes them."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.agents.budget import Amount, Budget, Budgeted, Spending
from eigendata_assets.agents.errors import BudgetExceeded, CallFailed, NotAReply, RateLimited, ServerFailed, TimedOut
from eigendata_assets.agents.estimate import PER_CALL, PER_MESSAGE, UNBOUNDED_REPLY, most_tokens
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Labels, Message, Parameters, Tool, Usage
from eigendata_assets.agents.money import Price
from eigendata_assets.agents.scripted import Answer, ScriptedChat

PRICE = Price(input=Decimal(1), output=Decimal(2))


def question(text: str = "hello", *, most: int = 100, run: str = "r") -> ChatRequest:
    message = Message(role="user", content=text)
    return ChatRequest((message,), parameters=Parameters(max_tokens=most), labels=Labels(run=run, agent="judge"))


def taking(tokens: Callable[[], tuple[int, int]]) -> Callable[[ChatRequest], Answer]:
    def answer(_: ChatRequest) -> Answer:
        into, out = tokens()
        return ChatReply(content="x", usage=Usage(input=into, output=out))

    return answer


def ask(budgeted: Budgeted, requests: list[ChatRequest]) -> list[ChatReply | BaseException]:
    async def run() -> list[ChatReply | BaseException]:
        return await asyncio.gather(*[budgeted.complete(request) for request in requests], return_exceptions=True)

    return asyncio.run(run())


@settings(max_examples=40)
@given(
    limit=st.integers(0, 8_000),
    calls=st.lists(st.tuples(st.integers(0, 300), st.integers(1, 400), st.randoms()), max_size=25),
    failing=st.floats(0, 1),
)
def test_the_limit_is_never_exceeded_and_every_call_is_answered_failed_or_refused(
    limit: int, calls: list[tuple[int, int, random.Random]], failing: float
) -> None:
    chance = random.Random(1)

    def answer(request: ChatRequest) -> Answer:
        if chance.random() < failing:
            return chance.choice([TimedOut("x"), RateLimited("x"), NotAReply("x", usage=Usage(input=3, output=4))])
        most = most_tokens(request)
        return ChatReply(
            content="x", usage=Usage(input=chance.randint(0, most.input), output=chance.randint(0, most.output))
        )

    with tempfile.TemporaryDirectory() as folder:
        budget = Budget(Path(folder) / "b.sqlite", tokens=limit)
        chat = ScriptedChat(answer)
        requests = [question("y" * size, most=most) for size, most, _ in calls]
        outcomes = ask(Budgeted(chat, budget), requests)
        spending = budget.spending("r")
        budget.file.close()
    replies = [outcome for outcome in outcomes if isinstance(outcome, ChatReply)]
    failures = [outcome for outcome in outcomes if isinstance(outcome, CallFailed)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, BudgetExceeded)]
    assert len(replies) + len(failures) + len(refused) == len(calls)
    assert len(chat.requests) == len(replies) + len(failures)
    known = sum(reply.usage.tokens for reply in replies) + sum(f.usage.tokens for f in failures if f.usage)
    assert spending.spent.tokens == known
    assert known + spending.unconfirmed.tokens <= limit
    assert spending.unconfirmed_calls == sum(isinstance(failure, TimedOut) for failure in failures)


def test_money_and_tokens_are_both_limits(tmp_path: Path) -> None:
    cheap = Budget(tmp_path / "a.sqlite", cost=200 * 10**6)
    (first, second) = ask(Budgeted(ScriptedChat(taking(lambda: (40, 50))), cheap, PRICE), [question(most=10)] * 2)
    assert isinstance(first, ChatReply)
    assert isinstance(second, BudgetExceeded)
    assert cheap.spending("r").spent == Amount(90, 140 * 10**6)


def test_the_refusal_says_what_was_spent_and_what_to_raise(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b.sqlite", tokens=600, cost=5 * 10**12)
    answers: list[Answer] = [ChatReply(content="x", usage=Usage(input=100, output=50)), TimedOut("x"), "never"]
    budgeted = Budgeted(ScriptedChat(answers), budget, PRICE)
    for _ in range(2):
        ask(budgeted, [question()])
    (refusal,) = ask(budgeted, [question()])
    assert isinstance(refusal, BudgetExceeded)
    assert "the run's budget of 600 tokens and $5.00 stops here: 150 tokens and $0.0002 are spent" in str(refusal)
    assert "1 calls without a reply may have cost up to 2" in str(refusal)
    assert "the next call of `judge` may take 2" in str(refusal)
    assert "EIGENDATA_BUDGET_USD" in str(refusal)
    assert refusal.exit_code == 1


def test_nothing_is_asked_when_the_first_call_does_not_fit(tmp_path: Path) -> None:
    chat = ScriptedChat(["never"])
    outcomes = ask(Budgeted(chat, Budget(tmp_path / "b.sqlite", tokens=10)), [question()] * 5)
    assert all(isinstance(outcome, BudgetExceeded) for outcome in outcomes)
    assert chat.requests == []


def test_a_call_that_does_not_fit_waits_for_those_under_way_to_take_less(tmp_path: Path) -> None:
    one = most_tokens(question()).tokens
    budget = Budget(tmp_path / "b.sqlite", tokens=one + 3 * 20)
    chat = ScriptedChat(taking(lambda: (10, 10)), seconds=0.02)
    assert all(isinstance(outcome, ChatReply) for outcome in ask(Budgeted(chat, budget), [question()] * 4))
    assert budget.spending("r").spent.tokens == 80


@pytest.mark.parametrize(
    ("failure", "spending"),
    [
        (ServerFailed("x"), Spending(Amount(), Amount(), 0)),
        (RateLimited("x"), Spending(Amount(), Amount(), 0)),
        (NotAReply("x", usage=Usage(input=7, output=1)), Spending(Amount(8), Amount(), 0)),
        (NotAReply("x"), Spending(Amount(), Amount(most_tokens(question()).tokens), 1)),
        (TimedOut("x"), Spending(Amount(), Amount(most_tokens(question()).tokens), 1)),
    ],
)
def test_a_failed_call_counts_as_far_as_it_may_have_been_charged(
    tmp_path: Path, failure: CallFailed, spending: Spending
) -> None:
    budget = Budget(tmp_path / "b.sqlite", tokens=10_000)
    ask(Budgeted(ScriptedChat([failure]), budget), [question()])
    assert budget.spending("r") == spending
    assert budget.under_way == 0


def test_a_cancelled_call_goes_on_counting_because_nobody_knows(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b.sqlite", tokens=10_000)
    budgeted = Budgeted(ScriptedChat(["x"], seconds=60), budget)

    async def run() -> None:
        task = asyncio.create_task(budgeted.complete(question()))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    assert budget.spending("r").unconfirmed_calls == 1


def test_each_run_has_its_own_account(tmp_path: Path) -> None:
    limit = most_tokens(question()).tokens
    budget = Budget(tmp_path / "b.sqlite", tokens=limit)
    requests = [question(run="one"), question(run="two")]
    outcomes = ask(Budgeted(ScriptedChat(taking(lambda: (limit, 0))), budget), requests)
    assert all(isinstance(outcome, ChatReply) for outcome in outcomes)
    assert isinstance(ask(Budgeted(ScriptedChat(["x"]), budget), [question(run="one")])[0], BudgetExceeded)


def _spend(path: Path, limit: int, rounds: int) -> None:
    budgeted = Budgeted(ScriptedChat(taking(lambda: (10, 10)), seconds=0.001), Budget(path, tokens=limit))
    ask(budgeted, [question(most=20)] * rounds)


def test_the_processes_of_one_run_share_one_account(tmp_path: Path) -> None:
    path, limit = tmp_path / "b.sqlite", 1_500
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_spend, args=(path, limit, 100)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [worker.exitcode for worker in workers] == [0] * 4
    spent = Budget(path, tokens=limit).spending("r").spent.tokens
    assert limit - 2 * most_tokens(question(most=20)).tokens < spent <= limit


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.none() | st.integers(1, 9_999))
def test_the_estimate_is_never_below_what_a_byte_tokenizer_would_count(text: str, most: int | None) -> None:
    request = ChatRequest(
        (Message(role="user", content=text),),
        tools=(Tool(name="f", description=text),),
        reply_schema={"title": text},
        parameters=Parameters(max_tokens=most),
    )
    estimate = most_tokens(request)
    assert estimate.input >= 3 * len(text.encode()) + 3 * PER_MESSAGE + PER_CALL
    assert estimate.output == (most or UNBOUNDED_REPLY)
