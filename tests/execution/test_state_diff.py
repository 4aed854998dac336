"""A diff leads to every place where two states differ, and is empty exactly when they are equal."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.execution.state_diff import state_diff
from eigendata_assets.execution.worker.snapshot import NEVER, Snapshots, same_state
from tests.execution.foreign_objects import Directory, State
from tests.execution.twins import STATES, Twins, states


def view(**attributes: Any) -> dict[str, Any]:
    return {"Kit": json.loads(Snapshots().take(State(**attributes)).view)}


def places(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, str, str, Any, Any]]:
    return [(c.table, c.key, c.field, c.before, c.after) for c in state_diff(before, after)]


@given(STATES)
def test_a_diff_is_empty_exactly_when_the_states_are_equal(attributes: dict[str, Twins]) -> None:
    taken = [Snapshots().take(state) for state in states(attributes)]
    before, after = ({"Kit": json.loads(each.view)} for each in taken)
    changes = state_diff(before, after)
    if not any(each.hash.startswith(NEVER) for each in taken):
        assert (not changes) == same_state(taken[0].hash, taken[1].hash)
    assert (not changes) == (canonical_json(before, view=True) == canonical_json(after, view=True))
    assert len(changes) == len(state_diff(after, before))
    assert not state_diff(before, before)


@pytest.mark.parametrize(
    ("before", "after", "changes"),
    [
        ({"a": 25}, {"a": 25.0}, []),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2, "b": True}}, []),
        ({"a": {1, 2}}, {"a": {2, 1.0}}, []),
        ({"a": float("nan")}, {"a": float("nan")}, []),
        ({"a": 1}, {"a": 2}, [("Kit.a", "", "", 1, 2)]),
        ({"a": 1}, {}, [("Kit.a", "", "", 1, None)]),
        ({}, {"a": 1}, [("Kit.a", "", "", None, 1)]),
        ({"a": {"b": {"c": 1, "d": 2}}}, {"a": {"b": {"c": 3, "d": 2}}}, [("Kit.a", "b", "c", 1, 3)]),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}, 4]}, [("Kit.a", "1", "b", 2, 3), ("Kit.a", "", "2", None, 4)]),
        ({"a": (1, 2)}, {"a": (1, 3)}, [("Kit.a", "", "1", 2, 3)]),
        ({"a": (1, 2)}, {"a": [1, 2]}, [("Kit.a", "", "", {"$tuple": [1, 2]}, [1, 2])]),
        ({"a": {1}}, {"a": {2}}, [("Kit.a", "", "", {"$set": [1]}, {"$set": [2]})]),
        ({"a": {"0": "x"}}, {"a": {"0": "x", 3: "y"}}, [("Kit.a", "", "3", None, "y")]),
        ({"a": {1: {"b": 1}}}, {"a": {1: {"b": 2}}}, [("Kit.a", "1", "b", 1, 2)]),
        ({"a": {"1": "x"}}, {"a": {1: "x"}}, [("Kit.a", "", "1", "x", None), ("Kit.a", "", "1", None, "x")]),
        ({"a": {(1, "b"): 0}}, {"a": {(1, "b"): 1}}, [("Kit.a", "", '{"$tuple":[1,"b"]}', 0, 1)]),
        ({"a": None}, {"a": {}}, [("Kit.a", "", "", None, {})]),
    ],
)
def test_a_change_is_told_by_table_key_and_field(before: Any, after: Any, changes: list[Any]) -> None:
    assert places(view(**before), view(**after)) == changes


def test_a_change_deep_in_a_tree_of_objects_is_told_by_the_way_to_it() -> None:
    def tree(content: str) -> Directory:
        root = Directory("root")
        root.contents["sub"] = Directory("sub", root)
        root.contents["sub"].contents["file"] = content
        return root

    assert places(view(root=tree("old")), view(root=tree("new"))) == [
        ("Kit.root", "contents.sub.contents", "file", "old", "new")
    ]


def test_tables_that_are_ignored_do_not_differ() -> None:
    before, after = view(log=[1], data=1, more=1), view(log=[2], data=2, more=1)
    assert [change.table for change in state_diff(before, after)] == ["Kit.log", "Kit.data"]
    assert [change.table for change in state_diff(before, after, ignore=("Kit.log",))] == ["Kit.data"]
    assert state_diff(before, after, ignore=("Kit.log", "Kit.data")) == []


def test_a_toolkit_on_one_side_only_differs_in_all_it_has() -> None:
    assert places({}, {"B": {"x": 1}}) == [("B.x", "", "", None, 1)]
    assert places({"A": {"x": 1}, "B": {}}, {"B": {}}) == [("A.x", "", "", 1, None)]
