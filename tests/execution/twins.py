"""Strategies for pairs of values, often equal, built anew for each side so that they share no object."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from hypothesis import strategies as st

from tests.execution import foreign_objects as foreign

Build = Callable[[], Any]
Twins = tuple[Build, Build]
"""How the value of the left state and that of the right state are built."""

E2 = dt.timezone(dt.timedelta(hours=2))
NUMBERS: list[Build] = [
    *(lambda n=n, kind=kind: kind(n) for n in (0, 1, 2) for kind in (int, float, Decimal, Fraction, complex)),
    *(lambda n=n: foreign.Whole(n) for n in (0, 1)),
    lambda: False,
    lambda: True,
    lambda: foreign.Level.LOW,
    lambda: foreign.Level.HIGH,
    lambda: -0.0,
    lambda: 0.5,
    lambda: 0.1,
    lambda: Decimal("0.5"),
    lambda: Decimal("0.10"),
    lambda: Decimal("0.1"),
    lambda: Fraction(1, 10),
    lambda: Fraction(1, 3),
    lambda: Decimal("1E+2"),
    lambda: 100,
    lambda: complex(0, 1),
    lambda: float("inf"),
    lambda: Decimal("-Infinity"),
    lambda: -math.inf,
    lambda: float("nan"),
    lambda: Decimal("NaN"),
    lambda: complex(1, float("nan")),
    lambda: 1 << 53,
    lambda: float(1 << 53),
    lambda: (1 << 53) + 1,
    lambda: 10**5000,
    lambda: Fraction(10**5000),
    lambda: Fraction(10**5000, 3),
    lambda: Decimal("1E+5000"),
    lambda: Decimal("10E+4999"),
    lambda: Decimal("1E+999999999"),
]
TEXTS: list[Build] = [
    lambda: "",
    lambda: "a",
    lambda: foreign.Label("a"),
    lambda: foreign.Word.A,
    lambda: "$set",
    lambda: "1",
    lambda: "\ud800",
    lambda: "\u2028é",
    lambda: None,
    lambda: b"a",
    lambda: b"",
    lambda: foreign.Colour.RED,
    lambda: foreign.Colour.CRIMSON,
    lambda: foreign.Colour.BLUE,
    lambda: foreign.Right.READ | foreign.Right.WRITE,
    lambda: foreign.Right.READ,
    lambda: foreign.Right(0),
    lambda: foreign.Key("a"),
    lambda: foreign.Key(foreign.Label("a")),
    lambda: PurePosixPath("a/b"),
    lambda: PurePosixPath("a") / "b",
    lambda: re.compile("a"),
    lambda: re.compile(b"a"),
    lambda: re.compile("a", re.IGNORECASE),
    lambda: range(2),
    lambda: range(0, 3, 2),
    lambda: range(0, 4, 2),
    lambda: range(5, 5),
    lambda: range(0),
    lambda: ...,
]
TIMES: list[Build] = [
    lambda: dt.date(2024, 1, 1),
    lambda: dt.datetime(2024, 1, 1),  # noqa: DTZ001
    lambda: dt.datetime(2024, 1, 1, fold=1),  # noqa: DTZ001
    lambda: dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    lambda: dt.datetime(2024, 1, 1, 2, tzinfo=E2),
    lambda: dt.datetime(1, 1, 1, tzinfo=E2),
    lambda: dt.datetime(1, 1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=3))),
    lambda: dt.datetime(1, 1, 1, 1, tzinfo=E2),
    lambda: dt.time(1),
    lambda: dt.time(1, tzinfo=dt.UTC),
    lambda: dt.time(3, tzinfo=E2),
    lambda: dt.time(0, 30, tzinfo=E2),
    lambda: dt.timedelta(hours=24),
    lambda: dt.timedelta(days=1),
    lambda: dt.timedelta(days=-1, hours=1),
    lambda: dt.UTC,
    lambda: dt.timezone(dt.timedelta(0)),
    lambda: E2,
]
NAMED: list[Build] = [
    lambda: len,
    lambda: math.sqrt,
    lambda: math,
    lambda: int,
    lambda: type(None),
    lambda: dict.fromkeys,
    lambda: foreign.function,
    lambda: foreign.Plain,
    lambda: foreign.Plain.made,
    lambda: foreign.Special.made,
]
UNEQUAL: list[Build] = [
    foreign.Plain,
    object,
    lambda: foreign.Plain().method,
    lambda: [].append,
    lambda: lambda: None,
    lambda: type("Made", (), {}),
]
HASHABLE = st.sampled_from([*NUMBERS, *TEXTS, *TIMES, *NAMED])


def cyclic_list() -> list[Any]:
    """A list that holds itself."""
    items: list[Any] = []
    items.append(items)
    return items


def _tree(content: Build, name: str) -> foreign.Directory:
    root = foreign.Directory("root")
    root.contents["sub"] = foreign.Directory(name, root)
    root.contents["sub"].contents["file"] = content()
    return root


def _used(lazy: foreign.Lazy) -> foreign.Lazy:
    assert lazy.both
    return lazy


WRAPPERS: list[Callable[[list[Build]], Any]] = [
    lambda parts: [part() for part in parts],
    lambda parts: tuple(part() for part in parts),
    lambda parts: foreign.Items(part() for part in parts),
    lambda parts: deque(part() for part in parts),
    lambda parts: foreign.Point(parts[0](), parts[-1]()),
    lambda parts: (parts[0](), parts[-1]()),
    lambda parts: {str(index): part() for index, part in enumerate(parts)},
    lambda parts: {str(index): parts[index]() for index in reversed(range(len(parts)))},
    lambda parts: defaultdict(list, {foreign.Label(index): part() for index, part in enumerate(parts)}),
    lambda parts: {index: part() for index, part in enumerate(parts)},
    lambda parts: {float(index): part() for index, part in enumerate(parts)},
    lambda parts: {"$set": parts[0](), "a": parts[-1]()},
    lambda parts: OrderedDict([("ordered", 1), *((str(index), part()) for index, part in enumerate(parts))]),
    lambda parts: OrderedDict([*((str(index), part()) for index, part in enumerate(parts)), ("ordered", 1)]),
    lambda parts: foreign.Order(parts[0](), parts[-1](), note=object()),
    lambda parts: foreign.Slotted(parts[0](), parts[-1](), object()),
    lambda parts: foreign.Bag(parts[0](), parts[-1]()),
    lambda parts: foreign.Lazy(parts[0](), parts[-1]()),
    lambda parts: _used(foreign.Lazy(parts[0](), parts[-1]())),
    lambda parts: foreign.Sparse(parts[0]()),
    lambda parts: foreign.Sparse(),
    lambda parts: foreign.Always(parts[0]()),
    lambda parts: foreign.Named(a=parts[0]()),
    lambda parts: foreign.Plain(parts[0]()),
    lambda parts: _tree(parts[0], "sub"),
    lambda parts: _tree(parts[0], "other"),
    lambda parts: [parts[0](), cyclic_list()],
]
HASHED_WRAPPERS: list[Callable[[list[Build]], Any]] = [
    lambda parts: {part() for part in parts},
    lambda parts: frozenset(part() for part in reversed(parts)),
    lambda parts: {foreign.Key(part()) for part in parts},
    lambda parts: {frozenset({part()}) for part in parts},
    lambda parts: {part(): "value" for part in parts},
    lambda parts: {(part(), 0): part() for part in reversed(parts)},
    lambda parts: Counter(["counter", *(part() for part in parts)]),
    lambda parts: Counter({"counter": 1, "none": 0} | {part(): 1 for part in parts}),
]


def _leaves(choices: list[Build]) -> st.SearchStrategy[Twins]:
    """Two leaves of one group, the same one half of the time."""
    one = st.sampled_from(choices)
    return st.one_of(one.map(lambda build: (build, build)), st.tuples(one, one))


def _wrapped(wrappers: list[Callable[[list[Build]], Any]], parts: st.SearchStrategy[Twins]) -> st.SearchStrategy[Twins]:
    """Two containers of twins, of the same kind most of the time."""
    kind = st.sampled_from(wrappers)
    kinds = st.one_of(kind.map(lambda one: (one, one)), kind.map(lambda one: (one, one)), st.tuples(kind, kind))
    return st.builds(
        lambda kinds, twins: (
            lambda: kinds[0]([left for left, _ in twins]),
            lambda: kinds[1]([right for _, right in twins]),
        ),
        kinds,
        st.lists(parts, min_size=1, max_size=3),
    )


HASHABLE_TWINS = st.one_of(*map(_leaves, (NUMBERS, TEXTS, TIMES, NAMED)))
TWINS: st.SearchStrategy[Twins] = st.recursive(
    st.one_of(HASHABLE_TWINS, HASHABLE_TWINS, _leaves(UNEQUAL)),
    lambda parts: st.one_of(_wrapped(WRAPPERS, parts), _wrapped(HASHED_WRAPPERS, HASHABLE_TWINS)),
    max_leaves=6,
)
STATES = st.dictionaries(st.sampled_from(["a", "b", "_hidden"]), TWINS, min_size=1)


def states(attributes: dict[str, Twins]) -> tuple[foreign.State, foreign.State]:
    """Both states, of the same attributes."""
    return (
        foreign.State(**{name: left() for name, (left, _) in attributes.items()}),
        foreign.State(**{name: right() for name, (_, right) in attributes.items()}),
    )
