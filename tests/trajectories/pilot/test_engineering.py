"""The prompt engineer: what cannot take a prompt's place is shown back, and its own prompts render."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from eigendata_assets.agents.errors import ReplyMalformed
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.pilot import FailureAnalysis, FailureCategory, PilotRound, Strategy
from eigendata_assets.trajectories.pilot.engineering import PromptEngineer, RevisedPrompt, misfit
from eigendata_assets.trajectories.pilot.samples import Tried
from tests.trajectories.pilot.rooms import BLUNT, NATURAL, REALISM, Rooms

SEED = Rooms().seed()
CATEGORY = FailureCategory(name="stiff", cause="it is a query", samples=("s0", "s1"))


def tried() -> Tried:
    found = FailureAnalysis(categories=(CATEGORY,), made_by="rule")
    values = {"accepted": 1.0, "realism": 0.2}
    done = PilotRound(number=0, strategy=SEED.version, samples=(), values=values, missed=("realism",), analysis=found)
    return Tried(SEED, (), done)


def revise(answers: Iterable[Any]) -> tuple[Strategy | None, ScriptedChat]:
    chat = ScriptedChat(answers)
    return asyncio.run(PromptEngineer(REALISM, chat).revise(tried(), [SEED])), chat


def answer(text: str, role: str = "user") -> dict[str, Any]:
    return {"prompts": [{"role": role, "text": text, "reason": "why"}]}


@pytest.mark.parametrize(
    ("revision", "problem"),
    [
        (RevisedPrompt(role="clerk", text="x", reason=""), "no role 'clerk'"),
        (RevisedPrompt(role="user", text=BLUNT, reason=""), "as it was"),
        (RevisedPrompt(role="user", text="No field.", reason=""), "exactly the fields floor"),
        (RevisedPrompt(role="user", text="{{ floor }} {{ secret }}", reason=""), "exactly the fields floor"),
        (RevisedPrompt(role="user", text="{{ floor ", reason=""), "prompt user"),
        (RevisedPrompt(role="user", text="{{ floor | attr('__class__') }}", reason=""), "attr"),
        (RevisedPrompt(role="user", text=NATURAL, reason=""), ""),
    ],
)
def test_a_text_takes_a_prompts_place_only_where_it_fits(revision: RevisedPrompt, problem: str) -> None:
    found = misfit(revision, SEED.texts)
    assert problem in found
    assert bool(found) == bool(problem)


def test_what_does_not_fit_is_shown_back_and_asked_for_again() -> None:
    strategy, chat = revise([answer("No field."), answer(NATURAL)])
    assert strategy is not None
    assert strategy.prompt("user").text == NATURAL
    assert "exactly the fields floor" in chat.requests[1].messages[-1].content


def test_an_engineer_who_never_fits_raises() -> None:
    with pytest.raises(ReplyMalformed, match="prompt_engineer"):
        revise([answer("No field.")] * 3)


def test_an_engineer_must_change_something() -> None:
    with pytest.raises(ReplyMalformed):
        revise([{"prompts": []}] * 3)


def test_the_prompt_shows_each_role_the_values_and_the_causes() -> None:
    _, chat = revise([answer(NATURAL)])
    text = chat.requests[0].messages[-1].content
    for shown in (BLUNT, "===== assistant =====", "realism: 0.2, at least 0.75 (missed)", "stiff (2): it is a query"):
        assert shown in text
    assert "What was tried before" not in text


def test_the_seed_stays_as_it_is() -> None:
    strategy, _ = revise([answer(NATURAL)])
    assert strategy is not None
    assert Rooms().seed() == SEED
    assert SEED.prompt("user").text == BLUNT
    with pytest.raises(KeyError):
        SEED.prompt("clerk")
