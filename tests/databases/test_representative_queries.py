"""The reading steps of tools are asked; searches that never find, and requirements that never hold, are told."""

from __future__ import annotations

from eigendata_assets.artifacts.spec.consistency import ToolQueries
from eigendata_assets.databases.population import Population
from eigendata_assets.databases.representative_queries import TRIES, query_remarks, representative_queries
from tests.databases.small_specs import CINEMA, populated

TOOLS = """\
tools:
  find_shows:
    description: Shows of a hall.
    parameters:
      hall_id: {type: string, description: The hall., references: halls}
    steps:
      - {get: hall, from: halls, key: hall_id, else: no hall}
      - {find: found, from: shows, where: hall_id == args.hall_id}
      - {find: none, from: shows, where: "hall_id == args.hall_id and price > 1000"}
    returns: found
  pay:
    description: Pay a ticket.
    parameters:
      ticket_id: {type: string, description: The ticket., references: tickets}
      amount: {type: integer, description: The amount., minimum: 1, maximum: 9}
    steps:
      - {get: ticket, from: tickets, key: ticket_id, else: no ticket}
      - {let: show, be: "row(shows, ticket.show_id)"}
      - {require: amount > 0, else: nothing}
      - {require: show.price > 1000, else: too little}
      - {update: ticket, set: {paid: "true"}}
    returns: ticket
  sell:
    description: A new snack.
    parameters: {}
    steps:
      - insert: snack
        into: snacks
        values: {id: new_key(snacks), ticket: "smallest(tickets.ticket_id)", kind: "'nachos'"}
    returns: snack
  later:
    description: Nobody has said what this does.
    parameters: {}
    returns: 1
"""


def cinema() -> Population:
    return populated(CINEMA + TOOLS)


def asked(population: Population) -> dict[str, ToolQueries]:
    return {each.tool: each for each in representative_queries(population)}


def test_look_ups_and_searches_are_counted_by_step() -> None:
    found = asked(cinema())["find_shows"]
    assert found.reached == {f"steps[{n}]": TRIES for n in range(3)}
    assert found.found["steps[0]"] == TRIES, "arguments are keys of the table that the parameter refers to"
    assert 0 < found.found["steps[1]"] <= TRIES
    assert found.found["steps[2]"] == 0
    assert found.not_asked == ""


def test_a_requirement_that_fails_ends_the_call_and_what_is_bound_is_known_to_later_steps() -> None:
    found = asked(cinema())["pay"]
    assert found.held == {"steps[2]": TRIES, "steps[3]": 0}
    assert "steps[4]" not in found.reached


def test_a_step_that_changes_something_is_not_carried_out() -> None:
    population = cinema()
    before = population.working.count("snacks")
    assert asked(population)["sell"].not_asked == "steps[0]: changes the state"
    assert population.working.count("snacks") == before


def test_tools_without_steps_are_not_asked() -> None:
    assert set(asked(cinema())) == {"find_shows", "pay", "sell"}


def test_what_a_person_should_look_at_is_told() -> None:
    assert list(query_remarks(asked(cinema()).values())) == [
        f"find_shows: steps[2] found nothing in {TRIES} tries",
        f"pay: steps[3] never held in {TRIES} tries",
    ]


def test_the_same_questions_are_asked_each_time() -> None:
    population = cinema()
    assert asked(population) == asked(population)
