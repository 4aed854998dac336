"""A spec is read from YAML, and everything that is wrong with it is said at once, with line and path."""

from __future__ import annotations

from pathlib import Path

import pytest

from eigendata_assets.artifacts.spec.draws import PerParent, ReferenceDraw
from eigendata_assets.databases.expressions.value_types import Type
from eigendata_assets.databases.spec_reading import read_spec, spec_of_text
from eigendata_assets.databases.tool_types import typed_tool
from eigendata_assets.errors import InputError, RequestError
from tests.databases.small_specs import CINEMA

TOOLS = """\
tools:
  buy:
    description: Buys tickets.
    parameters:
      show_id: {type: string, description: Which show, references: shops}
      seats: {type: integer, description: How many, minimum: 1}
      note: {type: string, description: Anything, required: false}
    steps:
      - {get: show, from: shows, key: args.show_id, else: "There is no show {show_id}."}
      - {require: show.free >= seats, else: "Only {show.free} seats are left."}
      - insert: ticket
        into: tickets
        values: {ticket_id: new_key(tickets), show_id: show.show_id, name: "'me'", seats: seats, paid: true}
      - {update: show, set: {sold: show.sold + seats}}
    returns: {ticket: ticket.ticket_id, left: show.free - seats, all: {for_each: t, in: found, give: t}}
"""


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        spec_of_text(text, "cinema.yaml")
    return refused.value.message.splitlines()


def test_a_spec_is_read_with_keys_and_rows_that_follow_from_its_columns() -> None:
    found = spec_of_text("name: a\ndescription: b\ntables: {cars: {columns: {car_id: {type: text}}}}").spec
    assert (found.tables["cars"].key, found.tables["cars"].rows) == ("car_id", 100)
    cinema = spec_of_text(CINEMA).spec
    assert isinstance(cinema.tables["snacks"].rows, PerParent)
    assert cinema.tables["tickets"].columns["show_id"].draw == ReferenceDraw(skew=0.8)


def test_dates_stay_texts_and_yes_is_a_word() -> None:
    text = "name: a\ndescription: yes\ntables: {d: {key: id, columns: {id: {type: date, minimum: 2025-01-01}}}}"
    found = spec_of_text(text).spec
    assert (found.description, found.tables["d"].columns["id"].minimum) == ("yes", "2025-01-01")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("hall_id: {type: text, references: halls}", "hall_id: {type: text, references: hall}",
         "cinema.yaml:17: tables.shows.columns.hall_id.references: there is no table hall; did you mean halls?"),
        ("{type: boolean}", "{type: bool}", "cinema.yaml:41: tables.tickets.columns.paid.type: Input should be"),
        ("skew: 0.8", "skew: -1", "cinema.yaml:38: tables.tickets.columns.show_id.draw.skew: Input should be greater"),
        ("draw: {distribution: geometric, parameters: {mean: 1.5}}", "draw: {distribution: geometric}",
         "cinema.yaml:40: tables.tickets.columns.seats.draw.parameters: Field required"),
        ("parameters: {mean: 1.5}", "parameters: {median: 1.5}", "draw.parameters: geometric takes mean"),
        ("starts_at < ends_at,", "starts_at < end_at,",
         "tables.shows.checks[0].that: nothing here is called end_at; did you mean ends_at?"),
        ("name: cinema", "nome: cinema", "cinema.yaml:1: nome: Extra inputs are not permitted"),
        ("via: ticket,", "via: kind,", "tables.snacks.rows.via: kind is no column that references tickets"),
        ("mean: 0.5, most: 3", "mean: 5, most: 3", "tables.snacks.rows.mean: 5 is not between"),
        ("key: hall_id", "key: hall", "cinema.yaml:6: tables.halls.key: there is no column hall; did you mean"),
        ("{planned: 9, cancelled: 1}", "{planned: -9, cancelled: 1}", "weights are not negative"),
        ("minimum: 20, maximum: 40", "draw: {values: {few: 1, 30: 2}}", "'few' is not of type integer"),
        ("\"'cancelled'\"", "\"'canceled'\"", "edge_cases[1].set.status: 'canceled' is not among"),
        ("{tickets: 3}", "{halls: 3}", "no column of halls references shows"),
        ("minimum: 20, maximum: 40", "minimum: a, maximum: 40", "'a' is no bound of integer"),
        ("ticket_id: {type: text}", "ticket_id: {type: text, draw: {sequence: T}}", "a sequence has exactly one {n}"),
        ("name: {type: text}", "name: {type: text, draw: {faker: nome}}", "Faker has no provider nome"),
        ("by: starts_at", "by: price", "draw.by: price is no date and no datetime"),
        ("null if paid else 0.5", "'x' if paid else 'y'", "draw.compute: text, and the column holds number"),
    ],
)  # fmt: skip
def test_an_error_names_line_and_path(before: str, after: str, said: str) -> None:
    assert before in CINEMA
    assert said in "\n".join(problems(CINEMA.replace(before, after)))


def test_all_errors_are_said_at_once_in_the_order_of_lines() -> None:
    wrong = CINEMA.replace("starts_at < ends_at,", "start < end,").replace("status: \"'cancelled'\"", 'status: "1"')
    found = problems(wrong + TOOLS)
    assert found[0] == f"{len(found) - 1} things in the spec are wrong:"
    lines = [int(each.split(":")[1]) for each in found[1:]]
    assert lines == sorted(lines)
    text = "\n".join(found)
    for said in ("called start", "called end", "integer, and the column holds text", "no table shops", "called found"):
        assert said in text


def test_a_file_that_is_no_spec_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read"):
        read_spec(tmp_path / "none.yaml")
    for text in ("a: [", "- a", "just words", ""):
        with pytest.raises(InputError):
            spec_of_text(text)
    with pytest.raises(InputError, match="line 3: tables stands twice"):
        spec_of_text("name: a\ntables: {}\ntables: {}")


def test_a_tool_is_typed_step_by_step() -> None:
    good = TOOLS.replace("shops}", "shows}").replace(", all: {for_each: t, in: found, give: t}", "")
    spec = spec_of_text(CINEMA + good).spec
    found = typed_tool(spec.tools["buy"], spec.tables, ("tools", "buy"))
    assert found.remarks == ()
    assert found.returns == Type(
        "record", fields=(("ticket", Type("text", references="tickets")), ("left", Type("integer")))
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("key: args.show_id", "key: args.seats", "steps[0].key: integer, and the key of shows is text"),
        ("key: args.show_id", "key: args.show", "no parameter show; did you mean show_id?"),
        ("show.free >= seats", "show.free", "steps[1].require: true or false is wanted"),
        ("left: show.free - seats", "left: show.gone", "returns.left: shows has no column gone"),
        ("paid: true", "paid: 1", "steps[2].values.paid: integer, and the column holds boolean"),
        (", paid: true", "", "tickets.paid is never null and has no value here"),
        ("sold: show.sold", "show_id: show.show_id, sold: show.sold", "the key of a row is never changed"),
        ("update: show,", "update: seats,", "no row is bound to seats"),
        ("{show.free} seats", "{show.fre} seats", "steps[1].else: shows has no column fre"),
        ("get: show,", "get: this,", "this has a meaning of its own"),
        ("minimum: 1}", "minimum: 1, default: two}", "parameters.seats.default: text"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_tool_is_said(before: str, after: str, said: str) -> None:
    good = TOOLS.replace("shops}", "shows}").replace(", all: {for_each: t, in: found, give: t}", "")
    assert before in good
    assert said in "\n".join(problems(CINEMA + good.replace(before, after)))
