"""Which rows and tables hang together is told from the spec and the database."""

from __future__ import annotations

from random import Random

from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from tests.trajectories.conftest import Domain


def some_places(knowledge: Knowledge, count: int) -> list[Place]:
    random = Random("places")
    tables = [table for table, keys in knowledge.keys.items() if keys]
    return [(table, random.choice(knowledge.keys[table])) for table in random.choices(tables, k=count)]


def test_a_row_belongs_to_the_people_that_it_refers_to(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for place in some_places(knowledge, 30):
        above = knowledge.above(knowledge.database, place)
        assert knowledge.owners(place) == {each for each in above if each[0] in knowledge.people}


def test_what_a_row_refers_to_has_the_row_below_it(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for place in some_places(knowledge, 30):
        for above in list(knowledge.closure(place))[1:]:
            assert knowledge.below(above)
        assert all(place in knowledge.closure(below) for below in knowledge.below(place))


def test_each_table_stands_before_those_that_it_refers_to(generated_domain: Domain) -> None:
    order = generated_domain.knowledge.children_first
    assert sorted(order) == sorted(generated_domain.knowledge.domain.tables)
    for number, table in enumerate(order):
        parents = {parent for _, parent in generated_domain.knowledge.references(table)} - {table}
        assert parents <= set(order[number:])


def test_dialogues_are_about_what_their_tools_read_and_the_people_behind_it(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for tool, read in knowledge.tables_read.items():
        concerned = knowledge.concerned([tool])
        assert set(read) <= concerned
        assert concerned - set(read) <= knowledge.people


def test_a_family_is_the_row_with_all_that_it_refers_to(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for table, keys in knowledge.keys.items():
        for key in keys[:5]:
            above = knowledge.above(knowledge.database, (table, key))
            assert tuple(above) == knowledge.closure((table, key))
            assert knowledge.family((table, key)) == above.keys()
