"""A rewritten schema keeps names, and all that was valid."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.rewriting.validity import problems
from eigendata_assets.audits.subject import AuditSubject
from tests.audits.reviewing.depot import depot


@pytest.fixture(scope="module")
def subject(tmp_path_factory: pytest.TempPathFactory) -> AuditSubject:
    return depot(tmp_path_factory.mktemp("depot"))


def changed(before: ToolSchema, path: tuple[str, ...], value: Any) -> ToolSchema:
    """The tool with another value at a path into its document; None removes it."""
    document = before.model_dump()
    target = document
    for key in path[:-1]:
        target = target[key]
    if value is None:
        del target[path[-1]]
    else:
        target[path[-1]] = value
    return ToolSchema.model_validate(document)


OF_WEIGHT = ("parameters", "properties", "weight")


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("description",), "In other words.", None),
        ((*OF_WEIGHT, "description"), "In kilograms.", None),
        ((*OF_WEIGHT, "maximum"), 30, None),
        ((*OF_WEIGHT, "maximum"), 2, "a call that was valid is not any more: book_parcel"),
        ((*OF_WEIGHT, "type"), "string", "a call that was valid is not any more"),
        ((*OF_WEIGHT, "type"), "mass", "`parameters` is no JSON Schema"),
        (OF_WEIGHT, None, "these parameters are gone: weight"),
        (("parameters", "properties", "colour"), {"type": "string"}, "these parameters are new: colour"),
        ((*OF_WEIGHT, "properties"), {"unit": {}}, None),
        (("returns", "properties", "price"), None, "these keys of the result are gone: price"),
        (("returns", "properties", "tax"), {"type": "number"}, "no result was ever seen to have: tax"),
        (("returns", "properties", "price", "type"), "string", "a result that was right is not any more"),
        (("returns",), None, "these keys of the result are gone: parcel, price"),
    ],
)
def test_what_a_new_schema_breaks_is_told(
    subject: AuditSubject, path: tuple[str, ...], value: Any, problem: str | None
) -> None:
    before = subject.tool("Depot.book_parcel")
    told = problems(subject, before, changed(before, path, value))
    assert [each for each in told if problem and problem in each] or (problem is None and told == []), told


def test_a_key_that_results_have_may_be_declared(subject: AuditSubject) -> None:
    before = subject.tool("Depot.cancel_parcel").model_copy(update={"returns": {"type": "object", "properties": {}}})
    after = changed(before, ("returns", "properties", "cancelled"), {"type": "string"})
    assert problems(subject, before, after) == []


def test_names_deep_in_lists_and_choices_are_kept(subject: AuditSubject) -> None:
    inner = {"type": "object", "properties": {"street": {}, "town": {}}}
    before = changed(
        subject.tool("Depot.list_parcels"), ("parameters", "properties", "a"), {"items": {"anyOf": [inner]}}
    )
    after = changed(
        before, ("parameters", "properties", "a"), {"items": {"type": "object", "properties": {"town": {}}}}
    )
    assert problems(subject, before, after) == ["these parameters are gone: a.street"]


@given(st.text(max_size=30), st.booleans())
def test_prose_never_breaks_anything(subject: AuditSubject, text: str, of_parameter: bool) -> None:
    before = subject.tool("Depot.quote_price")
    path = (*OF_WEIGHT, "description") if of_parameter else ("description",)
    assert problems(subject, before, changed(before, path, text or "x")) == []
