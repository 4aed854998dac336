"""A schema as parts: what counts, what does not, and what each part is called."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.trajectories.fingerprint import changed_parts
from eigendata_assets.trajectories.schema_parts import schema_parts
from tests.audits.toolsets import edited, random_toolset

CLOSE = ToolSchema(
    name="close_ticket",
    toolkit="TicketAPI",
    description="Closes a ticket.",
    parameters={
        "type": "object",
        "properties": {
            "ticket_id": {"type": "integer", "description": "The number"},
            "tags": {"type": "array", "items": {"type": "string"}},
            "by": {"type": "object", "properties": {"name": {"enum": ["a", "b"]}}, "required": ["name"]},
        },
        "required": ["ticket_id"],
    },
    returns={"type": "object", "properties": {"status": {"type": "string"}}},
)


def with_property(name: str, schema: Any) -> ToolSchema:
    properties = {**CLOSE.parameters["properties"], name: schema}
    return CLOSE.model_copy(update={"parameters": {**CLOSE.parameters, "properties": properties}})


def changes(after: ToolSchema, *, prose: bool = False) -> list[str]:
    found = changed_parts(schema_parts(CLOSE, prose=prose), schema_parts(after, prose=prose))
    return [each.removeprefix("TicketAPI.close_ticket") for each in found]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (with_property("ticket_id", {"type": "string"}), [".parameters.ticket_id.type"]),
        (with_property("ticket_id", {"type": "integer", "default": 1}), [".parameters.ticket_id.default (new)"]),
        (with_property("tags", {"type": "array", "items": {"type": "number"}}), [".parameters.tags.items.type"]),
        (
            with_property("by", {"type": "object", "properties": {"name": {"enum": ["a", "c"]}}}),
            [".parameters.by.name.enum", ".parameters.by.name.required (gone)"],
        ),
        (with_property("note", {"type": "string"}), [".parameters.note (new)", ".parameters.note.type (new)"]),
        (
            CLOSE.model_copy(update={"parameters": {**CLOSE.parameters, "required": []}}),
            [".parameters.ticket_id.required (gone)"],
        ),
        (
            CLOSE.model_copy(update={"returns": {"type": "object", "properties": {"status": {"type": "integer"}}}}),
            [".returns.status.type"],
        ),
        (with_property("ticket_id", {"anyOf": [{"type": "integer"}, {"type": "string"}]}), [
            ".parameters.ticket_id.anyOf.0 (new)", ".parameters.ticket_id.anyOf.0.type (new)",
            ".parameters.ticket_id.anyOf.1 (new)", ".parameters.ticket_id.anyOf.1.type (new)",
            ".parameters.ticket_id.type (gone)",
        ]),
        (with_property("ticket_id", False), [".parameters.ticket_id", ".parameters.ticket_id.type (gone)"]),
    ],
)  # fmt: skip
def test_a_changed_part_is_named_as_a_person_would(after: ToolSchema, expected: list[str]) -> None:
    assert changes(after) == expected


@pytest.mark.parametrize(
    "after",
    [
        CLOSE.model_copy(update={"description": "Other words"}),
        with_property("ticket_id", {"description": "Other words", "type": "integer", "title": "Ticket"}),
        with_property("by", {"required": ["name"], "properties": {"name": {"enum": ["b", "a"]}}, "type": "object"}),
    ],
)
def test_prose_and_order_are_no_parts(after: ToolSchema) -> None:
    assert changes(after) == []


def test_prose_counts_where_the_policy_says_so() -> None:
    after = with_property("ticket_id", {"type": "integer", "description": "Other words"})
    assert changes(after, prose=True) == [".parameters.ticket_id.description"]
    assert changes(CLOSE.model_copy(update={"description": "Other"}), prose=True) == [".description"]


def test_a_property_that_is_called_like_a_keyword_is_not_mixed_up_with_it() -> None:
    left, right = (with_property("type", {"const": value}) for value in ("object", "array"))
    assert changed_parts(schema_parts(left), schema_parts(right)) == ["TicketAPI.close_ticket.parameters.type.const"]
    assert schema_parts(left) != schema_parts(CLOSE)


@given(st.integers(0, 2**32))
def test_parts_change_exactly_where_the_semantic_hash_does(seed: int) -> None:
    choose = random.Random(seed)
    before = random_toolset(choose)
    after, _ = edited(choose, before, 0)
    same = before.tools[0].semantic_hash == after.tools[0].semantic_hash
    assert (schema_parts(before.tools[0]) == schema_parts(after.tools[0])) == same
