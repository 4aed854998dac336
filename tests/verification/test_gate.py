"""Many trajectories are proved at once; what does not pass is repaired, or dropped with what shows why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.verification_function import VerificationFunction
from eigendata_assets.evaluation.benchmark import Benchmark
from eigendata_assets.execution.protocol import EnvironmentCode, Limits
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.proving import Proof
from eigendata_assets.verification.template.verify import reasons
from resources.subprocess_sandbox import SubprocessSandbox
from tests.verification.airline_tasks import BOOK, IGNORE, LOOK, STATE, TOOLSET, TRIP, dialogue, executed

Prove = Callable[..., Proof]
CANCEL = ("cancel", {"booking_id": "B1"})


def test_a_function_is_derived_that_is_sound_and_an_artifact(prove: Prove) -> None:
    proof = prove(dialogue(TRIP))
    assert proof.soundness.verdict == "sound"
    assert proof.soundness.tested == {
        "reference": 1, "doing_nothing": 1, "goal_not_already_true": 1, "only_talking": 1, "omission": 1,
        "wrong_argument": 5, "reordering": 1, "extra_reads": 1, "silence": 1,
    }  # fmt: skip
    function = VerificationFunction.model_validate(proof.function)
    assert function.made == {"new 1": "B[0-9]+"}
    assert [each.value for each in function.outcomes[0].information] == [149.5, {"$made": "new 1"}]
    assert function.ignore == IGNORE


def test_the_function_scores_runs_of_others(prove: Prove) -> None:
    function = prove(dialogue(TRIP)).function
    assert function is not None
    booking = {
        "booking_id": "B9", "user_id": "u1", "flight_id": "F11", "bags": 2, "price": 149.5, "note": "",
        "status": "open",
    }  # fmt: skip
    airline = STATE["Airline"]
    users = {**airline["users"], "u1": {**airline["users"]["u1"], "bookings": ["B1", "B9"]}}
    done = {**airline, "users": users, "bookings": {**airline["bookings"], "B9": booking}, "log": {"x": {"asked": 9}}}

    def found(final: Any, said: str) -> list[str]:
        return reasons(
            function, {"initial_state": STATE, "final_state": {"Airline": final}, "calls": [], "messages": [said]}
        )

    assert found(done, "Your booking b9 costs \u20ac 149,50.") == []
    assert found(done, "Your booking B9.") == ["the assistant does not say 149.5 (the result of book)"]
    assert found(done, "B2, 149.50") == ["the assistant does not say 'B9' (the result of book)"]
    (missing,) = found({**done, "bookings": airline["bookings"]}, "B9, 149.5")
    assert missing.startswith("Airline.bookings.<new 1> is not added")


def test_an_outcome_that_is_as_good_is_added_by_a_repair(prove: Prove) -> None:
    proof = prove(dialogue(("Book F10 and F11 for u1.", [BOOK, ("book", {**BOOK[1], "flight_id": "F10"})], "")))
    assert proof.soundness.verdict == "repaired"
    assert proof.soundness.repairs == ("loosened: book before book is valid too",)
    assert proof.function is not None
    assert [outcome["label"] for outcome in proof.function["outcomes"]] == ["reference", "book before book"]


def test_a_question_that_fails_must_be_asked_and_may_fail(prove: Prove) -> None:
    proof = prove(dialogue(("Who is u9?", [LOOK, ("get_user", {"user_id": "u9"})], "There is no such user.")))
    assert proof.soundness.verdict == "sound"
    assert proof.function is not None
    wanted = proof.function["outcomes"][0]["calls"]
    assert [(each["any_of"][0]["name"], each["may_fail"]) for each in wanted] == [
        ("find_flights", False), ("get_user", True),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("turns", "requirement"),
    [
        ([("Hello.", [], "")], "doing_nothing"),
        (
            [("Pay, no, open.", [CANCEL, ("set_status", {"booking_id": "B1", "status": "open"})], "")],
            "goal_not_already_true",
        ),
        ([("Wait.", [("hang", {})], "")], "executable"),
    ],
)  # fmt: skip
def test_what_cannot_be_sound_is_dropped_with_what_shows_it(
    airline: EnvironmentCode, turns: list[Any], requirement: str
) -> None:
    with SubprocessSandbox(Limits(call_seconds=0.2), processes=1) as hasty:
        (proof,) = Gate(TOOLSET, airline, hasty, IGNORE).prove(executed([dialogue(*turns)], airline, hasty))
    assert proof.function is None
    assert proof.soundness.verdict == "dropped"
    assert proof.soundness.failures[0].requirement == requirement


def test_a_refusal_needs_an_answer_and_changes_nothing(prove: Prove) -> None:
    proof = prove(dialogue(("What is the weather?", [], "I cannot tell you that.")))
    assert proof.function is not None
    assert proof.function["outcomes"][0]["answers"]
    assert proof.function["outcomes"][0]["changes"] == []


def test_texts_in_the_authors_own_words_may_be_worded_otherwise(prove: Prove) -> None:
    note = "would like a quiet seat"
    proof = prove(dialogue(("Book F11 for u1, and say what I like.", [("book", {**BOOK[1], "note": note})], "")))
    assert proof.function is not None
    (row,) = [each["after"] for each in proof.function["outcomes"][0]["changes"] if each["table"] == "Airline.bookings"]
    assert row["note"] == {"$made": "wording 1"}
    quoted = prove(dialogue((f"Book F11 for u1 with the note {note}.", [("book", {**BOOK[1], "note": note})], "")))
    assert quoted.function is not None
    assert all("wording" not in name for name in quoted.function["made"])


def test_proofs_come_in_order_whatever_the_chunks(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = [dialogue(TRIP, name="a"), dialogue(("Hello.", [], ""), name="b"), dialogue(TRIP, name="c")]
    trajectories = executed(asked, gate.environment, gate.sandbox)
    whole = list(gate.prove(trajectories))
    monkeypatch.setattr("eigendata_assets.verification.gate.CHUNK", 1)
    assert list(gate.prove(trajectories)) == whole
    assert [(each.soundness.id, each.soundness.verdict) for each in whole] == [
        ("a", "sound"), ("b", "dropped"), ("c", "sound"),
    ]  # fmt: skip


def test_a_model_chooses_what_must_be_told_and_the_gate_still_decides(gate: Gate) -> None:
    trajectories = executed([dialogue(TRIP)], gate.environment, gate.sandbox)
    chat = ScriptedChat([{"reads": [0, 77], "information": [0, 9]}], name="wise")
    (proof,) = replace(gate, chat=chat).prove(trajectories)
    assert proof.function is not None
    assert proof.function["made_by"] == "wise"
    assert [each["value"] for each in proof.function["outcomes"][0]["information"]] == [149.5]
    assert [each["any_of"][0]["name"] for each in proof.function["outcomes"][0]["calls"]] == ["find_flights"]
    question = chat.requests[0].messages[-1].content
    assert "0. 149.5 (the result of book)" in question
    assert 'call: book({"user_id": "u1"' in question


def test_an_unusable_answer_of_a_model_drops_that_trajectory_only(gate: Gate) -> None:
    asked = [dialogue(TRIP, name="a"), dialogue(TRIP, name="b")]
    trajectories = executed(asked, gate.environment, gate.sandbox)
    chat = ScriptedChat(lambda request: "no JSON" if not chat.requests[1:] else {"reads": [], "information": []})
    agent_tries = [proof.soundness.verdict for proof in replace(gate, chat=chat).prove(trajectories)]
    assert sorted(agent_tries) in (["dropped", "sound"], ["sound", "sound"])


def test_references_of_a_benchmark_are_proved_like_any_other(
    tiny_benchmark: Benchmark, sandbox: SubprocessSandbox
) -> None:
    gate = Gate(tiny_benchmark.toolset, tiny_benchmark.environment, sandbox)
    proofs = {proof.soundness.id: proof for proof in gate.prove(list(tiny_benchmark.references.values()))}
    assert all(proof.function is not None for proof in proofs.values())
    repaired = {name: proof.soundness.repairs for name, proof in proofs.items() if proof.soundness.repairs}
    assert repaired == {  # the sum 3 was shown before the box 3 was made
        "multi_turn_long_context_1": ("tightened: new records must have the keys of the reference",)
    }
