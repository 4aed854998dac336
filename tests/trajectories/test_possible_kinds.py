"""A domain that does not give all kinds of dialogues gives the others, and a user says only what he can know."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.composing import compose, learn_what_reads_give
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Said
from eigendata_assets.trajectories.graphs.ground import ground_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.graphs.slicing import slice_around
from eigendata_assets.trajectories.possible_kinds import not_given, possible_shares
from eigendata_assets.trajectories.scenarios.scenario import Kind, Space, space
from tests.trajectories.plain_spec import GARDEN, knowledge_of


@pytest.fixture(scope="module")
def garden(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return knowledge_of(GARDEN, tmp_path_factory.mktemp("garden"))


def graphs(knowledge: Knowledge, kind: Kind, count: int = 60) -> Iterator[Graph]:
    gives = learn_what_reads_give(knowledge, 1)
    drawn: Space = space(1, count, ground_of(knowledge, gives), {kind: 1})
    for index in range(count):
        graph = compose(knowledge, gives, drawn.scenario(index, 0))
        if graph is not None:
            yield graph


def test_kinds_that_need_a_change_are_left_out_where_nothing_is_changed(garden: Knowledge) -> None:
    shares = possible_shares(garden, 1, None)
    assert {"no_suitable_tool", "tools_added", "chained_tasks", "recovery", "deception"} <= set(not_given(shares))
    assert {"single_turn_single_task", "multi_turn_multi_task", "missing_parameter"} <= set(shares)


def test_shares_that_are_asked_for_are_not_touched(garden: Knowledge) -> None:
    assert possible_shares(garden, 1, {"recovery": 2}) == {"recovery": 2}
    with pytest.raises(RequestError, match="no tool suits the kind recovery"):
        space(1, 10, ground_of(garden, {}), {"recovery": 2})


def test_numbers_that_nobody_was_told_to_draw_are_made_up_by_the_system(garden: Knowledge) -> None:
    assert garden.is_made_up("beds")
    assert garden.is_made_up("gardeners")


def test_a_number_that_a_look_up_gives_is_looked_up_and_one_that_none_gives_is_said(garden: Knowledge) -> None:
    assert "beds" in learn_what_reads_give(garden, 1)
    for graph in graphs(garden, "single_turn_single_task"):
        for node in graph.nodes:
            for name, source in node.sources.items():
                if name == "bed_no":
                    assert isinstance(source, Found)
                    assert source.path[-1] == "bed_no"
                if isinstance(source, Found) and source.told_apart:
                    assert not {"bed_no", "gardener_id"} & {field for field, _ in source.told_apart}
                if name == "gardener_id" and isinstance(source, Said):
                    assert str(source.value) in garden.database["gardeners"]


def test_days_asked_for_are_of_this_time_and_texts_of_a_pattern_fit_it(garden: Knowledge) -> None:
    state = slice_around(garden, [("beds", "1")], Random(1))
    days = candidates(garden, "sown_since", "since", state, ("gardeners", "1"), Random(1))
    assert days
    assert all(str(day) > "2020" for day in days)
    labels = candidates(garden, "sown_since", "label", state, None, Random(1))
    assert labels
    assert len(str(labels[0])) == 6


def test_all_tools_are_goals_of_some_dialogue(garden: Knowledge) -> None:
    goals = {goal.tool for graph in graphs(garden, "single_turn_multi_task", 200) for goal in graph.goals}
    assert goals == set(garden.domain.tools)
