"""What may pass is tried again, never sooner than the server asks, and not for ever."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents import errors
from eigendata_assets.agents.errors import CallFailed, ConnectionLost, NotAReply, RateLimited, ServerFailed, TimedOut
from eigendata_assets.agents.messages import ChatReply, ChatRequest, Message
from eigendata_assets.agents.retry import Retrying
from eigendata_assets.agents.scripted import Answer, ScriptedChat

QUESTION = ChatRequest((Message(role="user", content="?"),))


def kinds(*, again: bool) -> list[type[CallFailed]]:
    found = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, CallFailed)]
    return [kind for kind in found if kind is not CallFailed and kind.again is again]


def run(answers: list[Answer], **options: float) -> tuple[ChatReply, list[float], ScriptedChat]:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    chat = ScriptedChat(answers)
    retrying = Retrying(chat, sleep=sleep, chance=lambda: 1.0, **options)  # type: ignore[arg-type]
    return asyncio.run(retrying.complete(QUESTION)), waits, chat


def test_what_may_pass_and_what_may_not_are_these() -> None:
    assert set(kinds(again=True)) == {RateLimited, ServerFailed, TimedOut, ConnectionLost, NotAReply}
    assert {kind.__name__ for kind in kinds(again=False)} == {
        "AccessDenied",
        "QuotaExhausted",
        "ModelNotFound",
        "NotOffered",
        "RequestInvalid",
    }


@pytest.mark.parametrize("kind", kinds(again=True))
def test_a_failure_that_may_pass_is_tried_again(kind: type[CallFailed]) -> None:
    reply, waits, chat = run([kind("x"), kind("x"), "fine"])
    assert reply.content == "fine"
    assert len(chat.requests) == 3
    assert waits == [0.5, 1.0]


@pytest.mark.parametrize("kind", kinds(again=False))
def test_any_other_failure_is_final_at_once(kind: type[CallFailed]) -> None:
    with pytest.raises(kind):
        run([kind("x"), "fine"])


def test_the_last_failure_is_raised_when_the_attempts_are_used_up() -> None:
    with pytest.raises(TimedOut, match="third"):
        run([ServerFailed("first"), ServerFailed("second"), TimedOut("third"), "fine"], attempts=3)


def test_the_same_question_is_asked_each_time() -> None:
    _, _, chat = run([ServerFailed("x"), "fine"])
    assert chat.requests == [QUESTION, QUESTION]


def test_a_retry_after_is_waited_out_in_full() -> None:
    _, waits, _ = run([RateLimited("x", retry_after=7.0), ServerFailed("x", retry_after=0.0), "fine"])
    assert waits[0] >= 7.0
    assert waits[1] == 0.0


def test_a_retry_after_beyond_patience_ends_the_trying() -> None:
    with pytest.raises(RateLimited, match="tomorrow"):
        run([RateLimited("tomorrow", retry_after=3600.0), "fine"])


@given(st.integers(2, 40), st.floats(0, 1), st.none() | st.floats(0, 60))
def test_waits_stay_between_what_is_asked_and_the_longest(attempt: int, chance: float, asked: float | None) -> None:
    retrying = Retrying(ScriptedChat([]), chance=lambda: chance)
    wait = retrying.wait_before(attempt, RateLimited("x", retry_after=asked))
    assert wait is not None
    if asked is None:
        assert 0.25 <= wait <= 60
    else:
        assert asked <= wait <= 1.25 * asked


def test_jitter_spreads_the_waits() -> None:
    waits = {Retrying(ScriptedChat([])).wait_before(3, ServerFailed("x")) for _ in range(20)}
    assert len(waits) > 10
