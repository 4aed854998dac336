"""Graphs of several tasks, of recoveries and of deceptions are what their scenario asks for."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.suites import with_changes
from eigendata_assets.trajectories.graphs.chaining import at
from eigendata_assets.trajectories.graphs.composing import compose, scenario_of
from eigendata_assets.trajectories.graphs.graph import Found, Graph
from eigendata_assets.trajectories.scenarios.dimensions import Kind
from eigendata_assets.trajectories.scenarios.scenario import Scenario
from tests.trajectories.conftest import Domain

Drawn = list[tuple[Scenario, Graph]]


def drawn(domain: Domain, kind: Kind, count: int = 150) -> Drawn:
    space = domain.space(count, 3, {kind: 1})
    scenarios = [space.scenario(index, attempt) for index in range(count) for attempt in range(2)]
    graphs = [(each, compose(domain.knowledge, domain.gives, each)) for each in scenarios]
    return [(scenario_of(graph, scenario), graph) for scenario, graph in graphs if graph is not None]


def test_another_companion_is_found_in_the_last_try_where_the_first_one_conflicts(generated_domain: Domain) -> None:
    space = generated_domain.space(150, 3, {"single_turn_multi_task": 1})
    knowledge, gives = generated_domain.knowledge, generated_domain.gives
    instead = []
    for index in range(150):
        scenario = space.scenario(index, 2)
        graph = compose(knowledge, gives, scenario)
        if graph is not None and scenario.companion not in [goal.tool for goal in graph.goals]:
            instead.append((scenario, graph))
    assert instead
    for scenario, graph in instead:
        assert scenario.is_last_try
        assert scenario_of(graph, scenario).companion == graph.goals[1].tool


def test_tasks_are_as_many_and_change_as_much_as_the_difficulty_asks_for(generated_domain: Domain) -> None:
    found = drawn(generated_domain, "multi_turn_multi_task")
    assert {scenario.difficulty for scenario, _ in found} == {"easy", "medium", "hard"}
    for scenario, graph in found:
        assert len(graph.goals) >= scenario.shape.goals
        assert graph.changes >= scenario.shape.least_writes
        assert [goal.tool for goal in graph.goals][:2] == [scenario.goal, scenario.companion]


def test_a_fed_task_takes_a_key_from_the_result_of_the_task_that_made_it(generated_domain: Domain) -> None:
    found = drawn(generated_domain, "chained_tasks", 60)
    assert len(found) > 20
    for _, graph in found:
        first, second = graph.nodes.index(graph.goals[0]), graph.goals[1]
        taken = {name: each for name, each in second.sources.items() if isinstance(each, Found) and each.node == first}
        assert taken
        for name, source in taken.items():
            assert at(graph.goals[0].value, source.path) == second.arguments[name]
            assert not any(str(second.arguments[name]) in rows for rows in graph.tables.values())


def test_depth_is_as_the_difficulty_says(generated_domain: Domain) -> None:
    for scenario, graph in drawn(generated_domain, "single_turn_single_task"):
        assert scenario.shape.least_depth <= graph.depth <= scenario.shape.most_depth


def test_an_edge_case_is_about_a_row_of_its_label(generated_domain: Domain) -> None:
    found = [each for each in drawn(generated_domain, "missing_parameter") if each[0].edge_case]
    assert found
    for scenario, graph in found:
        table, _, label = scenario.edge_case.partition(".")
        keys = generated_domain.knowledge.labels[table][label]
        assert any(key in str((node.arguments, node.value)) for node in graph.nodes for key in keys)


def test_a_recovery_fails_at_a_requirement_and_then_changes_the_state(generated_domain: Domain) -> None:
    found = drawn(generated_domain, "recovery")
    assert {scenario.way for scenario, _ in found} == {"other_value", "enabling_task"}
    for scenario, graph in found:
        first, *others = graph.goals
        assert first.error
        assert all(each.error is None for each in others)
        assert others[-1].tool == first.tool == scenario.goal
        if scenario.way == "other_value":
            assert sum(first.arguments.get(name) != value for name, value in others[0].arguments.items()) == 1
        else:
            assert others[-1].arguments == first.arguments
            assert others[0].tool != first.tool


def test_what_a_deceiver_claims_is_shown_to_be_otherwise_and_would_help(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    found = drawn(generated_domain, "deception")
    assert {scenario.tactic for scenario, _ in found} > {"false_status", "impersonation"}
    for scenario, graph in found:
        assert graph.goals[0].error
        assert graph.changes == 0
        assert len(graph.untrue) == {"false_status": 1, "shifting_story": 2}.get(scenario.tactic, 0)
        for claim in graph.untrue:
            assert at(graph.nodes[claim.node].value, claim.path) != claim.claimed
    claims = [graph for _, graph in found if graph.untrue]
    assert claims
    for graph in claims:
        goal, claim = graph.goals[0], graph.untrue[0]
        shown = at(graph.nodes[claim.node].value, claim.path[:-1])
        key = next(key for key in graph.tables[claim.table] if key in map(str, shown.values()))
        row = {**graph.tables[claim.table][key], claim.column: claim.claimed}
        outcome = knowledge.run(goal.tool, goal.arguments, with_changes(graph.tables, {claim.table: {key: row}}))
        assert outcome is not None
        assert outcome.error is None


@pytest.mark.parametrize("kind", ["recovery", "deception", "single_turn_multi_task"])
def test_the_same_scenario_gives_the_same_graph(generated_domain: Domain, kind: Kind) -> None:
    assert repr(drawn(generated_domain, kind, 10)) == repr(drawn(generated_domain, kind, 10))
