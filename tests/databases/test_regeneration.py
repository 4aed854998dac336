"""What is drawn again is no more than what is broken, and what depends on it follows."""

from __future__ import annotations

from eigendata_assets.databases.population import Population
from eigendata_assets.databases.regeneration import drawn, recompute, repair
from tests.databases.small_specs import CINEMA, populated, state_of, wrong_rows


def sold(population: Population) -> list[object]:
    return population.working.column("shows", "sold")


def changed(population: Population, ticket: int, **columns: object) -> set[tuple[str, str | None]]:
    """What follows from other values in one ticket."""
    for column, value in columns.items():
        population.working.set("tickets", column, [(value, ticket)])
    return set(recompute(population, {("tickets", column): {ticket} for column in columns}))


def unpaid_ticket(population: Population) -> int:
    return population.working.where("tickets", "not paid")[0]


def test_what_is_computed_from_a_change_follows_through_all_tables() -> None:
    population = populated()
    before, ticket = sold(population), unpaid_ticket(population)
    found = changed(population, ticket, paid=True)
    assert found == {("tickets", "paid"), ("tickets", "refund"), ("shows", "sold"), ("shows", "free")}
    assert sum(one != other for one, other in zip(before, sold(population), strict=True)) == 1


def test_only_the_rows_with_other_values_are_told() -> None:
    population = populated()
    ticket = unpaid_ticket(population)
    show = population.working.column("tickets", "show_id")[ticket - 1]
    population.working.set("tickets", "paid", [(True, ticket)])
    found = recompute(population, {("tickets", "paid"): {ticket}})
    assert found["shows", "sold"] == {population.keys["shows"].index(show) + 1}
    assert found["tickets", "refund"] == {ticket}


def test_a_change_without_consequence_ends_there() -> None:
    population = populated()
    assert changed(population, unpaid_ticket(population), seats=4) == {("tickets", "seats")}
    assert changed(population, 1, name="Ada") == {("tickets", "name")}


def test_a_population_is_mended_and_says_what_was_drawn_again() -> None:
    population = populated()
    assert wrong_rows(population.spec, state_of(population))
    mended = repair(population)
    assert mended.broken == ()
    assert wrong_rows(population.spec, state_of(population)) == []
    assert {each.table for each in mended.redrawn} <= {"shows", "tickets"}
    assert max(each.round for each in mended.redrawn) == mended.rounds


def test_nothing_is_drawn_again_where_nothing_is_broken() -> None:
    population = populated()
    repair(population)
    state = state_of(population)
    again = repair(population)
    assert (again.rounds, again.redrawn) == (0, [])
    assert state_of(population) == state


def test_what_cannot_be_mended_is_told_when_the_rounds_are_over() -> None:
    population = populated(CINEMA.replace("starts_at < ends_at", "length(hall_id) > 99"))
    mended = repair(population, rounds=3)
    assert mended.rounds <= 3
    assert "length(hall_id) > 99" in {each.constraint.statement for each in mended.broken}


def test_keys_computed_columns_and_owners_are_not_drawn() -> None:
    population = populated()
    assert not drawn(population, "shows", "show_id")
    assert not drawn(population, "shows", "free")
    assert not drawn(population, "snacks", "ticket")
    assert drawn(population, "tickets", "show_id")
