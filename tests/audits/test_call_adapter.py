"""Calls under the names that the code still has."""

import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.call_adapter import ImplementationNames, as_written
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.schema_diff import diff
from eigendata_assets.environments.reach import read_reach
from eigendata_assets.execution.protocol import RawCall
from tests.audits.desk import call, described, dialogue, tool

NUMBER = described("integer", "The number of the thing")
OLD = Toolset(tools=(tool("f", "number", number=NUMBER, note={"type": "string"}), tool("h")))
NEW = Toolset(
    tools=(
        tool(
            "g", "count", count={**NUMBER, "type": "string"}, note={"type": "string"}, unit={"const": "kg"}
        ).model_copy(update={"description": OLD.tools[0].description}),
        tool("h"),
    )
)
TALK = dialogue("talk", ("Go.", []))


def given(code: str, written: Call) -> RawCall:
    """What the environment of the code is given."""
    mapping = [FunctionMapping(function="Desk.f", to="Desk.g")]
    tools = ChangedTools(OLD, NEW, diff(OLD, NEW, mapping), mapping)
    return ImplementationNames(tools, read_reach({"env.py": f"class Desk:\n    {code}: pass\n"}))(TALK, written)


RETYPED = Toolset(tools=(tool("f", "number", number={**NUMBER, "type": "string"}, note={"type": "string"}), tool("h")))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(self, number: int, note='')", {"number": 7}),
        ("def f(self, number: str, note='')", {"number": "7"}),
        ("def f(self, number, note='')", {"number": "7"}),
        ("def f(self, **rest)", {"number": "7"}),
    ],
)
def test_a_value_of_a_changed_type_is_what_the_annotation_says(code: str, expected: dict[str, object]) -> None:
    tools = ChangedTools(OLD, RETYPED, diff(OLD, RETYPED))
    adapter = ImplementationNames(tools, read_reach({"env.py": f"class Desk:\n    {code}: pass\n"}))
    assert adapter(TALK, call("f", number="7")) == ("f", expected)


def test_an_old_tool_is_run_under_its_old_name_and_what_it_does_not_know_is_left_out() -> None:
    name, arguments = given("def f(self, number: int, note='')", call("g", note="x", unit="kg"))
    assert (name, arguments) == ("f", {"note": "x"})


def test_a_new_tool_is_run_as_it_is_written() -> None:
    written = call("g", count="7", unit="kg")
    assert given("def g(self, count, note='', unit='kg')", written) == ("g", written.arguments)


def test_a_tool_that_the_code_does_not_have_at_all_is_asked_for_as_it_is_written() -> None:
    assert given("def other(self)", call("g", count="7")) == ("g", {"count": "7"})


def test_a_tool_that_did_not_change_is_run_as_it_is_written() -> None:
    assert given("def h(self)", call("h", odd=1)) == ("h", {"odd": 1})
    assert given("def h(self)", call("unknown", odd=1)) == ("unknown", {"odd": 1})
    assert as_written(TALK, call("h")) == ("h", {})


def test_a_renamed_parameter_is_given_under_its_old_name_where_the_code_has_that() -> None:
    new = Toolset(tools=(tool("f", "count", count=NUMBER, note={"type": "string"}), tool("h")))
    tools = ChangedTools(OLD, new, diff(OLD, new))
    for code, expected in (("number", {"number": 7}), ("count", {"count": 7}), ("other", {"number": 7})):
        reach = read_reach({"env.py": f"class Desk:\n    def f(self, {code}): pass\n"})
        assert ImplementationNames(tools, reach)(TALK, call("f", count=7)) == ("f", expected)
