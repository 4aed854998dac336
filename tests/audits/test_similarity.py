"""How alike names, functions and values are held to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.audits.similarity import (
    best_pairs,
    function_likeness,
    likeness,
    name_likeness,
    parameter_likeness,
    synonym,
    words,
)
from tests.audits.desk import described, tool


@pytest.mark.parametrize("name", ["close_ticket", "closeTicket", "CloseTicket", "close-ticket", "close ticket"])
def test_names_are_words_however_they_are_written(name: str) -> None:
    assert words(name) == ["close", "ticket"]


def test_abbreviations_and_numbers_are_words() -> None:
    assert words("getHTTPCode2") == ["get", "http", "code", "2"]


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_likeness_is_the_same_both_ways_and_full_only_for_the_same_words(left: list[str], right: list[str]) -> None:
    assert likeness(left, right) == likeness(right, left)
    assert (likeness(left, right) == 1.0) == (sorted(left) == sorted(right))


@pytest.mark.parametrize(
    ("left", "right", "least", "most"),
    [
        ("ticket_id", "ticketId", 1, 1),
        ("ticket_id", "id", 0.8, 0.8),
        ("start", "end", 0, 0),
        ("user_id", "ticket_id", 0.5, 0.5),
    ],
)
def test_names_are_alike_by_their_words(left: str, right: str, least: float, most: float) -> None:
    assert least <= name_likeness(left, right) <= most


def test_functions_that_take_the_same_and_say_the_same_are_one() -> None:
    left = tool("alpha", "x", x=described("integer", "The x"))
    assert function_likeness(left, left.model_copy(update={"name": "beta"})) >= 0.9


@pytest.mark.parametrize(
    ("left", "right"), [("get_user", "delete_user"), ("open_door", "close_door"), ("add_tag", "remove_tag")]
)
def test_verbs_that_mean_different_things_keep_functions_apart(left: str, right: str) -> None:
    made = tool(left, "x", x=described("integer", "The x"))
    assert function_likeness(made, made.model_copy(update={"name": right})) <= 0.5


def test_parameters_of_different_types_are_never_one() -> None:
    assert parameter_likeness({"type": "string"}, {"type": "integer"}, ("id", "id2")) == 0.0


def test_a_pair_must_be_the_best_for_both_sides_by_a_margin() -> None:
    scores = {("a", "x"): 0.9, ("b", "y"): 0.9, ("b", "x"): 0.5, ("c", "z"): 0.8, ("c", "w"): 0.78}
    found = best_pairs("abc", "xyzw", lambda left, right: scores.get((left, right), 0.0))
    assert found == {"a": ("x", 0.9), "b": ("y", 0.9)}


@pytest.mark.parametrize(
    ("value", "candidates", "expected"),
    [
        ("in progress", ["IN_PROGRESS", "DONE"], "IN_PROGRESS"),
        ("med", ["low", "medium"], "medium"),
        ("medium", ["low", "med"], "med"),
        ("high", ["high-1", "high-2"], None),
        ("a-b", ["A_B", "ab"], None),
        ("hi", ["high"], None),
        ("low", ["urgent"], None),
        (7, ["7"], None),
        ("", ["x"], None),
    ],
)
def test_a_synonym_is_the_only_value_that_is_like_it(
    value: object, candidates: list[str], expected: str | None
) -> None:
    assert synonym(value, candidates) == expected
