"""Structural and functional reward are the paper's formulae."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.verification.rewards import (
    final_reward,
    functional_reward,
    functional_rewards,
    structural_reward,
    structural_rewards,
)

TOOLS = {
    "drive": ToolSchema(
        name="drive",
        toolkit="Car",
        parameters={
            "type": "object",
            "properties": {"to": {"type": "string"}, "km": {"type": "number"}},
            "required": ["to"],
        },
    ),
    "stop": ToolSchema(name="stop", toolkit="Car", parameters={"type": "object", "properties": {}}),
}


def written(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


def call(name: str, **arguments: Any) -> Call:
    return Call(name=name, arguments=arguments)


@pytest.mark.parametrize(
    ("output", "reward"),
    [
        (written("drive", to="Rome"), 1.0),
        (written("drive", to="Rome", km=2), 1.0),
        (written("stop"), 1.0),
        (written("drive"), 0.0),
        (written("drive", to=3), 0.0),
        (written("drive", to="Rome", by="night"), 0.0),
        (written("fly", to="Rome"), 0.0),
        ({"arguments": {"to": "Rome"}, "name": "drive"}, 0.0),
        ({"name": "drive", "arguments": {"to": "Rome"}, "id": 1}, 0.0),
        ({"name": "drive", "arguments": '{"to": "Rome"}'}, 0.0),
        ({"name": ["drive"], "arguments": {}}, 0.0),
        ("drive(to='Rome')", 0.0),
    ],
)
def test_a_call_follows_the_schema_or_not(output: Any, reward: float) -> None:
    assert structural_rewards([output], TOOLS) == [reward]


def test_the_structural_reward_is_the_mean_over_the_calls() -> None:
    assert structural_reward([written("stop"), written("fly"), written("stop"), written("drive")], TOOLS) == 0.5
    assert structural_reward([], TOOLS) == 1.0


@pytest.mark.parametrize(
    ("predicted", "reward"),
    [
        (call("drive", to="Rome", km=25.0), 3.0),
        (call("drive", to="Rome", km=9), 2.0),
        (call("drive", to="Rome"), 2.0),
        (call("drive", to="Rome", km=25, by="night"), 2.0),
        (call("drive", to="Bonn", km=9), 1.0),
        (call("drive"), 1.0),
        (call("fly", to="Rome", km=25), 0.0),
    ],
)
def test_a_call_earns_three_two_one_or_nothing(predicted: Call, reward: float) -> None:
    assert functional_rewards([predicted], [call("drive", to="Rome", km=25)]) == [reward]


def test_a_call_without_arguments_is_exact() -> None:
    assert functional_rewards([call("stop")], [call("stop")]) == [3.0]


def test_each_reference_answers_for_one_call_so_that_the_sum_is_greatest() -> None:
    reference = [call("drive", to="Rome", km=1), call("drive", to="Bonn", km=2)]
    assert functional_rewards([call("drive", to="Bonn", km=2), call("drive", to="Rome")], reference) == [3.0, 2.0]
    both = [call("drive", to="Rome", km=2), call("drive", to="Rome", km=9)]
    assert functional_rewards(both, reference) == [2.0, 2.0]
    assert functional_rewards([call("stop"), call("stop")], [call("stop")]) == [3.0, 0.0]


def test_the_functional_reward_is_the_mean_over_the_predicted_calls() -> None:
    assert functional_reward([call("stop"), call("fly")], [call("stop")]) == 1.5
    assert functional_reward([], []) == 3.0
    assert functional_reward([], [call("stop")]) == 0.0


def test_the_final_reward_is_their_sum() -> None:
    assert final_reward([written("stop")], [call("stop")], TOOLS) == 4.0
    assert final_reward([written("fly")], [call("stop")], TOOLS) == 0.0
    assert final_reward(["stop()"], [call("stop")], TOOLS) == 0.0
    assert final_reward([], [], TOOLS) == 4.0
    assert final_reward([], [call("stop")], TOOLS) == 0.0


CALLS = st.lists(
    st.builds(
        lambda name, arguments: Call(name=name, arguments=arguments),
        st.sampled_from(["drive", "stop"]),
        st.dictionaries(st.sampled_from(["to", "km"]), st.sampled_from([1, 2, "Rome"]), max_size=2),
    ),
    max_size=4,
)


@given(CALLS, st.randoms(use_true_random=False))
def test_the_reference_in_any_order_is_worth_most(calls: list[Call], draw: Any) -> None:
    shuffled = draw.sample(calls, len(calls))
    assert functional_reward(shuffled, calls) == 3.0


@given(CALLS, CALLS)
def test_rewards_stay_in_their_range_and_name_only_what_is_there(predicted: list[Call], reference: list[Call]) -> None:
    rewards = functional_rewards(predicted, reference)
    assert len(rewards) == len(predicted)
    assert set(rewards) <= {0.0, 1.0, 2.0, 3.0}
    assert sum(reward > 0 for reward in rewards) <= len(reference)
