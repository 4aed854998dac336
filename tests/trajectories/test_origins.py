"""`scenario_row` and `graph_row`: what a dialogue was made from, so that a person can read it."""

from __future__ import annotations

import json

from eigendata_assets.trajectories.generation import skeleton
from tests.trajectories.conftest import Dataset


def test_the_scenario_of_a_dialogue_can_be_drawn_again_from_its_row(dataset: Dataset) -> None:
    for place, each in enumerate(dataset.made):
        assert each.scenario is not None
        drawn = dataset.generation.space.scenario(place, each.scenario["attempt"])
        assert (drawn.kind, drawn.goal, drawn.seed) == tuple(each.scenario[name] for name in ("kind", "goal", "seed"))
        assert json.loads(each.scenario["scenario"])["experience"] == drawn.experience
        assert each.scenario["id"] == each.trajectory.id


def test_a_graph_has_the_calls_of_its_dialogue_with_the_origin_of_every_argument(dataset: Dataset) -> None:
    for each in dataset.made:
        assert each.graph is not None
        nodes = json.loads(each.graph["nodes"])
        assert each.graph["tools"] == [node["tool"] for node in nodes]
        assert {call.name for call in each.trajectory.calls} <= set(each.graph["tools"])
        assert all(set(node["from"]) == set(node["arguments"]) for node in nodes)
        assert [node["tool"] for node in nodes if node["goal"]] == each.graph["goals"]


def test_depth_and_width_are_those_of_the_calls(dataset: Dataset) -> None:
    for each in dataset.made:
        assert each.graph is not None
        assert each.graph["depth"] <= len(each.graph["tools"]) <= each.graph["depth"] * each.graph["width"]
        assert each.graph["writes"] <= each.graph["depth"]


def test_what_tells_dialogues_apart_is_that_of_the_executed_dialogue(dataset: Dataset) -> None:
    assert [bytes.fromhex((each.graph or {})["skeleton"]) for each in dataset.made] == [
        skeleton(each.trajectory) for each in dataset.made
    ]
