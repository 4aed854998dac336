"""Tool graphs of the shipped domains: every argument has a source, and levels can be made at once."""

from __future__ import annotations

from eigendata_assets.trajectories.graphs.chaining import at, path_of, told_apart
from eigendata_assets.trajectories.graphs.composing import compose, levels
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said
from tests.trajectories.conftest import Domain


def graphs_of(domain: Domain, count: int = 60) -> list[Graph]:
    drawn = domain.space(count, 3, {"single_turn_single_task": 1})
    found = [compose(domain.knowledge, domain.gives, drawn.scenario(index, 0)) for index in range(count)]
    return [graph for graph in found if graph is not None]


def test_most_scenarios_have_a_graph_that_ends_in_the_goal(generated_domain: Domain) -> None:
    graphs = graphs_of(generated_domain)
    assert len(graphs) > 20
    assert all(graph.nodes[-1].is_goal and len(graph.goals) == 1 for graph in graphs)


def test_every_argument_is_said_or_found_in_an_earlier_result(generated_domain: Domain) -> None:
    for graph in graphs_of(generated_domain):
        for number, node in enumerate(graph.nodes):
            assert node.sources.keys() == node.arguments.keys()
            for name, source in node.sources.items():
                if isinstance(source, Found):
                    assert source.node < number
                    assert at(graph.nodes[source.node].value, source.path) == node.arguments[name]


def test_only_experts_say_keys_that_the_system_has_made_up_and_only_of_what_is_theirs(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    drawn = generated_domain.space(60, 3, {"single_turn_single_task": 1})
    for index in range(60):
        scenario = drawn.scenario(index, 0)
        graph = compose(knowledge, generated_domain.gives, scenario)
        for node in graph.nodes if graph else ():
            for name, source in node.sources.items():
                table = knowledge.table_of(knowledge.domain.tools[node.tool].parameters[name])
                if isinstance(source, Said) and table and knowledge.is_made_up(table):
                    assert scenario.experience == "expert"
                    owners = list(knowledge.above(knowledge.database, (table, str(source.value))))[1:]
                    assert any(owner[0] in knowledge.people for owner in owners)


def test_look_ups_are_before_the_goal_and_only_read(generated_domain: Domain) -> None:
    for graph in graphs_of(generated_domain):
        assert all(node.tool in generated_domain.knowledge.look_ups for node in graph.nodes[:-1])


def test_calls_that_need_nothing_of_each_other_are_on_one_level_and_writes_alone() -> None:
    first, second = Node("a", {}, {}), Node("b", {}, {})
    third = Node("c", {"x": 1}, {"x": Found(0, ("x",))})
    write, after = Node("w", {}, {}, is_goal=True, writes=True), Node("d", {}, {})
    assert levels(Graph({}, [first, second, third, write, after])) == [[0, 1], [2], [3], [4]]


def test_items_are_told_apart_by_what_only_one_has() -> None:
    items = [{"id": "B1", "city": "Rome", "n": 1}, {"id": "B2", "city": "Rome", "n": 2}]
    assert told_apart(items, 1, frozenset({"B1", "B2"})) == (("n", 2),)
    assert told_apart(items[:1], 0, frozenset()) == ()
    assert told_apart([{"id": "B1"}, {"id": "B2"}], 0, frozenset({"B1", "B2"})) is None


def test_a_value_is_found_by_its_type_too() -> None:
    assert path_of({"a": [True, {"b": 1}]}, 1) == ("a", 1, "b")
    assert path_of({"a": "1"}, 1) is None


def test_calls_beside_a_write_are_before_it_in_what_is_parallel(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    drawn = generated_domain.space(60, 3, {"parallel_calls": 1})
    graphs = [compose(knowledge, generated_domain.gives, drawn.scenario(index, 0)) for index in range(60)]
    found = [graph for graph in graphs if graph is not None]
    assert len(found) > 30
    for graph in found:
        writes = [node.writes for node in graph.goals]
        assert writes == sorted(writes)
        assert any(len(level) > 1 for level in levels(graph))


def test_a_look_up_that_needs_the_key_that_is_sought_is_not_made_for_it(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for graph in graphs_of(generated_domain):
        for node in graph.nodes:
            for source in node.sources.values():
                if isinstance(source, Found):
                    giver = graph.nodes[source.node]
                    taken = set(map(str, giver.arguments.values()))
                    assert str(at(giver.value, source.path)) not in taken or not knowledge.is_made_up(
                        next(
                            table for table, keys in knowledge.keys.items() if str(at(giver.value, source.path)) in keys
                        )
                    )
