"""What is expected of a call holds, or does not, on what the call gave."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given

from eigendata_assets.artifacts.claims import Expectation, ExpectationKind
from eigendata_assets.artifacts.trajectory import Result
from eigendata_assets.audits.expectations import Rerun, holds, told
from tests.json_values import JSON

GAVE: Any = {"price": 25.0, "items": ["a", "b"], "text": "abc", "none": None, "flag": True}


def rerun(*values: Any, before: Any = None, after: Any = None) -> Rerun:
    return Rerun(tuple(Result(value=each) for each in values), before or {}, after or {})


def of_result(kind: ExpectationKind, path: str, value: Any = None) -> bool:
    expectation = Expectation(kind=kind, path=tuple(path.split(".")) if path else (), value=value)
    return holds(expectation, rerun({"first": 1}, GAVE))


@pytest.mark.parametrize(
    ("kind", "path", "value", "wanted"),
    [
        ("result_equals", "price", 25, True),
        ("result_equals", "price", 26, False),
        ("result_equals", "flag", 1, False),
        ("result_equals", "items.1", "b", True),
        ("result_equals", "items.2", "b", False),
        ("result_equals", "nowhere", None, False),
        ("result_equals", "none", None, True),
        ("result_has", "none", None, True),
        ("result_has", "price.deeper", None, False),
        ("result_lacks", "nowhere", None, True),
        ("result_lacks", "text", None, False),
        ("result_contains", "items", "a", True),
        ("result_contains", "items", "c", False),
        ("result_contains", "text", "bc", True),
        ("result_contains", "", "price", True),
        ("result_contains", "price", 2, False),
        ("result_type", "price", "integer", True),
        ("result_type", "text", "integer", False),
        ("result_type", "nowhere", "string", False),
        ("result_at_most", "items", 2, True),
        ("result_at_most", "items", 1, False),
        ("result_at_most", "price", 24.5, False),
        ("result_at_most", "nowhere", 5, False),
        ("success", "", None, True),
        ("error", "", None, False),
        ("same_as_before", "", None, False),
        ("other_than_before", "", None, True),
    ],
)
def test_an_expectation_of_a_result_holds_or_not(kind: ExpectationKind, path: str, value: Any, wanted: bool) -> None:
    assert of_result(kind, path, value) is wanted


def test_what_the_state_became_is_compared_where_the_path_leads() -> None:
    seen = rerun({"ok": 1}, before={"Desk": {"open": 1, "log": []}}, after={"Desk": {"open": 2, "log": []}})
    for kind, path, value, wanted in (
        ("state_equals", ("Desk", "open"), 2, True),
        ("state_equals", ("Desk", "open"), 1, False),
        ("state_unchanged", ("Desk", "log"), None, True),
        ("state_unchanged", (), None, False),
        ("state_changed", ("Desk",), None, True),
        ("state_changed", ("Nothing",), None, False),
    ):
        expectation = Expectation.model_validate({"kind": kind, "path": path, "value": value})
        assert holds(expectation, seen) is wanted, expectation


def test_a_refusal_is_an_exception_or_an_error_that_the_tool_tells() -> None:
    error = Expectation(kind="error")
    assert holds(error, rerun({"error": "no"}))
    assert holds(error, Rerun((Result(value="boom", error="KeyError"),), {}, {}))


def test_two_calls_that_give_the_same_are_the_same_and_one_call_is_compared_with_nothing() -> None:
    same = Expectation(kind="same_as_before")
    assert holds(same, rerun({"a": 1}, {"a": 1.0}))
    assert not holds(same, rerun({"a": 1}))


def test_every_kind_is_told_in_words() -> None:
    for kind in get_args(ExpectationKind):
        text = told(Expectation(kind=kind, path=("a", "b"), value="x"))
        assert "{" not in text
        assert kind in ("error", "success") or "a.b" in text


@given(JSON)
def test_every_value_equals_itself_and_has_a_type(value: Any) -> None:
    assert holds(Expectation(kind="result_equals", value=value), rerun(value))
    assert holds(Expectation(kind="same_as_before"), rerun(value, value))
    assert holds(Expectation(kind="state_equals", path=("a",), value=value), rerun(value, after={"a": value}))
