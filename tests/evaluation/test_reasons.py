"""A reason says what each verdict misses, in one line that a maintainer can act on."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.artifacts.verdicts import StateChange
from eigendata_assets.evaluation.official import OfficialVerdict
from eigendata_assets.evaluation.outcome import OutcomeVerdict
from eigendata_assets.evaluation.reasons import reason_for

GOOD = OutcomeVerdict(True, True)
CHANGE = StateChange(table="Kit.orders", key="7", field="price", before=10, after=None)
KEY = KeyCall(turn=0, call=Call(name="buy", arguments={"item": "x" * 80, "n": 2}), changes_state=True)


@pytest.mark.parametrize(
    ("official", "outcome", "reason"),
    [
        (OfficialVerdict(True), GOOD, ""),
        (
            OfficialVerdict(False, "empty_turn_model_response", 2, "no call was made"),
            GOOD,
            "official: empty_turn_model_response in turn 2: no call was made; "
            "yet the final state and the key calls are those of the reference",
        ),
        (
            OfficialVerdict(False, "inference_error"),
            OutcomeVerdict(False, False),
            "official: inference_error; final state: none was reached",
        ),
        (
            OfficialVerdict(True),
            OutcomeVerdict(False, True, (), (CHANGE,)),
            "final state: Kit.orders.7.price is null instead of 10",
        ),
        (
            OfficialVerdict(False, "instance_state_mismatch", 0, "the state of Kit differs"),
            OutcomeVerdict(False, True, (), (CHANGE, CHANGE, CHANGE)),
            "official: instance_state_mismatch in turn 0: the state of Kit differs; "
            "final state: Kit.orders.7.price is null instead of 10 and 2 more",
        ),
        (
            OfficialVerdict(True),
            OutcomeVerdict(True, False, (KEY,)),
            f'key calls missing: buy(item="{"x" * 56}..., n=2)',
        ),
        (OfficialVerdict(True), OutcomeVerdict(True, False, (KEY,) * 5), None),
    ],
)
def test_the_reason_is(official: OfficialVerdict, outcome: OutcomeVerdict, reason: str | None) -> None:
    given = reason_for(official, outcome)
    assert "\n" not in given
    if reason is None:
        assert given.count("buy(") == 3
    else:
        assert given == reason


def test_a_change_of_a_whole_attribute_has_no_key() -> None:
    change = StateChange(table="Kit.open", key="", field="", before=False, after="y" * 100)
    reason = reason_for(OfficialVerdict(True), OutcomeVerdict(False, True, (), (change,)))
    assert reason == f'final state: Kit.open is "{"y" * 56}... instead of false'
