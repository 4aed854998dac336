"""A spec that contradicts itself is refused with the smallest set of statements that do."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.spec.remarks import written
from eigendata_assets.databases.schema_validation import contradictions, validated
from eigendata_assets.errors import InputError
from tests.databases.small_specs import CINEMA, spec

HEAD = "name: t\ndescription: d\ntables:\n"


def found(tables: str, scale: int = 1) -> list[set[str]]:
    return [{written(path) for path in each} for each in contradictions(spec(HEAD + tables).spec, scale)]


def one_table(columns: str, *checks: str, rows: int = 5, more: str = "") -> str:
    said = "".join(f"      - that: {check}\n" for check in checks)
    below = f"    checks:\n{said}" if checks else ""
    return f"  a:\n    key: id\n    rows: {rows}\n    columns: {{id: {{type: text}}, {columns}}}\n{more}{below}"


def test_a_spec_that_can_be_populated_is_not_refused() -> None:
    read = spec()
    assert contradictions(read.spec) == ()
    assert contradictions(read.spec, 100) == ()
    assert validated(read.spec, read.document) == ()


@pytest.mark.parametrize(
    ("columns", "checks", "core"),
    [
        ("x: {type: integer, minimum: 3, maximum: 2}", (), {"columns.x.minimum", "columns.x.maximum"}),
        ("x: {type: integer}, y: {type: integer}", ("x < y", "x > 0", "y < x"), {"checks[0].that", "checks[2].that"}),
        ("x: {type: integer}, y: {type: integer}, z: {type: integer}", ("x < y", "y < z", "z < x"),
         {"checks[0].that", "checks[1].that", "checks[2].that"}),
        ("x: {type: integer, minimum: 0}", ("x * 2 == -4",), {"columns.x.minimum", "checks[0].that"}),
        ("x: {type: integer}", ("x * 2 == 5",), {"checks[0].that"}),
        ("s: {type: text, values: [a, b]}", ("s != 'a'", "s != 'b'"),
         {"columns.s.values", "checks[0].that", "checks[1].that"}),
        ("d: {type: date, maximum: 2024-12-31}", ("d > today",), {"columns.d.maximum", "checks[0].that"}),
        ("d: {type: datetime}, e: {type: datetime}", ("e == add_hours(d, 2)", "hours_between(d, e) > 3"),
         {"checks[0].that", "checks[1].that"}),
        ("b: {type: boolean}", ("b", "not b", "b or not b"), {"checks[0].that", "checks[1].that"}),
        ("n: {type: integer, nullable: true}", ("n == null", "n > 3 or n < 2"), {"checks[0].that", "checks[1].that"}),
        ("n: {type: integer}", ("n == null",), {"checks[0].that", "columns.n"}),
        ("x: {type: integer, draw: {compute: length(id)}}, y: {type: integer, maximum: 3, draw: {compute: '4'}}", (),
         {"columns.y.maximum", "columns.y.draw.compute"}),
    ],
)  # fmt: skip
def test_checks_that_no_row_can_pass(columns: str, checks: tuple[str, ...], core: set[str]) -> None:
    assert found(one_table(columns, *checks)) == [{f"tables.a.{each}" for each in core}]


@pytest.mark.parametrize(
    ("columns", "checks"),
    [
        ("s: {type: text}", ("length(s) > 3", "s == 'abcd'")),
        ("n: {type: integer, nullable: true}", ("n == null or n > 3", "n == null or n < 2")),
        ("x: {type: number, minimum: 0, maximum: 1}", ("x * 3 == 1",)),
        ("s: {type: text, values: [a, b]}, t: {type: text, values: [b, c]}", ("s == t",)),
        ("x: {type: integer}", ("count(a, x == this.x) <= 1", "exists(a, x > 3)")),
    ],
)
def test_checks_that_some_row_can_pass_or_that_nobody_can_tell(columns: str, checks: tuple[str, ...]) -> None:
    assert found(one_table(columns, *checks)) == []


def test_a_smaller_set_is_preferred_to_a_merely_minimal_one() -> None:
    checks = ("x < y", "y < z", "z < x", "x > x + 1")
    columns = "x: {type: integer}, y: {type: integer}, z: {type: integer}"
    first, second = found(one_table(columns, *checks))
    assert first == {"tables.a.checks[3].that"}
    assert len(second) == 3


def test_a_cycle_of_references_that_are_never_null() -> None:
    cycle = (
        "  a: {key: id, rows: 2, columns: {id: {type: text}, to: {type: text, references: b}}}\n"
        "  b: {key: id, rows: 2, columns: {id: {type: text}, to: {type: text, references: c}}}\n"
        "  c: {key: id, rows: 2, columns: {id: {type: text}, to: {type: text, references: a}}}\n"
        "  d: {key: id, rows: 2, columns: {id: {type: text}, to: {type: text, references: a}}}\n"
    )
    assert found(cycle) == [{f"tables.{each}.columns.to.references" for each in "abc"}]
    assert found(cycle.replace("references: a", "references: a, nullable: true", 1)) == []


def test_columns_computed_from_each_other() -> None:
    columns = "x: {type: integer, draw: {compute: y + 1}}, y: {type: integer, draw: {compute: x + 1}}"
    cores = found(one_table(columns))
    assert {"tables.a.columns.x.draw.compute", "tables.a.columns.y.draw.compute"} in cores


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("x: {type: text, values: [S, M], unique: true}", {"columns.x.unique", "columns.x.values"}),
        ("x: {type: integer, minimum: 1, maximum: 4, unique: true}",
         {"columns.x.unique", "columns.x.minimum", "columns.x.maximum"}),
        ("x: {type: boolean, unique: true}", {"columns.x.unique", "columns.x.type"}),
        ("x: {type: date, minimum: 2025-01-01, maximum: 2025-01-03, unique: true}",
         {"columns.x.unique", "columns.x.minimum", "columns.x.maximum"}),
        ("x: {type: text, unique: true, draw: {values: {a: 1, b: 2}}}", {"columns.x.unique", "columns.x.draw.values"}),
    ],
)  # fmt: skip
def test_more_unique_values_than_there_are(column: str, said: set[str]) -> None:
    assert found(one_table(column)) == [{f"tables.a.{each}" for each in said | {"rows"}}]
    assert found(one_table(column, rows=2)) == []


def test_more_combinations_than_there_are() -> None:
    columns = "x: {type: boolean}, y: {type: text, values: [a, b]}"
    core = {"tables.a.unique[0]", "tables.a.rows", "tables.a.columns.x.type", "tables.a.columns.y.values"}
    assert found(one_table(columns, more="    unique: [[x, y]]\n")) == [core]
    assert found(one_table(columns, more="    unique: [[x, y]]\n", rows=4)) == []


FLIGHTS = """\
  flights:
    key: id
    rows: 10
    columns:
      id: {type: text}
      seats: {type: integer, minimum: 1, maximum: 20}
    checks:
      - that: count(bookings, flight == this.id) <= seats
  bookings: {key: id, rows: 500, columns: {id: {type: text}, flight: {type: text, references: flights},
    party: {type: integer, minimum: 2, maximum: 3}}}
"""


def test_capacity_below_the_bookings_asked_for() -> None:
    core = {"flights.rows", "bookings.rows", "flights.columns.seats.maximum", "flights.checks[0].that"}
    assert found(FLIGHTS) == [{f"tables.{each}" for each in core}]
    assert found(FLIGHTS.replace("rows: 500", "rows: 200")) == []
    total = FLIGHTS.replace("count(bookings,", "total(bookings.party,").replace("rows: 500", "rows: 200")
    assert found(total) == [{f"tables.{each}" for each in core | {"bookings.columns.party.minimum"}}]


def test_capacity_seen_from_the_rows_that_need_it() -> None:
    tables = FLIGHTS.replace("    checks:\n      - that: count(bookings, flight == this.id) <= seats\n", "")
    check = "checks: [{that: 'count(bookings, flight == this.flight) <= 20'}]"
    tables = tables.replace("{key: id, rows: 500,", f"{{key: id, rows: 500, {check},")
    core = {"flights.rows", "bookings.rows", "bookings.checks[0].that"}
    assert found(tables) == [{f"tables.{each}" for each in core}]


def test_an_edge_case_that_no_row_can_be() -> None:
    more = "    edge_cases: [{label: old, rows: 1, set: {x: '9'}}]\n"
    assert found(one_table("x: {type: integer, maximum: 5}", more=more)) == [
        {"tables.a.edge_cases[0].set.x", "tables.a.columns.x.maximum"}
    ]


def test_the_refusal_shows_line_path_and_text_of_every_statement() -> None:
    read = spec(CINEMA.replace("minimum: 20, maximum: 40", "minimum: 20, maximum: 4"))
    with pytest.raises(InputError) as refused:
        validated(read.spec, read.document)
    assert "  spec.yaml:10: tables.halls.columns.seats.maximum: 4" in refused.value.message.splitlines()
    assert "  spec.yaml:10: tables.halls.columns.seats.minimum: 20" in refused.value.message.splitlines()
    assert "change one of them" in refused.value.hint


def test_what_a_tool_writes_must_be_possible_and_tables_should_be_read() -> None:
    text = HEAD + one_table("x: {type: integer, maximum: 5}, y: {type: integer}", "x > 1") + (
        "tools:\n  add:\n    description: Adds.\n    steps:\n"
        "      - {insert: new, into: a, values: {id: new_key(a), x: '0', y: '7'}}\n"
    )  # fmt: skip
    read = spec(text)
    said = [(written(each.path), each.message) for each in validated(read.spec, read.document)]
    assert ("tables.a", "no tool reads this table") in said
    assert ("tools.add.steps[0].values.x", "this can never hold with tables.a.checks.0.that") in said
    assert len(said) == 2
