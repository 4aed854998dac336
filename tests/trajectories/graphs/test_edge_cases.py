"""Labelled rows are asked about with tools that can be about them."""

from __future__ import annotations

from random import Random

from eigendata_assets.trajectories.graphs.edge_cases import labelled_rows, labels_of
from tests.trajectories.conftest import Domain


def test_most_labels_are_within_reach_of_some_tool(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    known = {f"{table}.{label}" for table, some in knowledge.labels.items() for label in some}
    reached = {label for tool in knowledge.behaviours for label in labels_of(knowledge, tool, fails=True)}
    assert reached <= known
    assert len(reached) > len(known) * 0.8


def test_a_labelled_row_comes_with_a_row_that_belongs_to_it_and_that_the_tool_takes(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for tool in knowledge.behaviours:
        parameters = knowledge.domain.tools[tool].parameters.values()
        taken = {each.references.partition(".")[0] for each in parameters if each.references}
        for name in labels_of(knowledge, tool, fails=True):
            table, _, label = name.partition(".")
            sought = knowledge.requirements[tool].sought
            found = list(labelled_rows(knowledge, tool, name, Random(1), fails=True))
            assert found
            for labelled, near in found:
                assert labelled[1] in knowledge.labels[table][label]
                assert not taken or near[0] in taken or (sought and near[0] == sought.table and near == labelled)
                above = knowledge.above(knowledge.database, near)
                assert labelled in above or near in knowledge.above(knowledge.database, labelled)


def test_where_a_call_is_to_succeed_it_is_about_a_row_that_the_tool_allows(generated_domain: Domain) -> None:
    knowledge, refused = generated_domain.knowledge, 0
    for tool in knowledge.behaviours:
        within_reach, fitting = (labels_of(knowledge, tool, fails=fails) for fails in (True, False))
        assert set(fitting) <= set(within_reach)
        assert all(list(labelled_rows(knowledge, tool, name, Random(1), fails=False)) for name in fitting)
        for name in set(within_reach) - set(fitting):
            refused += 1
            assert not list(labelled_rows(knowledge, tool, name, Random(1), fails=False))
    assert refused
