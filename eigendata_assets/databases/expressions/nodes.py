"""Expressions of a domain spec as trees.

The language is a small part of Python's: literals, names, `row.column`, `+ - * / // %`, comparisons, `in`, `and`, `or`,
`not`, `a if c else b`, lists, functions of `FUNCTIONS`, and over tables

    row(flights, booking.flight_id)                       the row with this key, None where there is none
    count(bookings, status == 'held')                     how many rows satisfy a condition
    exists(bookings, user_id == args.user_id)             whether any does
    total(bookings.seats, flight_id == this.flight_id)    also average, smallest, largest: None (total: 0) of no row
    new_key(bookings)                                     the next key of a table, by its sequence

Inside such a condition bare names are first columns of the row that is looked at, then what is known outside; `this`
is the row of the check, `args` holds the parameters. `now` and `today` are the domain's clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BinaryOperator = Literal["+", "-", "*", "/", "//", "%"]
Comparison = Literal["==", "!=", "<", "<=", ">", ">=", "in", "not in"]
AggregateKind = Literal["count", "exists", "total", "average", "smallest", "largest"]

FUNCTIONS: dict[str, int] = {
    "abs": 1, "round": 2, "floor": 1, "ceil": 1, "min": 2, "max": 2, "length": 1, "lower": 1, "upper": 1, "text": 1,
    "contains": 2, "starts_with": 2, "date_of": 1, "year": 1, "month": 1, "weekday": 1, "days_between": 2,
    "hours_between": 2, "add_days": 2, "add_hours": 2,
}  # fmt: skip
"""Function to the number of its arguments. `days_between(a, b)` is b minus a in whole days, `hours_between` in hours
as a number; `add_days` and `add_hours` keep the kind of their first argument; `contains` ignores case."""


@dataclass(frozen=True, slots=True)
class Constant:
    """A value as it stands."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Name:
    """A column of the row at hand, a parameter, a bound name, `this`, `args`, `now` or `today`."""

    name: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a row, or a parameter of `args`; None of None."""

    of: Expression
    column: str


@dataclass(frozen=True, slots=True)
class Row:
    """The row of a table with a key."""

    table: str
    key: Expression


@dataclass(frozen=True, slots=True)
class Unary:
    """`-x` or `not x`."""

    operator: Literal["-", "not"]
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """Arithmetic; `+` also joins texts."""

    operator: BinaryOperator
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; `a < b < c` is two of them joined by `and`."""

    operator: Comparison
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Boolean:
    """All, or any, of some conditions; read from left to right, no further than needed."""

    operator: Literal["and", "or"]
    operands: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Conditional:
    """`then if condition else otherwise`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `FUNCTIONS`."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A number over the rows of a table for which `where` holds; `column` is None for count and exists."""

    kind: AggregateKind
    table: str
    column: str | None
    where: Expression | None


@dataclass(frozen=True, slots=True)
class NewKey:
    """The next key of a table."""

    table: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Expression, ...]


Expression = (
    Constant
    | Name
    | Column
    | Row
    | Unary
    | Binary
    | Compare
    | Boolean
    | Conditional
    | Call
    | Aggregate
    | NewKey
    | Items
)

Template = tuple[str | Expression, ...]
"""A message: texts and the expressions between them."""
