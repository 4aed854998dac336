"""One call under a changed schema."""

from typing import Any

import pytest

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.call_patch import PatchedCall, patch_call
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.schema_diff import diff
from tests.audits.desk import call, described, tool

NUMBER = described("integer", "The number of the thing")
LEVEL = described("string", "How urgent the thing is", enum=["low", "in progress", "high"])


def tools(before: ToolSchema, after: ToolSchema | None, mapping: FunctionMapping | None = None) -> ChangedTools:
    lines = (mapping,) if mapping else ()
    old, new = Toolset(tools=(before,)), Toolset(tools=() if after is None else (after,))
    return ChangedTools(old, new, diff(old, new, lines), lines)


def patched(given: Call, before: ToolSchema, after: ToolSchema | None, mapping: Any = None) -> PatchedCall:
    return patch_call(given, before.key, tools(before, after, mapping))


def test_a_renamed_function_is_called_by_its_new_name() -> None:
    before = tool("close_ticket", "id", id=NUMBER)
    found = patched(call("close_ticket", id=7), before, before.model_copy(update={"name": "resolve_ticket"}))
    assert found.call == call("resolve_ticket", id=7)
    assert [(edit.what, edit.before, edit.after, edit.renames) for edit in found.edits] == [
        ("name", "close_ticket", "resolve_ticket", True)
    ]


def test_a_renamed_parameter_keeps_its_value_and_place() -> None:
    before = tool("f", "number", number=NUMBER, level=LEVEL)
    after = tool("f", "count", count=NUMBER, level=LEVEL)
    found = patched(call("f", number=7, level="low"), before, after).call
    assert list(found.arguments.items()) == [("count", 7), ("level", "low")]


@pytest.mark.parametrize(
    ("value", "kind", "expected"), [(7, "string", "7"), ("7", "integer", 7), ("true", "boolean", True)]
)
def test_a_value_of_a_changed_type_is_converted(value: Any, kind: str, expected: Any) -> None:
    before = tool("f", a={"description": "x", "type": {"7": "string", 7: "integer", "true": "string"}[value]})
    found = patched(call("f", a=value), before, tool("f", a={"description": "x", "type": kind}))
    assert found.call == call("f", a=expected)
    assert found.edits[0].why.startswith("Desk.f.a: type")


def test_a_value_that_cannot_be_converted_is_a_problem() -> None:
    found = patched(call("f", a="seven"), tool("f", a={"type": "string"}), tool("f", a={"type": "integer"}))
    assert found.problems == ("Desk.f: $.a: 'seven' is not of type 'integer'",)


@pytest.mark.parametrize(
    ("after", "expected"),
    [(["low", "in_progress", "high"], "in_progress"), (["LOW", "In Progress!", "HIGH"], "In Progress!")],
)
def test_a_value_of_an_enum_becomes_the_one_that_is_like_it(after: list[str], expected: str) -> None:
    before = tool("f", level=LEVEL)
    found = patched(call("f", level="in progress"), before, tool("f", level={**LEVEL, "enum": after}))
    assert found.call == call("f", level=expected)
    assert not found.problems


def test_a_value_of_an_enum_that_is_like_none_or_like_two_is_a_problem() -> None:
    before = tool("f", level=LEVEL)
    for after in (["a", "b"], ["high-1", "high-2"]):
        assert patched(call("f", level="high"), before, tool("f", level={**LEVEL, "enum": after})).problems


def test_a_mapping_says_what_a_value_has_become() -> None:
    line = FunctionMapping(function="Desk.f", to="Desk.f", values={"level": {"high": "P1"}})
    after = tool("f", level={**LEVEL, "enum": ["P1", "P2"]})
    assert patched(call("f", level="high"), tool("f", level=LEVEL), after, line).call == call("f", level="P1")


@pytest.mark.parametrize("schema", [{"default": 3}, {"const": 3}, {"enum": [3]}])
def test_a_new_required_parameter_gets_the_only_value_it_can_have(schema: dict[str, Any]) -> None:
    after = tool("f", "a", a={"type": "integer", **schema})
    assert patched(call("f"), tool("f"), after).call == call("f", a=3)


def test_a_new_required_parameter_without_a_value_is_a_problem_unless_it_is_mapped() -> None:
    after = tool("f", "a", a={"type": "integer"})
    assert patched(call("f"), tool("f"), after).problems == (
        "Desk.f.a must be given, and neither schema nor mapping says what",
    )
    line = FunctionMapping(function="Desk.f", to="Desk.f", defaults={"a": 5})
    assert patched(call("f"), tool("f"), after, line).call == call("f", a=5)


def test_a_new_optional_parameter_is_not_given() -> None:
    found = patched(call("f"), tool("f"), tool("f", a={"type": "integer", "default": 3}))
    assert (found.call, found.edits, found.problems) == (call("f"), (), ())


def test_a_parameter_that_must_now_be_given_gets_the_default_it_had() -> None:
    before = tool("f", a={"type": "integer", "default": 3})
    found = patched(call("f"), before, tool("f", "a", a={"type": "integer"}))
    assert found.call == call("f", a=3)


def test_a_removed_optional_parameter_is_dropped_and_a_required_one_is_a_problem() -> None:
    kept = {"level": LEVEL}
    found = patched(call("f", number=7, level="low"), tool("f", number=NUMBER, **kept), tool("f", **kept))
    assert found.call == call("f", level="low")
    assert [(edit.before, edit.after) for edit in found.edits] == [(7, None)]
    needed = tool("f", "number", number=NUMBER, **kept)
    assert patched(call("f", number=7, level="low"), needed, tool("f", **kept)).problems
    line = FunctionMapping(function="Desk.f", to="Desk.f", parameters={"number": None})
    assert patched(call("f", number=7), needed, tool("f", **kept), line).call == call("f")


def test_a_function_that_is_no_more_is_a_problem() -> None:
    assert patched(call("f"), tool("f"), None).problems == ("Desk.f is no more",)


def test_several_changes_of_one_function_are_made_together() -> None:
    before = tool("f", "number", number=NUMBER, level=LEVEL)
    after = tool(
        "g", "count unit", count={**NUMBER, "type": "string"}, level={**LEVEL, "enum": ["LOW"]}, unit={"const": "kg"}
    )
    line = FunctionMapping(function="Desk.f", to="Desk.g", parameters={"number": "count"})
    found = patched(call("f", number=7, level="low"), before, after, line)
    assert found.call == call("g", count="7", level="LOW", unit="kg")
    assert not found.problems


def test_values_inside_objects_and_lists_are_patched_where_they_stand() -> None:
    def nested(name: str, kind: str) -> ToolSchema:
        inner = {"type": "object", "properties": {name: described(kind, "The number of the house")}}
        return tool("f", items={"type": "array", "items": inner})

    line = call("f", items=[{"house": "7"}, {}, {"house": "8"}])
    assert patched(line, nested("house", "string"), nested("house", "integer")).call == call(
        "f", items=[{"house": 7}, {}, {"house": 8}]
    )
    assert patched(line, nested("house", "string"), nested("house_number", "string")).call == call(
        "f", items=[{"house_number": "7"}, {}, {"house_number": "8"}]
    )


def test_a_call_that_was_wrong_before_in_the_same_way_is_not_held_against_it() -> None:
    before = tool("f", a={"type": "integer"}, level=LEVEL)
    found = patched(call("f", a="x"), before, tool("f", a={"type": "integer"}, level={**LEVEL, "enum": ["low"]}))
    assert found.problems == ()
