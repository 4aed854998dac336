"""Small states are whole in themselves, small, and full of what belongs to the row that a dialogue is about."""

from __future__ import annotations

from random import Random

from eigendata_assets.trajectories.graphs.knowledge import Knowledge, Place
from tests.trajectories.conftest import Domain


def some_places(knowledge: Knowledge, count: int) -> list[Place]:
    random = Random("places")
    tables = [table for table, keys in knowledge.keys.items() if keys]
    return [(table, random.choice(knowledge.keys[table])) for table in random.choices(tables, k=count)]


def test_every_reference_in_a_small_state_leads_somewhere(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for number, place in enumerate(some_places(knowledge, 20)):
        state = knowledge.slice_around([place, *some_places(knowledge, 3)], Random(number))
        assert list(state) == list(knowledge.domain.tables)
        assert place[1] in state[place[0]]
        for table, rows in state.items():
            assert list(rows) == sorted(rows)
            for column, parent in knowledge.references(table):
                values = [row[column] for row in rows.values() if row[column] is not None]
                assert all(str(value) in state[parent] for value in values)


def test_rows_of_a_small_state_are_those_of_the_database_themselves(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    state = knowledge.slice_around(some_places(knowledge, 2), Random(1))
    assert all(row is knowledge.database[table][key] for table, rows in state.items() for key, row in rows.items())
    assert 5 < sum(map(len, state.values())) < 250


def test_what_belongs_to_the_first_row_is_there_and_of_the_others_only_what_they_refer_to(
    generated_domain: Domain,
) -> None:
    knowledge = generated_domain.knowledge
    table = min(knowledge.people)
    near = max(
        ((table, key) for key in knowledge.keys[table]), key=lambda place: len(knowledge.children.get(place, ()))
    )
    own = knowledge.children[near]
    state = knowledge.slice_around([near], Random(1))
    assert sum(key in state[child] for child, key in own) >= min(4, len(own))


def test_a_row_belongs_to_the_people_that_it_refers_to(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    for place in some_places(knowledge, 30):
        above = knowledge.above(knowledge.database, place)
        assert knowledge.owners(place) == {each for each in above if each[0] in knowledge.people}


def test_the_same_seed_gives_the_same_state(generated_domain: Domain) -> None:
    knowledge = generated_domain.knowledge
    places = some_places(knowledge, 3)
    assert knowledge.slice_around(places, Random(5)) == knowledge.slice_around(places, Random(5))
