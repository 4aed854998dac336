"""Calls under the names that the code still has."""

import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.implemented_as import with_implementations
from eigendata_assets.audits.mapping import FunctionMapping
from eigendata_assets.audits.schema_diff import diff
from eigendata_assets.environments.implemented import code_names
from eigendata_assets.environments.reach import read_reach
from eigendata_assets.execution.call_names import NO_NAMES, RawCall
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
    return adapted(tools, code, written)


def adapted(tools: ChangedTools, code: str, written: Call) -> RawCall:
    """What the environment of the code is given after the changes."""
    reach = read_reach({"env.py": f"class Desk:\n    {code}: pass\n"})
    names = code_names(with_implementations(tools, reach), reach)
    return names.given(TALK.toolkits, (written.name, written.arguments))


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
    assert adapted(tools, code, call("f", number="7")) == ("f", expected)


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
    assert NO_NAMES.given(TALK.toolkits, ("h", {})) == ("h", {})


def test_a_renamed_parameter_is_given_under_its_old_name_where_the_code_has_that() -> None:
    new = Toolset(tools=(tool("f", "count", count=NUMBER, note={"type": "string"}), tool("h")))
    tools = ChangedTools(OLD, new, diff(OLD, new))
    for code, expected in (("number", {"number": 7}), ("count", {"count": 7}), ("other", {"number": 7})):
        assert adapted(tools, f"def f(self, {code})", call("f", count=7)) == ("f", expected)


def test_the_names_of_the_code_outlast_a_second_change_and_yield_to_code_that_follows() -> None:
    mapping = [FunctionMapping(function="Desk.f", to="Desk.g")]
    first = ChangedTools(OLD, NEW, diff(OLD, NEW, mapping), mapping)
    old_code = read_reach({"env.py": "class Desk:\n    def f(self, number: int, note=''): pass\n"})
    once = with_implementations(first, old_code)
    third = Toolset(tools=(once.by_key["Desk.g"].model_copy(update={"name": "k", "implemented_as": None}), tool("h")))
    again = [FunctionMapping(function="Desk.g", to="Desk.k")]
    twice = with_implementations(ChangedTools(once, third, diff(once, third, again), again), old_code)
    written = ("k", {"note": "x", "unit": "kg"})

    assert code_names(twice, old_code).given(TALK.toolkits, written) == ("f", {"note": "x"})

    new_code = read_reach({"env.py": "class Desk:\n    def k(self, count: str, note='', unit='kg'): pass\n"})
    assert code_names(twice, new_code).given(TALK.toolkits, written) == written
