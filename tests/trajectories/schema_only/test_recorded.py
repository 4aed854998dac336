"""Five dialogues from schemas alone, with recorded replies of a real model.

The replies were given through `llm_bridge.py`. Whoever changes a prompt or what is sampled records again: delete the
file, start a server, and run this module as `tests/recordings.py` says.
"""

import asyncio
from pathlib import Path

import pytest

from eigendata_assets.execution.progress import silent
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.evaluation import Judged, evaluate
from eigendata_assets.trajectories.scenarios.scenario import Kind
from eigendata_assets.trajectories.schema_only.flow import SchemaOnly, Told, schema_only
from tests.recordings import recording
from tests.trajectories.schema_only.kitchen import POOL

RECORDING = Path(__file__).parent / "recorded" / "five_dialogues.json"
KINDS: tuple[Kind, ...] = (
    "single_turn_single_task",
    "parallel_calls",
    "missing_parameter",
    "no_suitable_tool",
    "multi_turn_multi_task",
)


@pytest.fixture(scope="module")
def made() -> tuple[SchemaOnly, list[Told], list[Judged]]:
    """One dialogue of each kind, and what the multi-stage evaluation says of them."""
    chat = recording(RECORDING)
    generation = schema_only(POOL, "pool", 5, 11, chat, dict.fromkeys(KINDS, 1))

    async def all_of_it() -> tuple[SchemaOnly, list[Told], list[Judged]]:
        told = await generation.make(silent)
        collection = Collection("pool", "simulated", tuple(generation.trajectories(told)), POOL)
        return generation, told, [each async for each in evaluate(collection, chat, silent)]

    return asyncio.run(all_of_it())


def test_a_dialogue_of_each_kind_is_made(made: tuple[SchemaOnly, list[Told], list[Judged]]) -> None:
    _, told, _ = made
    assert sorted(each.sample.kind for each in told) == sorted(KINDS)


def test_broken_candidates_are_counted_by_what_is_wrong(made: tuple[SchemaOnly, list[Told], list[Judged]]) -> None:
    generation, told, _ = made
    assert sum(generation.report(told).dropped.values()) >= 2


def test_the_judge_agrees_with_himself_in_the_opposite_order(
    made: tuple[SchemaOnly, list[Told], list[Judged]],
) -> None:
    generation, told, _ = made
    report = generation.report(told)
    assert report.swaps == report.swaps_agreed > 0


def test_the_evaluation_accepts_what_is_right_and_sends_the_rest_to_review(
    made: tuple[SchemaOnly, list[Told], list[Judged]],
) -> None:
    decisions = [each.verdict.decision for each in made[2]]
    assert set(decisions) <= {"accepted", "review"}
    assert decisions.count("accepted") >= 3
    assert all(each.verdict.model is not None for each in made[2])
