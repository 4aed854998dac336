"""A view shows what a value is; values of different types never look the same."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, OrderedDict, defaultdict, deque
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from pathlib import PurePosixPath, PureWindowsPath
from types import MethodType
from typing import Any

import pytest

from eigendata_assets.execution.worker.encoding import Encoder
from tests.execution import foreign_objects as foreign

HERE = "tests.execution.foreign_objects"
VIEWS: list[tuple[Any, Any]] = [
    (None, None),
    (True, True),
    (1, 1),
    (1.0, 1.0),
    ("a", "a"),
    (foreign.Label("b"), "b"),
    (foreign.Whole(7), 7),
    (foreign.Level.HIGH, 2),
    ([1, 2.5], [1, 2.5]),
    ((1, [2]), {"$tuple": [1, [2]]}),
    (foreign.Point(1, 2), {"$tuple": [1, 2]}),
    (foreign.Items([3]), [3]),
    ({"a": 1}, {"a": 1}),
    ({1: "a", "b": 2}, {"$dict": [[1, "a"], ["b", 2]]}),
    ({"$set": 1}, {"$dict": [["$set", 1]]}),
    ({foreign.Label("c"): 1}, {"c": 1}),
    (defaultdict(list, x=[1]), {"x": [1]}),
    (OrderedDict(z=1), {"$ordered": [["z", 1]]}),
    (Counter(a=2, b=0, c=-1), {"$counter": {"$dict": [["a", 2], ["c", -1]]}}),
    (deque([1], maxlen=3), {"$deque": [1]}),
    ({1}, {"$set": [1]}),
    (frozenset({"a"}), {"$set": ["a"]}),
    (b"\x00\xff", {"$bytes": "00ff"}),
    (bytearray(b"a"), {"$bytes": "61"}),
    (Decimal("19.90"), {"$decimal": "19.90"}),
    (Decimal("Infinity"), {"$number": "inf"}),
    (Fraction(1, 3), {"$ratio": [1, 3]}),
    (10**5000, {"$int": hex(10**5000)}),
    (-math.inf, {"$number": "-inf"}),
    (complex(1, 2), {"$complex": [1.0, 2.0]}),
    (complex(4, 0), 4.0),
    (range(0, 10, 3), {"$range": [0, 9, 3]}),
    (range(4, 5), {"$range": [4]}),
    (range(0), {"$range": []}),
    (dt.date(2024, 2, 29), {"$date": "2024-02-29"}),
    (dt.datetime(2024, 2, 29, 1), {"$datetime": "2024-02-29T01:00:00"}),  # noqa: DTZ001
    (dt.datetime(2024, 2, 29, 1, tzinfo=dt.UTC), {"$datetime": "2024-02-29T01:00:00+00:00"}),
    (dt.time(1, 2), {"$time": "01:02:00"}),
    (dt.time(1, tzinfo=dt.timezone(dt.timedelta(hours=2))), {"$time": "-1 day, 23:00:00 UTC"}),
    (dt.timedelta(days=1, seconds=1), {"$timedelta": "1 day, 0:00:01"}),
    (dt.UTC, {"$timezone": "0:00:00"}),
    (PurePosixPath("a/B"), {"$path": "a/B"}),
    (PureWindowsPath("a/B"), {"$windows_path": "a\\b"}),
    (re.compile("x", re.ASCII), {"$pattern": ["x", 256]}),
    (foreign.Colour.CRIMSON, {"$enum": "Colour.RED"}),
    (foreign.Right.READ | foreign.Right.WRITE, {"$enum": "Right.READ|WRITE"}),
    (foreign.Right(0), {"$enum": "Right.0"}),
    (len, {"$named": "builtins.len"}),
    (math, {"$named": "math"}),
    (foreign.function, {"$named": f"{HERE}.function"}),
    (foreign.Plain, {"$named": f"{HERE}.Plain"}),
    (..., {"$named": "builtins.Ellipsis"}),
    (foreign.Special.made, {"$method": [{"$named": f"{HERE}.Special"}, "Plain.made"]}),
    (foreign.Order(1, [2]), {"$object": "Order", "price": 1, "items": [2]}),
]
NEVER_VIEWS: list[tuple[Any, Any]] = [
    (math.nan, {"$number": "nan"}),
    (Decimal("sNaN"), {"$number": "nan"}),
    (foreign.Plain(3), {"$object": "Plain", "content": 3}),
    (foreign.Shelf({1: 2}, "a"), {"$object": "Shelf", "label": "a"}),
    (foreign.Plain().method, {"$method": "Plain.method"}),
    (MethodType(deque, 1), {"$method": "int.deque"}),
    ([].append, {"$named": "builtins.list.append"}),
    (lambda: None, {"$named": f"{__name__}.<lambda>"}),
    (iter([]), {"$object": "list_iterator"}),
]


@pytest.mark.parametrize(("value", "view"), VIEWS, ids=[str(view)[:40] for _, view in VIEWS])
def test_a_value_that_can_be_equal_is_shown_as(value: Any, view: Any) -> None:
    encoder = Encoder()
    shown = encoder.encode(value)
    assert shown == view
    assert type(shown) is type(view)
    assert encoder.comparable


@pytest.mark.parametrize(("value", "view"), NEVER_VIEWS, ids=[str(view) for _, view in NEVER_VIEWS])
def test_a_value_that_equals_nothing_is_shown_as(value: Any, view: Any) -> None:
    encoder = Encoder()
    assert encoder.encode(value) == view
    assert not encoder.comparable


def test_different_values_are_shown_differently() -> None:
    for (left, left_view), (right, right_view) in combinations(VIEWS, 2):
        assert (left == right) == (left_view == right_view), (left, right)


def test_a_cycle_is_shown_as_the_way_back() -> None:
    inner: dict[str, Any] = {}
    inner["up"] = [inner]
    assert Encoder().encode([inner]) == [{"up": [{"$cycle": 2}]}]


def test_the_same_object_twice_is_no_cycle() -> None:
    shared = [1]
    encoder = Encoder()
    assert encoder.encode([shared, {"a": shared}]) == [[1], {"a": [1]}]
    assert encoder.comparable


def test_a_class_made_for_one_state_equals_nothing() -> None:
    encoder = Encoder()
    encoder.encode(type("Made", (), {}))
    assert not encoder.comparable


def test_the_order_of_a_dictionary_that_keeps_one_counts_where_both_keep_one() -> None:
    """Python's `==` is not transitive here: a plain dictionary equals both, and is taken to equal none."""
    plain, one, other = {"a": 1, "b": 2}, OrderedDict(a=1, b=2), OrderedDict(b=2, a=1)
    assert one != other
    assert plain == one == plain
    views = [Encoder().encode(value) for value in (plain, one, other)]
    assert views[0] != views[1] != views[2] != views[0]
