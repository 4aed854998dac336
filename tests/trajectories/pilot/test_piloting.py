"""The first phase: rounds of samples, scores and revised prompts, with a model that answers from a function."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from eigendata_assets.agents.errors import ReplyMalformed
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.pilot import Pilot
from eigendata_assets.trajectories.pilot.piloting import run_pilot
from tests.trajectories.pilot.rooms import BLUNT, NATURAL, Rooms, engineer, judge, model


def piloted(answer: Callable[[ChatRequest], Any] = model, rounds: int = 3, rooms: Rooms | None = None) -> Pilot:
    chat, maker = ScriptedChat(answer), rooms or Rooms()
    return asyncio.run(run_pilot(maker, judge(chat), engineer(chat), range(5), begin=maker.seed(), rounds=rounds))


def test_a_revised_prompt_raises_the_judges_score_until_the_criteria_hold() -> None:
    pilot = piloted()
    assert [each.values["realism"] for each in pilot.rounds] == [0.2, 0.9]
    assert [each.missed for each in pilot.rounds] == [("realism",), ()]
    assert pilot.holds
    assert pilot.best == 1


def test_a_revision_says_its_parent_its_reason_and_who_made_it() -> None:
    first, second = piloted().strategies
    changed = second.prompt("user")
    assert (changed.text, changed.parent) == (NATURAL, first.prompt("user").version)
    assert (changed.reason, changed.made_by) == ("people greet", "scripted")
    assert second.prompt("assistant") == first.prompt("assistant")
    assert first.prompt("user").text == BLUNT
    assert first.version != second.version


def test_all_rounds_have_the_same_scenarios() -> None:
    rooms = Rooms()
    piloted(rooms=rooms)
    assert [places for _, places in rooms.asked] == [(0, 1, 2, 3, 4)] * 2


def test_a_revision_that_makes_things_worse_is_not_kept_and_not_built_upon() -> None:
    def stubborn(request: ChatRequest) -> Any:
        if request.labels.agent != "prompt_engineer":
            return model(request)
        worse.append(request)
        return {"prompts": [{"role": "user", "text": f"ROBOT {len(worse)} {{{{ floor }}}}", "reason": "why not"}]}

    worse: list[ChatRequest] = []
    pilot = piloted(stubborn)
    assert len(pilot.rounds) == 3
    assert (pilot.best, pilot.holds) == (0, False)
    assert [each.prompt("user").parent for each in pilot.strategies[1:]] == [
        pilot.strategies[0].prompt("user").version
    ] * 2
    assert "why not" in worse[1].messages[-1].content


def test_one_round_revises_nothing() -> None:
    pilot = piloted(rounds=1)
    assert len(pilot.strategies) == 1


def test_the_analysis_is_the_models_and_the_engineer_reads_it() -> None:
    asked: list[ChatRequest] = []

    def listening(request: ChatRequest) -> Any:
        asked.append(request)
        return model(request)

    analysis = piloted(listening).rounds[0].analysis
    assert analysis is not None
    assert (analysis.categories[0].name, analysis.made_by) == ("stiff", "scripted")
    (engineering,) = [each for each in asked if each.labels.agent == "prompt_engineer"]
    assert "the prompt is a query" in engineering.messages[-1].content
    assert "realism: 0.2, at least 0.75 (missed)" in engineering.messages[-1].content


@pytest.mark.parametrize(
    "answer",
    ["no JSON", {"realism": {"score": 7, "reason": "out of scale"}}, {"coherence": {"score": 1, "reason": "other"}}],
)
def test_a_judges_answer_that_cannot_be_read_raises(answer: Any) -> None:
    with pytest.raises(ReplyMalformed, match="dialogue_judge"):
        piloted(lambda _: answer)
