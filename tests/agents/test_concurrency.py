"""So many calls at once as the server bears: fewer when it complains, slowly more when it does not."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.concurrency import Limit, Limited
from eigendata_assets.agents.errors import RateLimited, ServerFailed
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message

QUESTION = ChatRequest((Message(role="user", content="?"),))


class Server:
    """Counts calls under way; `answer` decides on each."""

    def __init__(self, answer: Callable[[int], Exception | None] = lambda _: None, seconds: float = 0.001) -> None:
        self.answer, self.seconds = answer, seconds
        self.under_way = self.most = self.asked = 0

    def model_for(self, agent: str) -> str:
        return "m"

    async def complete(self, request: ChatRequest) -> ChatReply:
        self.under_way += 1
        self.asked += 1
        self.most = max(self.most, self.under_way)
        try:
            await asyncio.sleep(self.seconds)
            if error := self.answer(self.under_way):
                raise error
            return ChatReply(content="fine")
        finally:
            self.under_way -= 1


def ask(limit: Limit, server: Server, times: int) -> list[ChatReply | BaseException]:
    async def run() -> list[ChatReply | BaseException]:
        limited = Limited(server, limit)
        return await asyncio.gather(*[limited.complete(QUESTION) for _ in range(times)], return_exceptions=True)

    return asyncio.run(run())


def quick(most: int) -> Limit:
    return Limit(most, spacing=0.0)


@given(st.integers(1, 20), st.integers(0, 60))
def test_no_more_calls_are_under_way_than_allowed_and_all_are_answered(most: int, times: int) -> None:
    server, limit = Server(seconds=0), quick(most)
    replies = ask(limit, server, times)
    assert len(replies) == server.asked == times
    assert server.most == min(most, times)
    assert limit.running == 0
    assert limit.allowed == most


def test_a_rate_limit_lowers_the_limit_once_for_the_calls_that_were_under_way_together() -> None:
    limit = quick(10)
    replies = ask(limit, Server(lambda _: RateLimited("slow down")), 10)
    assert all(isinstance(reply, RateLimited) for reply in replies)
    assert limit.allowed == 7.0


def test_a_round_of_replies_raises_the_limit_by_about_one_and_never_over_the_most() -> None:
    limit = quick(10)
    limit.allowed = 4.0
    ask(limit, Server(), 4)
    assert 4.8 < limit.allowed < 5.1
    ask(limit, Server(), 200)
    assert limit.allowed == 10.0


def test_the_limit_never_falls_below_one() -> None:
    limit = quick(3)
    for _ in range(20):
        ask(limit, Server(lambda _: RateLimited("slow down")), 1)
    assert limit.allowed == 1.0
    assert isinstance(ask(limit, Server(), 5)[-1], ChatReply)


def test_other_failures_leave_the_limit_as_it_is() -> None:
    limit = quick(4)
    ask(limit, Server(lambda _: ServerFailed("down")), 8)
    assert (limit.allowed, limit.running) == (4.0, 0)


def test_the_limit_settles_near_what_the_server_bears() -> None:
    server = Server(lambda under_way: RateLimited("slow down") if under_way > 6 else None)
    limit = quick(40)
    replies = ask(limit, server, 600)
    refused = sum(isinstance(reply, RateLimited) for reply in replies[200:])
    assert 3 <= limit.allowed <= 9
    assert refused < 80


def test_turns_are_given_in_the_order_of_asking() -> None:
    order: list[int] = []
    limit = quick(1)

    async def one(number: int) -> None:
        turn = await limit.start()
        order.append(number)
        await asyncio.sleep(0)
        limit.end(turn, replied=True)

    async def run() -> None:
        await asyncio.gather(*[one(number) for number in range(10)])

    asyncio.run(run())
    assert order == list(range(10))


def test_two_calls_start_a_little_apart() -> None:
    limit = Limit(8, spacing=0.01)
    starts: list[float] = []

    async def one() -> None:
        turn = await limit.start()
        starts.append(asyncio.get_running_loop().time())
        limit.end(turn, replied=True)

    async def run() -> None:
        await asyncio.gather(*[one() for _ in range(5)])

    asyncio.run(run())
    assert starts[-1] - starts[0] >= 0.035


@pytest.mark.parametrize("spacing", [0.0, 0.001])
def test_cancelled_calls_give_their_turns_back(spacing: float) -> None:
    limit, server = Limit(3, spacing=spacing), Server(seconds=0.002)
    chance = random.Random(5)

    async def run() -> None:
        limited = Limited(server, limit)
        tasks = [asyncio.create_task(limited.complete(QUESTION)) for _ in range(60)]
        for task in chance.sample(tasks, 30):
            await asyncio.sleep(0.0005)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert limit.running == 0
        await limited.complete(QUESTION)

    asyncio.run(run())
    assert server.most <= 3


def test_a_limit_serves_one_event_loop_after_the_other() -> None:
    limit = quick(2)

    async def abandoned() -> None:
        limited = Limited(Server(seconds=60), limit)
        for _ in range(5):
            asyncio.create_task(limited.complete(QUESTION))  # noqa: RUF006 the loop ends before they do
        await asyncio.sleep(0.001)

    asyncio.run(abandoned())
    assert limit.running == 0
    assert len(ask(limit, Server(), 6)) == 6
