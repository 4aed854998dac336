"""The database of a spec: its files, its documentation, its labels, and a refusal that keeps what was there."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.spec.draws import ComputedDraw, FakerDraw, ReferenceDraw, SequenceDraw, ValuesDraw
from eigendata_assets.databases.flow import generate_database, write_database
from eigendata_assets.databases.patterns import faker_of_pattern
from eigendata_assets.databases.schema_agent import completed, gaps, merged
from eigendata_assets.databases.schema_design import plan_of, with_plan
from eigendata_assets.errors import GateFailed, InputError
from eigendata_assets.storage.database_files import DatabaseFiles, read_plan
from eigendata_assets.storage.spec_files import parse_document
from tests.databases.small_specs import CINEMA, spec, state_of, wrong_rows

TOOLS = """\
tools:
  get_show:
    description: A show.
    parameters: {show_id: {type: string, description: Which, references: shows}}
    steps:
      - {get: show, from: shows, key: args.show_id, else: "There is no show {show_id}."}
      - {require: show.status == 'planned', else: It is cancelled.}
      - {let: hall, be: "row(halls, show.hall_id)"}
      - {require: hall.seats > 1000, else: Too small.}
    returns: {show: show}
  search:
    description: Shows after a time.
    parameters: {after: {type: string, format: date-time, description: When}}
    steps: [{find: found, from: shows, where: starts_at > args.after, order: [starts_at]}]
    returns: {shows: {for_each: show, in: found, give: show.show_id}}
"""


def written(tmp_path: Path, text: str = CINEMA, scale: int = 1) -> DatabaseFiles:
    files = DatabaseFiles(tmp_path)
    write_database(generate_database(spec(text), scale), files)
    return files


def test_the_sqlite_file_holds_the_tables_with_constraints_and_the_labels(tmp_path: Path) -> None:
    files = written(tmp_path)
    with sqlite3.connect(files.sqlite_file) as database:
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM tickets").fetchone() == (250,)
        labels = database.execute('SELECT "table", key, label FROM edge_cases').fetchall()
        for wrong in ("UPDATE halls SET seats = 3", "UPDATE shows SET status = 'x'", "UPDATE shows SET price = null"):
            with pytest.raises(sqlite3.IntegrityError):
                database.execute(wrong)
    database.close()
    assert [tuple(each.values()) for each in json.loads(files.edge_cases_file.read_text())] == labels
    assert [label for _, _, label in labels] == ["nobody_comes", "nobody_comes", "cancelled_late"]


def test_the_state_is_what_the_sqlite_file_holds(tmp_path: Path) -> None:
    state = written(tmp_path).read_state()
    assert wrong_rows(spec().spec, state) == []
    assert state["tickets"]["T00001"]["paid"] in (True, False)
    assert list(state) == ["halls", "shows", "tickets", "snacks"]


def test_the_same_spec_and_seed_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = written(tmp_path / "a"), written(tmp_path / "b")
    for one, other in ((first.sqlite_file, second.sqlite_file), (first.state_file, second.state_file),
                       (first.report_file, second.report_file), (first.plan_file, second.plan_file)):  # fmt: skip
        assert one.read_bytes() == other.read_bytes()


def test_a_plan_can_be_edited_and_decides_what_is_drawn(tmp_path: Path) -> None:
    plan = read_plan(written(tmp_path).plan_file)
    halls = plan.tables["halls"].model_copy(update={"rows": 2})
    edited = plan.model_copy(update={"tables": {**plan.tables, "halls": halls}, "seed": 9})
    generated = generate_database(spec(), 1, edited)
    assert (generated.report.rows["halls"], generated.plan.seed) == (2, 9)
    assert plan_of(with_plan(spec().spec, plan), 1) == plan
    wrong = halls.model_copy(update={"draws": {"seats": ComputedDraw(compute="seets")}})
    with pytest.raises(InputError, match="nothing here is called seets"):
        generate_database(spec(), 1, plan.model_copy(update={"tables": {**plan.tables, "halls": wrong}}))
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(InputError, match="domain: Field required"):
        read_plan(tmp_path / "bad.json")


def test_a_database_that_breaks_a_statement_is_not_written(tmp_path: Path) -> None:
    before = written(tmp_path).sqlite_file.read_bytes()
    impossible = CINEMA.replace("starts_at < ends_at,", "text(starts_at) == lower('x'),")
    with pytest.raises(GateFailed, match=r"30 records of shows break `text\(starts_at\)"):
        written(tmp_path, impossible)
    files = DatabaseFiles(tmp_path)
    assert files.sqlite_file.read_bytes() == before
    broken = next(each for each in files.read_report().violations if "checks" in each.path)
    assert (broken.table, broken.records, broken.path) == ("shows", 30, ("tables", "shows", "checks", 0, "that"))


def test_the_documentation_shows_tables_rules_and_a_diagram(tmp_path: Path) -> None:
    text = written(tmp_path).documentation_file.read_text()
    assert "erDiagram\n" in text
    assert "    halls ||--o{ shows : hall_id" in text
    assert "| `status` | text | one of `planned`, `cancelled` |  |" in text
    assert "- `starts_at < ends_at`: A show ends after it starts" in text
    assert "- edge case `nobody_comes`: 2 rows." in text


def test_the_queries_of_each_tool_are_tried() -> None:
    report = generate_database(spec(CINEMA + TOOLS)).report
    show, search = report.queries
    assert (show.found["steps[0]"], show.held["steps[3]"], search.found["steps[0]"] > 0) == (40, 0, True)
    assert 0 < show.held["steps[1]"] <= 40
    assert f"get_show: steps[3] never held in {show.reached['steps[3]']} tries" in report.remarks


def test_what_a_spec_leaves_out_follows_from_names_types_and_checks() -> None:
    text = """\
name: t
description: d
tables:
  members:
    columns:
      member_id: {type: text}
      first_name: {type: text}
      email: {type: text, unique: true}
      level: {type: text, values: [a, b]}
      code: {type: text, pattern: "^[A-Z]{2}-[0-9]{3}$"}
      friend: {type: text, references: members, nullable: true}
      points: {type: integer, minimum: 0, maximum: 9}
      doubled: {type: integer}
    checks: [{that: doubled == points * 2}]
"""
    columns = spec(text).spec.tables["members"].columns
    draws = {name: column.draw for name, column in columns.items()}
    assert draws["member_id"] == SequenceDraw(sequence="M{n:05d}")
    assert draws["first_name"] == FakerDraw(faker="first_name")
    assert draws["level"] == ValuesDraw(values=("a", "b"))
    assert draws["friend"] == ReferenceDraw()
    assert draws["doubled"] == ComputedDraw(compute="points * 2")
    state = state_of(generate_database(spec(text)).population)
    assert wrong_rows(spec(text).spec, state) == []


def test_a_pattern_beyond_the_rules_is_a_gap() -> None:
    assert faker_of_pattern("^(a|b)+$") is None
    text = "name: t\ndescription: d\ntables: {a: {columns: {id: {type: text}, x: {type: text, pattern: '^(a|b)$'}}}}"
    assert gaps(parse_document(text, "t.yaml")) == ("t.yaml:3: tables.a.columns.x.draw: no rule draws ^(a|b)$",)


def test_a_sentence_needs_a_model_and_the_error_says_what_is_missing() -> None:
    document = parse_document("name: zoo\ndescription: Keepers and animals.", "zoo.yaml")
    with pytest.raises(ModelNeeded, match=r"schema_designer.*leaves something out: the tables"):
        asyncio.run(completed(document, Offline()))


def test_a_model_completes_a_spec_and_is_shown_what_is_wrong_with_its_proposal() -> None:
    document = parse_document("name: zoo\ndescription: Keepers and animals.\nseed: 5", "zoo.yaml")
    bad = {"spec": "name: x\ntables: {keepers: {key: nope, columns: {id: {type: text}}}}", "assumptions": []}
    good = {
        "spec": "name: x\nseed: 1\ntables: {keepers: {columns: {id: {type: text}}}}",
        "assumptions": ["No animals."],
    }
    chat = ScriptedChat([bad, good])
    read, assumed = asyncio.run(completed(document, chat))
    assert (read.spec.name, read.spec.seed, list(read.spec.tables), assumed) == (
        "zoo",
        5,
        ["keepers"],
        ("No animals.",),
    )
    assert "there is no column nope" in chat.requests[1].messages[-1].content
    with pytest.raises(InputError, match="no proposal"):
        asyncio.run(completed(document, ScriptedChat([bad, bad, bad])))


def test_what_was_given_stays() -> None:
    assert merged({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 9}, "e": 4}) == {"a": {"b": 9, "c": 2}, "d": 3, "e": 4}
