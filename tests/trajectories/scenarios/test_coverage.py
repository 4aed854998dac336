"""Coverage is counted by scenarios and calls, and repeats are seen."""

from __future__ import annotations

from dataclasses import replace

from eigendata_assets.artifacts.trajectory import Call, Provenance, Step, Trajectory, Turn
from eigendata_assets.trajectories.scenarios.coverage import Covered
from eigendata_assets.trajectories.scenarios.dimensions import Ground
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from tests.trajectories.conftest import Dataset

GROUND = Ground(("look", "open"), labels={"open": ("boxes.full", "boxes.torn")})
SCENARIO = Scenario(
    0, 0, "single_turn_single_task", "open", "novice", "calm", "work", "chat", "0 0 0", aim="edge_case",
    edge_case="boxes.full",
)  # fmt: skip


def dialogue(scenario: Scenario, *tools: str) -> Trajectory:
    turn = Turn(steps=tuple(Step(calls=(Call(name=tool, arguments={}),)) for tool in tools))
    provenance = Provenance(source="t", version="1", entry="e", details={"scenario": scenario.details()})
    return Trajectory(id="t", category=scenario.kind, toolkits=("T",), tools=(), turns=(turn,), provenance=provenance)


def test_what_is_covered_and_what_is_missing_is_told() -> None:
    covered = Covered(GROUND)
    covered.add([dialogue(SCENARIO, "open", "open"), dialogue(replace(SCENARIO, mood="annoyed"), "open")])
    targets = {each.what: each for each in covered.targets(["single_turn_single_task", "recovery"])}
    assert (targets["tool"].reached, targets["tool"].rarest, targets["tool"].missing) == (1, 2, ("look",))
    assert targets["edge_case"].missing == ("boxes.torn",)
    assert targets["kind"].missing == ("recovery",)
    assert (targets["mood"].wanted, targets["mood"].reached) == (5, 2)
    assert covered.pairs == {("open", "open"): 1}


def test_the_same_scenario_at_another_place_is_a_repeat() -> None:
    covered = Covered(GROUND)
    covered.add([dialogue(SCENARIO), dialogue(replace(SCENARIO, index=3, attempt=2, seed="0 3 2"))])
    assert (covered.dialogues, covered.repeats) == (2, 1)


def test_a_dataset_has_no_scenario_twice(dataset: Dataset) -> None:
    covered = Covered(dataset.generation.space.ground)
    covered.add(each.trajectory for each in dataset.made)
    assert covered.repeats == 0
