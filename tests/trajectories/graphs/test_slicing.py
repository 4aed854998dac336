"""Small states are whole in themselves, small, and full of what belongs to the row that a dialogue is about."""

from __future__ import annotations

from random import Random

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.trajectories.graphs.composing import compose
from eigendata_assets.trajectories.graphs.goals import anchor
from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from eigendata_assets.trajectories.graphs.slicing import slice_around
from tests.trajectories.conftest import Domain


def some_places(knowledge: Knowledge, count: int) -> list[Place]:
    random = Random("places")
    tables = [table for table, keys in knowledge.keys.items() if keys]
    return [(table, random.choice(knowledge.keys[table])) for table in random.choices(tables, k=count)]


def test_every_reference_in_a_small_state_leads_somewhere(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for number, place in enumerate(some_places(knowledge, 20)):
        state = slice_around(knowledge, [place, *some_places(knowledge, 3)], Random(number))
        assert list(state) == list(knowledge.domain.tables)
        assert place[1] in state[place[0]]
        for table, rows in state.items():
            assert list(rows) == sorted(rows)
            for column, parent in knowledge.references(table):
                values = [row[column] for row in rows.values() if row[column] is not None]
                assert all(str(value) in state[parent] for value in values)


def test_rows_of_a_small_state_are_those_of_the_database_themselves(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    state = slice_around(knowledge, some_places(knowledge, 2), Random(1))
    assert all(row is knowledge.database[table][key] for table, rows in state.items() for key, row in rows.items())


def test_few_rows_that_a_statement_counts_are_all_there(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    assert knowledge.counted
    for number, place in enumerate(some_places(knowledge, 60)):
        state = slice_around(knowledge, [place], Random(number))
        for table, key in knowledge.closure(place):
            for child in knowledge.counted.get(table, ()):
                keys = knowledge.children.get((table, key), {}).get(child, ())
                assert len(keys) > 6 or set(keys) <= state[child].keys()


def test_what_refers_to_the_first_row_is_there_and_all_of_it_where_the_row_is_an_edge_case(
    generated_domain: Domain,
) -> None:
    knowledge = generated_domain.knowledge
    table = min(knowledge.people)
    near = max(((table, key) for key in knowledge.keys[table]), key=lambda place: len(knowledge.below(place)))
    some, whole = (slice_around(knowledge, [near], Random(1), whole=each) for each in (None, near))
    for child, keys in knowledge.children[near].items():
        assert sum(key in some[child] for key in keys) >= min(3, len(keys))
        assert set(keys) <= whole[child].keys()


def test_tables_that_tools_read_have_rows_to_tell_apart_and_the_state_stays_small(generated_domain: Domain) -> None:
    knowledge, sizes = generated_domain.knowledge, []
    for tool, read in knowledge.tables_read.items():
        near = anchor(knowledge, tool, Random(tool), labelled=False)
        state = slice_around(knowledge, [near] if near else [], Random(tool), tools=[tool])
        assert all(len(state[table]) >= min(2, len(knowledge.keys[table])) for table in read)
        assert all(state[table] for table, keys in knowledge.keys.items() if keys)
        sizes.append(sum(map(len, state.values())))
    assert sum(sizes) / len(sizes) < 40


def test_a_state_holds_every_row_that_the_calls_of_its_graph_name(generated_domain: Domain) -> None:
    knowledge, checked = generated_domain.knowledge, 0
    space = generated_domain.space(60)
    for index in range(60):
        graph = compose(knowledge, generated_domain.gives, space.scenario(index, 0))
        made = {key for node in graph.nodes for key in _leaves(node.value)} if graph else set()
        for node in graph.nodes if graph else ():
            for name, parameter in knowledge.domain.tools[node.tool].parameters.items():
                table = knowledge.table_of(parameter)
                if graph and table and node.error is None and isinstance(node.arguments.get(name), str):
                    assert node.arguments[name] in graph.tables[table].keys() | made
                    checked += 1
    assert checked > 40


def _leaves(value: Json) -> set[Json]:
    if isinstance(value, dict | list):
        return {leaf for each in (value.values() if isinstance(value, dict) else value) for leaf in _leaves(each)}
    return {value}


def test_the_same_seed_gives_the_same_state(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    places = some_places(knowledge, 3)
    assert slice_around(knowledge, places, Random(5)) == slice_around(knowledge, places, Random(5))
