"""The changes between two states: none for equal ones, and always enough to tell two outcomes apart."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.execution.state_diff import state_diff
from eigendata_assets.verification.template.changes import digest, match, plain, same, state_changes, unify
from tests.json_values import JSON, PAIRS
from tests.verification.functions import TABLES, change

STATES = st.dictionaries(st.sampled_from(["A", "B"]), TABLES, max_size=2)


@given(STATES, STATES)
def test_there_are_changes_exactly_where_our_state_diff_finds_some(before: Any, after: Any) -> None:
    ours = {(each.table, each.key, each.field) for each in state_diff(before, after)}
    theirs = {
        (table, ".".join(way[:-1]), way[-1] if way else "") for table, way, *_ in state_changes(before, after, [])
    }
    assert theirs == ours


@given(STATES, STATES)
def test_changes_are_matched_by_themselves_and_by_no_others(before: Any, after: Any) -> None:
    changes = state_changes(before, after, [])
    wanted = [change(table, *way, kind=kind, after=new) for table, way, kind, _, new in changes]
    assert match(wanted, changes, {}, {}) == {}
    assert match(wanted, list(reversed(changes)), {}, {}) == {}
    if changes:
        assert match(wanted, changes[1:], {}, {}) is None
        assert match(wanted[1:], changes, {}, {}) is None


@given(PAIRS)
def test_values_are_the_same_when_their_plain_forms_are(pair: tuple[Any, Any]) -> None:
    left, right = pair
    assert same(left, right) == same(right, left)
    if left == right:
        assert same(left, right)
        assert unify(left, right, {}, {})
    assert same(plain(left), left) or "$set" in str(left) or "$dict" in str(left)


@given(JSON)
def test_a_value_is_the_same_as_itself_and_not_as_itself_in_a_list(value: Any) -> None:
    assert same(value, value)
    assert not same(value, [value])


@given(STATES, STATES)
def test_a_digest_does_not_depend_on_order(before: Any, after: Any) -> None:
    changes = state_changes(before, after, [])
    assert digest(changes) == digest(list(reversed(changes)))


def test_numbers_of_one_value_and_ignored_tables_are_no_change() -> None:
    before = {"A": {"t": {"n": 25, "b": True}, "log": [1]}}
    after = {"A": {"t": {"n": 25.0, "b": 1}, "log": [1, 2]}}
    assert state_changes(before, after, ["A.log"]) == []
    assert [each[:3] for each in state_changes(before, after, [])] == [("A.log", ("1",), "added")]


def test_keys_of_any_type_lists_and_tuples_are_opened() -> None:
    before = {"A": {"d": {"$dict": [[1, {"x": 1}]]}, "t": {"$tuple": [1, 2]}, "l": [1, 2]}}
    after = {"A": {"d": {"$dict": [[1, {"x": 2}], [2, 3]]}, "t": {"$tuple": [1, 3]}, "l": [1]}}
    assert state_changes(before, after, []) == [
        ("A.d", ("1", "x"), "changed", 1, 2),
        ("A.d", ("2",), "added", None, 3),
        ("A.t", ("1",), "changed", 2, 3),
        ("A.l", ("1",), "removed", 2, None),
    ]


def test_what_has_no_parts_is_changed_as_a_whole() -> None:
    assert state_changes({"A": {"d": {"$date": "2026-05-03"}}}, {"A": {"d": {"$date": "2026-05-04"}}}, []) == [
        ("A.d", (), "changed", {"$date": "2026-05-03"}, {"$date": "2026-05-04"})
    ]
    assert [each[2:] for each in state_changes({"A": {"d": 1}}, {"A": {"d": [1]}}, [])] == [("changed", 1, [1])]
