"""Calls to try are generated from schemas and data, on states on which the references make them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.audits.probing.observations import Probe, Setting
from eigendata_assets.audits.probing.settings import idle_settings, known_settings
from eigendata_assets.audits.probing.values import (
    UNKNOWN,
    boundary_values,
    case_variants,
    other_types,
    plain_value,
    value_pool,
)
from eigendata_assets.audits.probing.variations import probes
from eigendata_assets.audits.schema_reading import fits, types_of
from eigendata_assets.audits.subject import AuditSubject
from tests.audits.audited import call, entry, subject, tool

CODE = """
class Desk:
    def _load_scenario(self, scenario):
        self.tickets = dict(scenario.get("tickets", {}))

    def add(self, title, urgent=False, hidden=None):
        self.tickets[str(len(self.tickets))] = {"title": title, "urgent": urgent}
        return {"number": len(self.tickets)}

    def find(self, number):
        return self.tickets.get(str(number), {"error": "no such ticket"})

    def unused(self, code):
        return {"code": code}
"""
TOOLS = [
    tool("add", title={"type": "string"}, urgent={"type": "boolean", "optional": True}),
    tool("find", number={"type": "integer"}),
    tool("unused", code={"type": "string", "enum": ["a", "b"]}),
]


@pytest.fixture
def desk(tmp_path: Path) -> AuditSubject:
    tools = [each.model_copy(update={"parameters": {**each.parameters}}) for each in TOOLS]
    state = {"tickets": {"9": {"title": "Printer", "number": 77}}}
    entries = [
        entry("a", "Add x.", call("add", title="x"), call("find", number=1), state=state),
        entry("b", "Add y, urgently.", call("add", title="y", urgent=True), state=state),
    ]
    return subject(tmp_path, CODE, tools, entries)


def of(found: list[Probe], name: str, *variations: str) -> list[Probe]:
    return [each for each in found if each.tool == f"Desk.{name}" and (not variations or each.variation in variations)]


def test_a_call_of_a_reference_is_tried_after_the_calls_that_come_before_it(desk: AuditSubject) -> None:
    settings = list(known_settings(desk, "Desk.find"))
    assert settings == [(Setting("a", "Desk", (call("add", title="x"),)), {"number": 1})]


def test_every_way_to_call_a_tool_is_tried(desk: AuditSubject) -> None:
    ways = [set(arguments) for _, arguments in known_settings(desk, "Desk.add")]
    assert {"title"} in ways
    assert {"title", "urgent"} in ways


def test_a_tool_that_nobody_calls_is_tried_after_all_calls_and_before_the_first(desk: AuditSubject) -> None:
    settings = list(idle_settings(desk, "Desk.unused"))
    assert Setting("a", "Desk") in settings
    assert any(each.prefix for each in settings)
    assert {each.arguments["code"] for each in of(probes(desk), "unused", "plain")} == {"a"}


def test_each_call_varies_in_one_parameter_and_says_how(desk: AuditSubject) -> None:
    found = probes(desk)
    assert {each.arguments["code"] for each in of(found, "unused", "enum")} == {"a", "b"}
    assert {each.arguments["title"] for each in of(found, "add", "unknown")} == {UNKNOWN}
    assert {each.arguments["title"] for each in of(found, "add", "case")} == {"X", "Y"}
    assert all("urgent" not in each.arguments for each in of(found, "add", "omitted"))
    assert all(each.parameter == "hidden" for each in of(found, "add", "extra"))
    assert 77 in [each.arguments["number"] for each in of(found, "find", "data")]
    assert {type(each.arguments["number"]) for each in of(found, "find", "other_type")} == {str, float, bool}


def test_no_call_is_tried_twice_and_one_is_not_true_is_not_one_point_zero(desk: AuditSubject) -> None:
    found = probes(desk)
    keys = [
        (each.tool, each.setting, repr(sorted(each.arguments.items()))) for each in found if each.variation != "enum"
    ]
    assert len(keys) == len(set(keys))
    numbers = [each.arguments["number"] for each in of(found, "find")]
    assert {(type(value), value) for value in numbers} >= {(int, 1), (bool, True)}


def test_values_of_the_data_are_found_by_name_in_arguments_results_and_states(desk: AuditSubject) -> None:
    pool = value_pool(desk)
    assert pool.of("title", {"type": "string"}) == ["x", "y", "Printer"]
    assert 77 in pool.of("Number", {"type": "integer"})
    assert pool.of("title", {"type": "integer"}) == []


SCHEMAS = st.sampled_from(
    [{"type": kind} for kind in ("integer", "number", "string", "boolean", "array", "object")]
    + [{"type": "integer", "minimum": 1}, {"type": "array", "items": {"type": "integer"}}, {"enum": ["a"]}, {}]
)
PLAIN = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.integers())


@given(SCHEMAS, PLAIN)
def test_boundaries_fit_the_schema_and_are_not_the_plain_value(schema: dict[str, Any], plain: Any) -> None:
    for value in boundary_values(schema, plain):
        assert value != plain
        assert fits(value, types_of(schema))
        assert not isinstance(value, int) or isinstance(value, bool) or value >= schema.get("minimum", value)


@given(SCHEMAS, PLAIN)
def test_values_of_other_types_never_fit(schema: dict[str, Any], plain: Any) -> None:
    assert not any(fits(value, types_of(schema)) for value in other_types(plain, schema))


@given(st.text())
def test_case_variants_differ_in_case_alone(text: str) -> None:
    for variant in case_variants(text):
        assert variant != text
        assert variant.casefold().upper() == text.casefold().upper() or variant.lower() == text.lower()
    assert case_variants(5) == []


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "default": 3}, 3),
        ({"type": "string", "enum": ["low"]}, "low"),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array"}, ["text"]),
        ({"type": "boolean"}, True),
        ({}, "text"),
    ],
)
def test_a_plain_value_fits_its_schema(desk: AuditSubject, schema: dict[str, Any], value: Any) -> None:
    assert plain_value("nobody knows", schema, value_pool(desk)) == value
