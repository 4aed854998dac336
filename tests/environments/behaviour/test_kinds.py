"""The kind of an expression follows from the types of columns and parameters."""

from __future__ import annotations

import pytest

from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.environments.behaviour.kinds import Kind, Names, kind_of, names_of_tool
from eigendata_assets.errors import InputError
from tests.bike_shop import bike_shop


def names(tool: str = "order_repair") -> Names:
    domain = bike_shop()
    known = names_of_tool(domain, domain.tools[tool].parameters)
    bound = {"bike": "bikes", "repair": "repairs", "customer": "customers", "mechanic": "mechanics"}
    for name, table in bound.items():
        known = known.with_name(name, Kind("row", table=table))
    return known


@pytest.mark.parametrize(
    ("text", "form", "nullable"),
    [
        ("due", "datetime", False),
        ("note", "text", True),
        ("args.note", "text", True),
        ("mechanic.level * 2", "integer", False),
        ("mechanic.level / 2", "number", False),
        ("mechanic.level // 2", "integer", False),
        ("repair.cost - 1", "number", False),
        ("'a' + bike_id", "text", False),
        ("-mechanic.level", "integer", False),
        ("not customer.member", "boolean", False),
        ("repair.cost > 1", "boolean", False),
        ("1 if customer.member else 2.5", "number", False),
        ("1 if customer.member else null", "integer", True),
        ("row(bikes, bike_id)", "row", True),
        ("row(bikes, repair.bike_id)", "row", False),
        ("row(mechanics, repair.mechanic_id)", "row", True),
        ("row(mechanics, repair.mechanic_id).level", "integer", True),
        ("count(repairs, bike_id == args.bike_id)", "integer", False),
        ("exists(repairs, bike_id == args.bike_id)", "boolean", False),
        ("total(repairs.cost, bike_id == args.bike_id)", "number", False),
        ("average(mechanics.level, true)", "number", True),
        ("largest(mechanics.level, true)", "integer", True),
        ("add_days(bike.bought, 3)", "date", False),
        ("add_hours(now, 3)", "datetime", False),
        ("max(mechanic.level, 2)", "integer", False),
        ("new_key(repairs)", "text", False),
        ("[1, 2]", "list", False),
        ("today", "date", False),
        ("null", "null", True),
    ],
)
def test_an_expression_has_its_kind(text: str, form: str, nullable: bool) -> None:
    found = kind_of(parse(text), names())
    assert (found.form, found.nullable) == (form, nullable)


def test_a_column_remembers_where_it_is_read_and_whose_key_it_is() -> None:
    assert kind_of(parse("bike.customer_id"), names()).source == ("bikes", "customer_id")
    assert kind_of(parse("bike.customer_id"), names()).refers == "customers"
    assert kind_of(parse("repair.mechanic_id"), names()).refers == "", "it may be null"
    assert kind_of(parse("new_key(repairs)"), names()).fresh == "repairs"


def test_columns_of_the_row_that_is_looked_at_hide_parameters() -> None:
    assert kind_of(parse("bike_id"), names()).source is None
    assert kind_of(parse("bike_id"), names().within("repairs")).source == ("repairs", "bike_id")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nobody", "nothing here is called nobody"),
        ("args.nobody", "there is no parameter nobody"),
        ("bike.wings", "bikes has no column wings"),
        ("bike_id.wings", "a text has no columns"),
        ("count(planes, true)", "there is no table planes"),
        ("total(repairs.wings, true)", "repairs has no column wings"),
    ],
)
def test_what_is_not_there_is_told(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        kind_of(parse(text), names())
