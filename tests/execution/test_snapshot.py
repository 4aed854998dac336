"""Two snapshots are the same state exactly when BFCL's comparison of public attributes says so."""

from __future__ import annotations

import array
import json
from typing import Any

import pytest
from hypothesis import event, example, given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.execution.worker import snapshot
from eigendata_assets.execution.worker.encoding import Encoder
from eigendata_assets.execution.worker.snapshot import NEVER, Snapshots, same_state
from tests.execution.foreign_objects import Directory, Plain, State
from tests.execution.twins import STATES, Twins, cyclic_list, states
from tests.json_values import JSON


def equal_to_bfcl(left: State, right: State) -> bool:
    """The benchmark's own comparison; what cannot be compared is not equal."""
    try:
        return not any(getattr(left, name) != value for name, value in vars(right).items() if not name.startswith("_"))
    except RecursionError:
        return False


def same(left: object, right: object) -> bool:
    snapshots = Snapshots()
    return same_state(snapshots.take(left).hash, snapshots.take(right).hash)


@settings(max_examples=400)
@given(STATES)
def test_states_are_the_same_exactly_when_their_public_attributes_are_equal(attributes: dict[str, Twins]) -> None:
    left, right = states(attributes)
    expected = equal_to_bfcl(left, right)
    event(f"equal: {expected}")
    assert equal_to_bfcl(right, left) == expected
    assert same(left, right) == expected
    assert same(right, left) == expected


@given(STATES)
def test_taking_a_state_changes_neither_the_state_nor_the_next_taking(attributes: dict[str, Twins]) -> None:
    state, _ = states(attributes)
    kept = dict(vars(state))
    once, again, elsewhere = (snapshots := Snapshots()).take(state), snapshots.take(state), Snapshots().take(state)
    assert once == again == elsewhere
    assert vars(state).keys() == kept.keys()
    assert all(vars(state)[name] is value for name, value in kept.items())


@given(st.lists(STATES, min_size=2, max_size=5))
@example([{"a": (lambda: {0, 8}, lambda: {8, 0})}])
@example([{"a": (lambda: {frozenset({float("nan")}), 0}, lambda: {frozenset({float("nan")}), 0})}] * 9)
def test_what_was_taken_before_does_not_matter(many: list[dict[str, Twins]]) -> None:
    remembering = Snapshots()
    for attributes in many:
        for state in states(attributes):
            assert remembering.take(state) == Snapshots().take(state)


@given(STATES)
def test_a_view_is_json_and_has_the_hash(attributes: dict[str, Twins]) -> None:
    taken = Snapshots().take(states(attributes)[0])
    view = json.loads(taken.view, parse_constant=pytest.fail)
    assert taken.hash.removeprefix(NEVER) == canonical_hash(view, view=True)
    assert not any(name.startswith("_") for name in view)


@pytest.mark.parametrize(
    ("content", "look_alike"),
    [
        (b"a", array.array("b", b"a")),
        (b"a", memoryview(b"b")),
        ([1], (1,)),
        ({1: "a"}, {"1": "a"}),
        (1, "1"),
        (0, None),
        ({}, []),
        (1.5, "1.5"),
        (float("inf"), "inf"),
        ({"$number": "inf"}, float("inf")),
        ({"$cycle": 1}, cyclic_list()[0]),
        ({"$set": [1]}, {1}),
        ({"$dict": [["$set", [1]]]}, {"$set": [1]}),
        ({"$object": "Plain", "content": None}, Plain()),
        (({"$bytes": "61"}, True), b"a"),
        ((({"$bytes": "61"}, True), True), (b"a",)),
        ({"$never": 1}, Plain()),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_that_look_alike_are_told_apart_in_any_order_of_taking(content: Any, look_alike: Any) -> None:
    one, other = State(a=content), State(a=look_alike)
    for first, second in ((one, other), (other, one)):
        assert not same(first, second)
        snapshots = Snapshots()
        assert [snapshots.take(first), snapshots.take(second)] == [Snapshots().take(first), Snapshots().take(second)]
    assert same(State(a=content), State(a=content))


def test_a_private_attribute_is_no_part_of_the_state() -> None:
    assert same(State(a=1, _b=1, __c=object()), State(a=1, _b=2))
    assert json.loads(Snapshots().take(State(a=1, _b=2)).view) == {"a": 1}


def test_an_attribute_that_only_one_side_has_makes_a_difference() -> None:
    """BFCL compares only what the reference has; here both sides count, because a hash has no sides."""
    reference, model = State(a=1), State(a=1, extra=2)
    assert equal_to_bfcl(model, reference)
    assert not same(model, reference)
    assert not same(reference, model)


def test_a_state_that_equals_nothing_is_not_even_the_same_as_itself() -> None:
    taken = Snapshots().take(State(a=float("nan")))
    assert taken.hash.startswith(NEVER)
    assert not same_state(taken.hash, taken.hash)


def test_an_unchanged_state_that_equals_nothing_keeps_its_hash() -> None:
    snapshots, state = Snapshots(), State(a=Plain([1]))
    before = snapshots.take(state).hash
    assert snapshots.take(state).hash == before
    state.a.content.append(2)  # type: ignore[attr-defined]
    assert snapshots.take(state).hash != before


def test_a_tree_with_parent_links_is_a_state_like_any_other() -> None:
    def tree(name: str) -> Directory:
        root = Directory("root")
        root.contents["sub"] = Directory(name, parent=root)
        return root

    assert same(State(root=tree("sub")), State(root=tree("sub")))
    assert not same(State(root=tree("sub")), State(root=tree("other")))
    assert json.loads(Snapshots().take(State(root=tree("sub"))).view) == {
        "root": {
            "$object": "Directory",
            "name": "root",
            "contents": {"sub": {"$object": "Directory", "name": "sub", "contents": {}}},
        }
    }


@pytest.mark.parametrize("wrap", [lambda inner: [inner], lambda inner: (inner,), lambda inner: {"a": inner}, Plain])
def test_a_state_nested_too_deeply_is_compared_to_nothing_and_shown_as_such(wrap: Any) -> None:
    for depth in (220, 400, 5000):
        nested: Any = 1
        for _ in range(depth):
            nested = wrap(nested)
        taken = Snapshots().take(State(a=nested))
        assert len(json.loads(taken.view)) == 1
    assert taken.hash.startswith(NEVER)
    assert json.loads(taken.view) == {"a": {"$object": "nested too deeply to be compared"}}


def test_a_chain_of_a_hundred_links_is_compared() -> None:
    def chain(end: int) -> Any:
        link: Any = end
        for _ in range(100):
            link = ([link], {"next": link}) if link == end else [link]
        return link

    assert same(State(a=chain(1)), State(a=chain(1)))
    assert not same(State(a=chain(1)), State(a=chain(2)))


def test_what_did_not_change_is_remembered() -> None:
    snapshots, plain, tree = Snapshots(), State(a=[1], b="x"), State(root=Directory("root"), b="x")
    taken = snapshots.take(plain)
    parts = len(snapshots._parts)
    assert snapshots.take(State(a=[1], b="x")) is taken
    assert snapshots.take(tree) == snapshots.take(tree)
    assert len(snapshots._parts) == parts + 1
    plain.a.append(2)  # type: ignore[attr-defined]
    assert snapshots.take(plain) != taken
    assert len(snapshots._parts) == parts + 2


def test_memory_of_states_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "_MEMO_BYTES", 10_000)
    snapshots = Snapshots()
    for number in range(200):
        assert json.loads(snapshots.take(State(a=[number] * 100)).view) == {"a": [number] * 100}
    states, parts = snapshots._taken, snapshots._parts
    held = [len(key) + len(states[key].view) for key in states] + [len(key) + len(parts[key].view) for key in parts]
    assert sum(held) <= 10_000


def test_a_toolkit_may_keep_its_state_in_slots() -> None:
    class Slotted:
        __slots__ = ("_hidden", "shown", "unset")

        def __init__(self, shown: int, hidden: int) -> None:
            self.shown = shown
            self._hidden = hidden

    assert same(Slotted(1, 1), Slotted(1, 2))
    assert not same(Slotted(1, 1), Slotted(2, 1))
    assert json.loads(Snapshots().take(Slotted(1, 1)).view) == {"shown": 1}


@given(st.dictionaries(st.text(max_size=3), st.dictionaries(st.text(max_size=3), JSON, max_size=3), max_size=4))
def test_a_table_has_the_texts_that_its_rows_give_it(table: dict[str, dict[str, Any]]) -> None:
    snapshots = Snapshots()
    for rows in (table, dict(reversed(table.items())), {**table, "$set": {}}, {**table, "more": {}}):
        taken = snapshots.take(State(table=rows))
        view = Encoder().encode(rows)
        assert taken.parts["table"] == json.dumps(view)
        assert taken.hash == canonical_hash({"table": view}, view=True)
