"""A check that limits how many rows refer to one is recognized, in each of its forms, and nothing else is."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.capacities import Capacity, capacity, inlined
from eigendata_assets.databases.expressions.parse import parse
from tests.databases.small_specs import spec

THEATRE = """\
name: theatre
description: Seats that are sold.
tables:
  shows:
    key: id
    rows: 3
    columns:
      id: {type: text}
      seats: {type: integer}
      sold: {type: integer, draw: {compute: "total(tickets.seats, show == this.id)"}}
      free: {type: integer, draw: {compute: seats - sold}}
  tickets:
    key: id
    rows: 9
    columns:
      id: {type: text}
      show: {type: text, references: shows}
      seats: {type: integer}
      paid: {type: boolean}
  snacks:
    key: id
    rows: {per: tickets, via: ticket, mean: 1, most: 2}
    columns:
      id: {type: text}
      ticket: {type: text, references: tickets}
"""
TABLES: dict[str, Table] = dict(spec(THEATRE).spec.tables)


def found(text: str, table: str = "shows") -> Capacity | None:
    return capacity(parse(text), table, TABLES)


@pytest.mark.parametrize(
    ("text", "strict"),
    [
        ("count(tickets, show == this.id) <= seats", False),
        ("count(tickets, show == this.id) < seats", True),
        ("seats >= count(tickets, this.id == show)", False),
        ("seats - count(tickets, show == this.id and paid) >= 0", False),
        ("seats > 0 and total(tickets.seats, show == this.id) <= seats", False),
        ("0 <= free", False),
        ("free > 0", True),
        ("sold < seats", True),
        ("-sold >= -seats", False),
    ],
)
def test_a_limit_is_recognized(text: str, strict: bool) -> None:
    limit = found(text)
    assert limit is not None
    assert (limit.link, limit.own, limit.used.table) == ("show", "id", "tickets")
    assert limit.strict == strict


@pytest.mark.parametrize(
    "text",
    [
        "count(tickets, show == this.id) >= seats",  # more of them do no harm
        "count(tickets, show == this.id) == seats",
        "count(tickets, paid) <= seats",  # all rows, whatever they refer to
        "count(tickets, show != this.id) <= seats",
        "largest(tickets.seats, show == this.id) <= seats",  # one row is enough to break it
        "count(tickets, show == this.id) * count(tickets, show == this.id) <= seats",
        "sold - sold <= seats",  # one more changes nothing
        "count(tickets, show == id) <= seats",  # here `id` is the ticket's own
        "seats <= 40",
    ],
)
def test_what_limits_no_rows_is_no_capacity(text: str) -> None:
    assert found(text) is None


def test_rows_that_belong_to_their_parent_cannot_be_given_to_others() -> None:
    assert found("count(snacks, ticket == this.id) <= 1", "tickets") is None


def test_computed_columns_are_replaced_all_the_way_down() -> None:
    assert inlined(parse("this.free"), "shows", TABLES) == parse("seats - total(tickets.seats, show == this.id)")
