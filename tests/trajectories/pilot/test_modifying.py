"""ModifyAgent: a dialogue that failed is edited, executed again and verified; what stays wrong is not taken."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.pilot import SampleFailure
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.trajectories.pilot.conversion import messages_of
from eigendata_assets.trajectories.pilot.modifying import Edit, Modifier, with_edits
from eigendata_assets.trajectories.staging import Made
from tests.trajectories.conftest import Domain
from tests.trajectories.quality.dialogues import good

SURE = {"errors": [], "rationale": "I read it.", "confidence": 0.9}


@pytest.fixture(scope="module")
def library(populated: Callable[[str], Domain]) -> Domain:
    return populated("library")


@pytest.fixture(scope="module")
def right(library: Domain) -> Trajectory:
    """A dialogue with a call in its first turn, and an answer after it."""
    made = library.generation(12).make(range(12))
    return next(each.trajectory for each in made if each.trajectory.turns[0].calls)


def answer_number(entry: Trajectory) -> int:
    """Which message is the first answer."""
    return next(number for number, said in enumerate(messages_of(entry)) if said.role == "assistant" and not said.calls)


def answer(entry: Trajectory) -> str:
    return list(messages_of(entry))[answer_number(entry)].text


def wrong(entry: Trajectory) -> Trajectory:
    """The same dialogue, with an answer that nothing explains."""
    first, *others = entry.turns
    answered = first.steps[-1].model_copy(update={"text": "It costs 987654 dollars."})
    turn = first.model_copy(update={"steps": (*first.steps[:-1], answered)})
    return entry.model_copy(update={"turns": (turn, *others)})


def repaired(library: Domain, entry: Trajectory, answers: Iterable[Any], rounds: int = 2) -> Made | None:
    modifier = Modifier(library.generation().gate, ScriptedChat(answers), rounds)
    failure = SampleFailure(code="numbers_are_found", message="the assistant states '987654'", blame="assistant")
    return asyncio.run(modifier.repair(entry, [failure]))


def edits(entry: Trajectory, text: str) -> dict[str, Any]:
    return {"edits": [{"message": answer_number(entry), "text": text, "calls": []}], "reason": "as the results say"}


def test_an_edited_dialogue_that_passes_everything_is_taken_with_its_history(
    library: Domain, right: Trajectory
) -> None:
    made = repaired(library, wrong(right), [edits(right, answer(right)), SURE])
    assert made is not None
    assert made.proof.function is not None
    assert made.trajectory.turns == right.turns
    assert made.trajectory.final_state == right.final_state
    (change,) = made.trajectory.provenance.details["modified"]
    assert change == {"edits": 1, "reason": "as the results say", "made_by": "scripted"}


def test_an_edit_that_leaves_it_wrong_is_shown_what_is_wrong_now(library: Domain, right: Trajectory) -> None:
    chat = ScriptedChat([edits(right, "It costs 123456 dollars."), edits(right, answer(right)), SURE])
    modifier = Modifier(library.generation().gate, chat)
    made = asyncio.run(modifier.repair(wrong(right), []))
    assert made is not None
    assert len(made.trajectory.provenance.details["modified"]) == 2
    assert "the assistant states '123456'" in chat.requests[1].messages[-1].content


def test_after_the_rounds_it_is_given_up(library: Domain, right: Trajectory) -> None:
    assert repaired(library, wrong(right), [edits(right, "It costs 123456 dollars.")] * 2) is None


def test_what_the_model_checker_doubts_is_not_taken(library: Domain, right: Trajectory) -> None:
    doubt = {**SURE, "confidence": 0.3}
    assert repaired(library, wrong(right), [edits(right, answer(right)), doubt], rounds=1) is None


def test_a_call_without_an_origin_is_not_taken(library: Domain, right: Trajectory) -> None:
    number = next(number for number, said in enumerate(messages_of(right)) if said.calls)
    call = {"name": right.calls[0].name, "arguments": dict.fromkeys(right.calls[0].arguments, "ZZ-777")}
    edit = {"message": number, "text": "", "calls": [call]}
    assert repaired(library, right, [{"edits": [edit], "reason": "another one"}], rounds=1) is None


def test_it_needs_a_model(library: Domain, right: Trajectory) -> None:
    with pytest.raises(ModelNeeded, match="dialogue_modify_agent"):
        asyncio.run(Modifier(library.generation().gate, Offline()).repair(right, []))


def test_edits_change_their_messages_and_no_others() -> None:
    entry = good()
    call = Call(name="find_room", arguments={"floor": 3})
    edited = with_edits(
        entry,
        [Edit(message=0, text="And on floor 3?", calls=[]), Edit(message=1, text="", calls=[call, call]),
         Edit(message=99, text="nobody", calls=[])],
    )  # fmt: skip
    assert edited.turns[0].messages[0].content == "And on floor 3?"
    assert edited.turns[0].calls == (call, call)
    assert edited.turns[0].steps[-1] == entry.turns[0].steps[-1]
    assert edited.turns[1].calls == entry.turns[1].calls
    assert edited.turns[0].results == ()
