"""What a function asks for, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.verification.template.verify import reasons
from tests.verification.functions import call, change, function, made, outcome, valid

NEW = {"new 1": "B[0-9]+", "new 2": "B[0-9]+"}


def right(wanted: dict[str, Any], **found: Any) -> bool:
    return reasons(wanted, outcome(**found)) == []


def test_exactly_the_wanted_changes_are_right() -> None:
    wanted = function(valid(changes=[change("A.t", "r", "f", after=25)]))
    before = {"t": {"r": {"f": 1, "g": 1}}, "u": 1}
    assert right(wanted, before=before, after={"t": {"r": {"f": 25.0, "g": 1}}, "u": 1})
    assert not right(wanted, before=before)
    assert not right(wanted, before=before, after={"t": {"r": {"f": 26, "g": 1}}, "u": 1})
    assert not right(wanted, before=before, after={"t": {"r": {"f": 25, "g": 2}}, "u": 1})
    assert not right(wanted, before=before, after={"t": {"r": {"f": 25, "g": 1}}, "u": 2})
    assert right({**wanted, "ignore": ["A.u"]}, before=before, after={"t": {"r": {"f": 25, "g": 1}}, "u": 2})


def test_a_removed_record_is_not_one_that_is_none() -> None:
    wanted = function(valid(changes=[change("A.t", "r", kind="removed")]))
    before = {"t": {"r": 1, "s": 2}}
    assert right(wanted, before=before, after={"t": {"s": 2}})
    assert not right(wanted, before=before, after={"t": {"r": None, "s": 2}})


def test_what_a_tool_makes_up_may_be_anything_of_its_pattern_but_the_same_everywhere() -> None:
    new = {"$made": "new 1"}
    wanted = function(
        valid(
            changes=[
                change("A.t", new, kind="added", after={"id": new, "of": "u"}),
                change("A.users", "u", "0", kind="added", after=new),
            ]
        ),
        made=NEW,
    )
    before: dict[str, Any] = {"t": {}, "users": {"u": []}}
    assert right(wanted, before=before, after={"t": {"B7": {"id": "B7", "of": "u"}}, "users": {"u": ["B7"]}})
    assert not right(wanted, before=before, after={"t": {"B7": {"id": "B8", "of": "u"}}, "users": {"u": ["B7"]}})
    assert not right(wanted, before=before, after={"t": {"B7": {"id": "B7", "of": "u"}}, "users": {"u": ["B8"]}})
    assert not right(wanted, before=before, after={"t": {"C7": {"id": "C7", "of": "u"}}, "users": {"u": ["C7"]}})


def test_two_new_records_may_have_their_keys_the_other_way_round() -> None:
    wanted = function(
        valid(
            changes=[
                change("A.t", {"$made": "new 1"}, kind="added", after={"of": "u"}),
                change("A.t", {"$made": "new 2"}, kind="added", after={"of": "v"}),
            ]
        ),
        made=NEW,
    )
    assert right(wanted, before={"t": {}}, after={"t": {"B1": {"of": "v"}, "B2": {"of": "u"}}})
    assert not right(wanted, before={"t": {}}, after={"t": {"B1": {"of": "v"}, "B2": {"of": "v"}}})


def test_what_was_made_up_must_be_told_as_it_is() -> None:
    new = {"$made": "new 1"}
    wanted = function(
        valid(changes=[change("A.t", new, kind="added", after=1)], information=[{"value": new, "source": "book"}]),
        made=NEW,
    )
    assert right(wanted, before={"t": {}}, after={"t": {"B7": 1}}, messages=["It is B7."])
    assert not right(wanted, before={"t": {}}, after={"t": {"B7": 1}}, messages=["It is B8."])


def test_sets_and_keys_have_no_order() -> None:
    wanted = function(valid(changes=[change("A.t", after={"$set": [3, 1, 2.0]})]))
    assert right(wanted, before={"t": {"$set": [1]}}, after={"t": {"$set": [1, 2, 3]}})
    assert right(function(valid()), before={"t": {"$dict": [[1, 2], [2, 3]]}}, after={"t": {"$dict": [[2, 3], [1, 2]]}})


@pytest.mark.parametrize(
    ("calls", "is_right"),
    [
        ([made("find", [1], city="Rome")], True),
        ([made("find", [1], city="Rome", most=10)], True),
        ([made("find", [1], city="Rome", most=9)], False),
        ([made("find", [1], city="Bonn")], False),
        ([made("look", [1], city="Rome")], False),
        ([made("find", {"error": "no"}, city="Rome")], False),
        ([made("find", "no", "ValueError", city="Rome")], False),
        ([], False),
    ],
)
def test_a_wanted_call_needs_its_arguments_and_success_but_not_its_defaults(calls: list[Any], is_right: bool) -> None:
    wanted = function(valid(calls=[call("find", arguments={"city": "Rome"})]), defaults={"find": {"most": 10}})
    assert right(wanted, calls=calls) == is_right


def test_one_call_does_not_stand_for_two() -> None:
    wanted = function(valid(calls=[call("count"), call("count")]))
    assert not right(wanted, calls=[made("count")])
    assert right(wanted, calls=[made("count"), made("other"), made("count")])


def test_free_arguments_and_the_punctuation_of_phrases_do_not_matter() -> None:
    wanted = function(valid(calls=[call("post", arguments={"text": "So long, my friend!", "tag": "a"}, free=["tag"])]))
    assert right(wanted, calls=[made("post", text="so long my friend", tag="b")])
    assert right(wanted, calls=[made("post", text="So long, my friend!")])
    assert not right(wanted, calls=[made("post", text="so long my dear", tag="a")])


def test_a_result_may_be_got_in_another_way() -> None:
    wanted = function(valid(calls=[call("get", arguments={"id": 1}, by_result=True, result={"name": "Mia"})]))
    assert right(wanted, calls=[made("search", {"name": "Mia"}, text="Mi")])
    assert not right(wanted, calls=[made("search", {"name": "Noah"}, text="No")])


def test_a_call_that_failed_in_the_reference_may_fail() -> None:
    wanted = function(valid(calls=[call("book", may_fail=True)]))
    assert right(wanted, calls=[made("book", {"error": "full"})])


def test_any_of_several_valid_outcomes_is_right_and_the_nearest_explains() -> None:
    wanted = function(
        valid(changes=[change("A.x", after=1), change("A.y", after=1)]), valid(changes=[change("A.z", after=1)])
    )
    before = {"x": 0, "y": 0, "z": 0}
    assert right(wanted, before=before, after={"x": 1, "y": 1, "z": 0})
    assert right(wanted, before=before, after={"x": 0, "y": 0, "z": 1})
    assert reasons(wanted, outcome(before)) == ["A.z is not changed: 1"]


def test_silence_is_wrong_where_something_had_to_be_said() -> None:
    wanted = function(valid(answers=True))
    assert reasons(wanted, outcome(messages=["", " "])) == ["the assistant says nothing"]
    assert right(wanted, messages=["I cannot do that."])
