"""Dialogues pass rules and a model, or wait for people with a priority; without a model that is said."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import AccessDenied
from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.quality import DialogueVerdict, ModelCheck
from eigendata_assets.execution.progress import silent
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.evaluation import evaluate, priority_of, report_of
from eigendata_assets.trajectories.quality.rules import failures_of
from tests.trajectories.quality.dialogues import FOUND, broken, collection, dialogue, good, made_up, turn


def verdicts(whole: Collection, chat: ChatModel | None = None, threshold: float = 0.75) -> list[DialogueVerdict]:
    async def all_of() -> list[DialogueVerdict]:
        return [each.verdict async for each in evaluate(whole, chat or Offline(), silent, threshold)]

    return asyncio.run(all_of())


def sure(confidence: float) -> dict[str, Any]:
    return {"errors": [] if confidence > 0.5 else ["turn 0: the wrong room"], "rationale": "I read it.",
            "confidence": confidence}  # fmt: skip


def test_without_a_model_the_rules_decide_and_the_report_says_so() -> None:
    whole = collection(good(), made_up())
    found = verdicts(whole)
    assert [each.decision for each in found] == ["accepted", "review"]
    report = report_of(whole, found, Offline("no key is set"), 0.75)
    assert (report.model, report.model_missing) == ("", "no key is set")
    assert report.decisions == {"accepted": 1, "review": 1}
    (run,) = [each for each in report.rules if each.rule == "identifiers_come_from_somewhere"]
    assert (run.dialogues, run.places) == (1, 1)


@pytest.mark.parametrize(("confidence", "decision"), [(0.76, "accepted"), (0.75, "review"), (0.2, "review")])
def test_a_model_must_be_surer_than_the_threshold(confidence: float, decision: str) -> None:
    (verdict,) = verdicts(collection(good()), ScriptedChat([sure(confidence)]))
    assert verdict.decision == decision
    assert verdict.model is not None
    assert verdict.model.confidence == confidence
    assert any("confidence" in each for each in verdict.reasons) == (decision == "review")


def test_the_model_sees_tools_calls_results_and_what_rules_found() -> None:
    chat = ScriptedChat([sure(0.9)])
    (verdict,) = verdicts(collection(made_up()), chat)
    asked = "\n".join(message.content for message in chat.requests[0].messages)
    for shown in ("book_room: Book a room", '"R-999"', '{"booked": "R-999"}', "neither said nor returned"):
        assert shown in asked
    assert verdict.decision == "review"


def test_an_unreadable_answer_never_becomes_a_score() -> None:
    def answer(request: ChatRequest) -> str | dict[str, Any]:
        return "I like it." if "R-204" in request.messages[1].content else sure(0.9)

    calm = dialogue(turn("Hello.", answer="Hello."), name="calm")
    first, second = verdicts(collection(good(), calm), ScriptedChat(answer))
    assert (first.decision, first.model) == ("review", None)
    assert "the model gave no verdict" in first.reasons[-1]
    assert second.decision == "accepted"


def test_what_fails_for_all_dialogues_stops_the_work() -> None:
    error = AccessDenied("the key is wrong")
    with pytest.raises(AccessDenied):
        verdicts(collection(good()), ScriptedChat([error]))


def test_what_cannot_be_executed_comes_first_then_what_is_wrong_then_what_is_doubtful() -> None:
    doubtful = dialogue(turn("Floor 2?", FOUND, FOUND), name="doubtful")
    found = verdicts(collection(good(), doubtful, made_up(), broken()))
    ranked = sorted(found, key=lambda each: -each.priority)
    assert [each.id for each in ranked] == ["broken", "made_up", "doubtful", "good"]
    assert ranked[-1].priority == 0


def test_much_used_functions_and_a_model_in_doubt_raise_the_priority() -> None:
    failures = failures_of(collection(good(), made_up()), made_up())
    doubt = ModelCheck(confidence=0.1, errors=(), rationale="", made_by="m")
    much = priority_of(failures, None, {"book_room": 9, "find_room": 1}, 0.75)
    little = priority_of(failures, None, {"book_room": 1, "find_room": 9}, 0.75)
    assert priority_of(failures, doubt, {"book_room": 9, "find_room": 1}, 0.75) > much > little
    assert priority_of(failures, doubt.model_copy(update={"confidence": 0.9}), {}, 0.75) == 35
