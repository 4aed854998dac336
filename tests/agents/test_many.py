"""Many rows at once: each has its own outcome, a stop loses nothing, and what is left is said."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.errors import (
    AccessDenied,
    AnswersPending,
    BudgetExceeded,
    ModelNeeded,
    ReplyEmpty,
    ServerFailed,
)
from eigendata_assets.agents.many import Outcome, for_each


async def doubled(row: int) -> int:
    await asyncio.sleep(0.001 * (row % 3))
    return row * 2


@given(st.lists(st.integers(0, 9), max_size=30), st.integers(1, 8))
def test_every_row_has_one_outcome_in_order(rows: list[int], at_once: int) -> None:
    seen: dict[int, Outcome[int]] = {}
    outcomes = asyncio.run(for_each(rows, doubled, at_once=at_once, on_done=seen.__setitem__))
    assert [outcome.value for outcome in outcomes] == [row * 2 for row in rows]
    assert [seen[index] for index in range(len(rows))] == outcomes


def test_no_more_rows_are_under_way_than_allowed() -> None:
    under_way: list[int] = []
    most = 0

    async def work(row: int) -> None:
        nonlocal most
        under_way.append(row)
        most = max(most, len(under_way))
        await asyncio.sleep(0.001)
        under_way.remove(row)

    asyncio.run(for_each(range(50), work, at_once=7))
    assert most == 7


def test_the_failure_of_a_row_is_that_rows_alone() -> None:
    async def work(row: int) -> int:
        if row == 1:
            raise ReplyEmpty("judge", 3, "nothing")
        if row == 2:
            raise ServerFailed("down")
        return row

    outcomes = asyncio.run(for_each(range(4), work))
    assert [outcome.value for outcome in outcomes] == [0, None, None, 3]
    assert [type(outcome.error).__name__ for outcome in outcomes] == [
        "NoneType",
        "ReplyEmpty",
        "ServerFailed",
        "NoneType",
    ]


def test_an_exceeded_budget_begins_no_further_row_ends_those_under_way_and_says_what_is_left() -> None:
    begun: list[int] = []
    saved: list[int] = []

    async def work(row: int) -> int:
        begun.append(row)
        await asyncio.sleep(0.001)
        if row == 5:
            raise BudgetExceeded("5 of 5 are spent")
        await asyncio.sleep(0.01)
        return row

    with pytest.raises(BudgetExceeded) as caught:
        asyncio.run(for_each(range(100), work, at_once=10, on_done=lambda index, outcome: saved.append(index)))
    assert len(begun) <= 11
    assert sorted([*saved, 5]) == sorted(begun)
    assert caught.value.message == f"5 of 5 are spent; {len(saved)} of 100 rows are done, {100 - len(saved)} are left"
    assert "run again" in caught.value.hint


def test_a_failure_that_every_call_will_meet_begins_no_further_row() -> None:
    begun: list[int] = []

    async def work(row: int) -> int:
        begun.append(row)
        await asyncio.sleep(0.001)
        raise AccessDenied("401: who are you")

    with pytest.raises(AccessDenied, match="who are you"):
        asyncio.run(for_each(range(1000), work, at_once=10))
    assert len(begun) <= 10


def test_rows_that_wait_for_a_batch_do_not_stop_the_others() -> None:
    saved: list[int] = []

    async def work(row: int) -> int:
        if row % 2:
            raise AnswersPending("waits")
        return row

    with pytest.raises(AnswersPending, match="5 of 10 rows wait for a batch"):
        asyncio.run(for_each(range(10), work, on_done=lambda index, outcome: saved.append(index)))
    assert sorted(saved) == [0, 2, 4, 6, 8]


@pytest.mark.parametrize("error", [ModelNeeded(["judge"], "none"), ZeroDivisionError("a bug")])
def test_any_other_error_ends_all_and_is_raised_as_it_is(error: Exception) -> None:
    cancelled: list[int] = []

    async def work(row: int) -> None:
        if row == 3:
            raise error
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            cancelled.append(row)
            raise

    with pytest.raises(type(error)) as caught:
        asyncio.run(for_each(range(100), work, at_once=5))
    assert caught.value is error
    assert 3 <= len(cancelled) <= 4


def test_no_rows_give_no_outcomes() -> None:
    assert asyncio.run(for_each([], doubled)) == []
