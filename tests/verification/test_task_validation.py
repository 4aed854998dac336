"""A task is accepted only where the gate passes; a model may add reasons against it, and take none away."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.verification.evidence import task_of
from eigendata_assets.verification.function_agent import VERIFICATION_FUNCTION_AGENT
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.task_validation import TASK_VALIDATION_AGENT, TaskVerdict, validate_task
from tests.verification.airline_tasks import IGNORE, TOOLSET, TRIP, dialogue, executed


@pytest.fixture
def verdict(gate: Gate) -> Any:
    def validated(chat: ChatModel, *turns: Any) -> TaskVerdict:
        (trajectory,) = executed([dialogue(*turns)], gate.environment, gate.sandbox)
        (proof,) = gate.prove([trajectory])
        return asyncio.run(validate_task(chat, task_of(trajectory, TOOLSET, IGNORE), proof))

    return validated


def test_a_sound_task_is_accepted_with_the_functions_it_needs(verdict: Any) -> None:
    assert verdict(Offline(), TRIP) == TaskVerdict(accepted=True, functions=("book", "find_flights"))


@pytest.mark.parametrize(
    ("turn", "reason"),
    [
        (("Hello.", [], ""), "doing_nothing: doing nothing scores 1"),
        (("Fly.", [("fly", {})], "No."), "there is no function fly"),
        (("u9?", [("get_user", {"user_id": "u9"})], "No."), "every call of the reference fails, the first with"),
    ],
)
def test_a_task_is_refused_with_the_reason(verdict: Any, turn: Any, reason: str) -> None:
    refused = verdict(Offline(), turn)
    assert not refused.accepted
    assert any(each.startswith(reason) for each in refused.reasons)


def test_a_model_can_refuse_and_cannot_accept_what_execution_refuses(verdict: Any) -> None:
    unclear = ScriptedChat([TaskVerdict(accepted=False, reasons=("nobody said which flight",))])
    assert verdict(unclear, TRIP).reasons == ("nobody said which flight",)
    generous = ScriptedChat([TaskVerdict(accepted=True)])
    assert not verdict(generous, ("Hello.", [], "")).accepted


def test_the_prompts_take_exactly_the_fields_that_are_passed() -> None:
    assert TASK_VALIDATION_AGENT.prompt.fields() == {"dialogue", "functions", "problems"}
    assert VERIFICATION_FUNCTION_AGENT.prompt.fields() == {"dialogue", "reads", "information"}
