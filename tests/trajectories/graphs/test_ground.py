"""What a domain offers for scenarios is read from its behaviours."""

from __future__ import annotations

from eigendata_assets.trajectories.graphs.ground import by_table_and_label, ground_of
from eigendata_assets.trajectories.scenarios.scenario import KINDS
from tests.trajectories.conftest import Domain


def test_rows_are_known_by_table_and_by_label() -> None:
    cases = [("a", 1, "x"), ("a", "2", "x"), ("b", "3", "y"), ("a", "4", "z")]
    keys, labels = by_table_and_label([{"table": table, "key": key, "label": label} for table, key, label in cases])
    assert keys == {"a": ("1", "2", "4"), "b": ("3",)}
    assert labels == {"a": {"x": ("1", "2"), "z": ("4",)}, "b": {"y": ("3",)}}


def test_the_ground_names_only_tools_and_labels_that_there_are(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    ground = ground_of(knowledge, generated_domain.gives)
    tools = set(ground.tools)
    assert tools == set(knowledge.domain.tools)
    for some in (ground.writes, ground.limited):
        assert some
        assert some <= tools
    assert {each for some in ground.difficulties.values() for each in some} == {"easy", "medium", "hard"}
    assert set(ground.suited) == set(KINDS)
    assert all(set(some) <= tools for some in ground.suited.values())
    assert set(ground.choices) == set(ground.cases) == tools
    assert min(ground.choices.values()) > 0
    assert set(ground.ways) == set(ground.suited["recovery"])
    helping = {way.partition(":")[2] for ways in ground.ways.values() for way in ways}
    assert helping - {""}
    assert helping - {""} <= ground.writes
    assert ground.feeding
    assert all(set(fed) <= tools - {tool} for tool, fed in ground.feeding.items())
    known = {f"{table}.{label}" for table, some in knowledge.labels.items() for label in some}
    assert {label for some in ground.labels.values() for label in some} <= known


def test_a_tool_feeds_only_what_takes_keys_of_rows_that_it_makes(generated_domain: Domain) -> None:
    ground = ground_of(generated_domain.knowledge, generated_domain.gives)
    assert set(ground.feeding) <= ground.writes
