"""Small specs of our own, and the independent look at a population: every check by `evaluate`, row by row."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import PerParent
from eigendata_assets.databases.expressions.evaluate import ExpressionError, Scope, evaluate
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.population import Population, populate
from eigendata_assets.databases.schema_design import designed
from eigendata_assets.databases.spec_reading import ReadSpec, spec_of_text
from eigendata_assets.databases.writing import state_rows

CINEMA = """\
name: cinema
description: Shows in halls, and the seats that people buy.
seed: 7
tables:
  halls:
    key: hall_id
    rows: 4
    columns:
      hall_id: {type: text}
      seats: {type: integer, minimum: 20, maximum: 40}
  shows:
    key: show_id
    rows: 30
    unique: [[hall_id, starts_at]]
    columns:
      show_id: {type: text}
      hall_id: {type: text, references: halls}
      starts_at: {type: datetime, draw: {earliest: -5, latest: 20, hours: {17: 1, 20: 3}, minutes: 30}}
      ends_at: {type: datetime, draw: {earliest: -5, latest: 21}}
      status: {type: text, values: [planned, cancelled], draw: {values: {planned: 9, cancelled: 1}}}
      sold: {type: integer, minimum: 0, draw: {compute: "total(tickets.seats, show_id == this.show_id and paid)"}}
      free: {type: integer, minimum: 0, draw: {compute: "row(halls, hall_id).seats - sold"}}
      price: {type: number, minimum: 5, maximum: 30, draw: {compute: "12", noise: 0.2, season: {6: 1.2}, by: starts_at}}
    checks:
      - {that: starts_at < ends_at, because: A show ends after it starts}
      - {that: "hours_between(starts_at, ends_at) <= 200"}
    edge_cases:
      - {label: nobody_comes, rows: 2, with_children: {tickets: 0}}
      - label: cancelled_late
        rows: 1
        set: {status: "'cancelled'", starts_at: "add_hours(now, 1)"}
        with_children: {tickets: 3}
  tickets:
    key: ticket_id
    rows: 250
    columns:
      ticket_id: {type: text}
      show_id: {type: text, references: shows, draw: {skew: 0.8}}
      name: {type: text}
      seats: {type: integer, minimum: 1, maximum: 4, draw: {distribution: geometric, parameters: {mean: 1.5}}}
      paid: {type: boolean}
      refund: {type: number, nullable: true, draw: {compute: "null if paid else 0.5"}}
  snacks:
    key: id
    rows: {per: tickets, via: ticket, mean: 0.5, most: 3}
    columns:
      id: {type: integer}
      ticket: {type: text, references: tickets}
      kind: {type: text, values: [popcorn, nachos]}
"""


def spec(text: str = CINEMA) -> ReadSpec:
    """A spec read and designed."""
    read = spec_of_text(text)
    return ReadSpec(designed(read.spec), read.document, read.warnings)


def populated(text: str = CINEMA, scale: int = 1) -> Population:
    """A population that nothing has been drawn again in."""
    return populate(spec(text).spec, scale)


def state_of(population: Population) -> dict[str, dict[str, dict[str, Any]]]:
    """The state that an environment would begin in."""
    return {table: {key: dict(row) for key, row in rows} for table, rows in state_rows(population)}


def wrong_rows(found: DomainSpec, state: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    """What a second look, which shares no code with the first but `evaluate`, finds wrong with a state."""
    wrong: list[str] = []
    for name, table in found.tables.items():
        rows = list(state[name].values())
        for row in rows:
            for each, column in table.columns.items():
                wrong += [f"{name}.{each} {why}: {row}" for why in _wrong_value(column, row[each], state)]
            for check in table.checks:
                try:
                    holds = evaluate(parse(check.that), Scope(state, found.now, {"this": row, **row}))
                except ExpressionError as error:
                    holds = error
                wrong += [] if holds is True else [f"{name} {check.that}: {row}"]
        for columns in [(each,) for each in table.columns if table.columns[each].unique] + list(table.unique):
            counts = Counter(tuple(row[each] for each in columns) for row in rows)
            wrong += [f"{name} {columns} twice: {each}" for each, n in counts.items() if n > 1 and None not in each]
        if isinstance(table.rows, PerParent):
            counts = Counter(row[table.rows.via] for row in rows)
            wrong += [f"{name} has {n} of {key}" for key, n in counts.items() if n > table.rows.most]
    return wrong


def _wrong_value(column: Any, value: Any, state: dict[str, dict[str, dict[str, Any]]]) -> list[str]:
    if value is None:
        return [] if column.nullable else ["is null"]
    kinds = {"integer": int, "number": float, "boolean": bool}
    wrong = [] if type(value) is kinds.get(column.type, str) else [f"is no {column.type}"]
    if column.references and str(value) not in state[column.references]:
        wrong.append("refers to nothing")
    if column.values and value not in column.values:
        wrong.append("is not among the values")
    if column.minimum is not None and value < column.minimum:
        wrong.append("is too small")
    if column.maximum is not None and value > column.maximum:
        wrong.append("is too large")
    if column.pattern and not re.search(column.pattern, value):
        wrong.append("does not fit")
    return wrong
