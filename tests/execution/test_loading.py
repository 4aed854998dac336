"""Replays that begin alike share one loading only where the code shows that another would give the same."""

from __future__ import annotations

import copy
import itertools
import json
import random
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.execution.worker.beginning import Beginning
from eigendata_assets.execution.worker.loading import Loader, only_fills
from tests.json_values import JSON

LOADED: list[object] = []
NUMBERS = itertools.count()
State = dict[str, Any]


class Library:
    """As environments are generated."""

    def __init__(self) -> None:
        self.books: Any = {}
        self.shelves: list[State] = []

    def _load(self, state: State, limit: int = 3) -> None:
        """What is given is copied."""
        self.books = copy.deepcopy(state.get("books", {}))
        self.first = self.again = deepcopy(state.get("shelves"))
        self.limit = limit


class Bare:
    """Has nothing to load."""


class Inherits(Library):
    """Loads as its parent does."""


class _Draws(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        random.seed(3)
        self.books = state.get("books", {})


class _Counts(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        self.books = state.get("books", {})
        self.number = next(NUMBERS)


class _Registers(Library):
    def __init__(self) -> None:
        LOADED.append(self)


class _Remembers(Library):
    def _load(self, state: State, limit: int = 3, seen: list[State] = []) -> None:  # noqa: B006
        self.books = seen


class _GivesItselfAway(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        self.books = dict(self)  # type: ignore[call-overload]

    def keys(self) -> list[str]:
        LOADED.append(self)
        return []


class _SetsElsewhere(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        copy.loaded = state.get("books")  # type: ignore[attr-defined]


class _BecomesAnother(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        self = copy  # type: ignore[assignment]  # noqa: PLW0642
        self.books = {}


class _Branches(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        self.books = state["books"] if state else {}


class _SetsProperty(Library):
    @property
    def limit(self) -> int:
        return 1

    @limit.setter
    def limit(self, value: int) -> None:
        LOADED.append(value)


class _GuardsAttributes(Library):
    def __setattr__(self, name: str, value: object) -> None:
        LOADED.append(value)


class _IsOneOfAKind(Library):
    def __new__(cls) -> _IsOneOfAKind:
        return super().__new__(cls)


class _HasSlots:
    __slots__ = ("books",)

    def _load(self, state: State, limit: int = 3) -> None:
        self.books = state.get("books")


class _OwnCopying(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        self.books = _copied(state)


class _KeepsSet(Library):
    def _load(self, state: State, limit: int = 3) -> None:
        self.books = {"one", "two"}


class _Closes(Library):
    _load = (lambda seen: lambda self, state, limit=3: setattr(self, "books", seen))([1])


def _copied(value: State) -> State:
    return dict(value)


@pytest.mark.parametrize("kind", [Library, Bare, Inherits])
def test_code_that_only_sets_attributes_is_known_by_its_steps(kind: type) -> None:
    assert only_fills(kind, "_load")


@pytest.mark.parametrize(
    "kind",
    [
        _Draws, _Counts, _Registers, _Remembers, _GivesItselfAway, _SetsElsewhere, _BecomesAnother, _Branches,
        _SetsProperty, _GuardsAttributes, _IsOneOfAKind, _HasSlots, _OwnCopying, _KeepsSet, _Closes,
    ],
)  # fmt: skip
def test_code_that_may_do_more_is_not(kind: type) -> None:
    assert not only_fills(kind, "_load")


@given(JSON, JSON)
def test_an_instance_from_an_image_is_as_if_it_had_been_loaded(books: Any, shelves: Any) -> None:
    loader = Loader(Library, "_load")
    loaded = loader.load({"books": books, "shelves": shelves}, {"limit": 5})
    image = loader.image(loaded)
    assert image is not None

    one, other = loader.instance_of(image), loader.instance_of(image)

    assert json.dumps(vars(one)) == json.dumps(vars(loaded))
    assert one.first is one.again  # what is shared stays so
    assert type(one) is Library
    assert all(mine is not others for mine, others in _pairs_of_containers(vars(one), vars(other)))


@given(JSON, JSON)
def test_loading_gives_what_the_loader_gives_and_shares_nothing_with_the_state(books: Any, shelves: Any) -> None:
    state = {"books": books, "shelves": shelves}
    plain = Library()
    plain._load(state, limit=5)
    loaded = Loader(Library, "_load").load(state, {"limit": 5})
    assert json.dumps(vars(loaded)) == json.dumps(vars(plain))
    assert all(mine is not given for mine, given in _pairs_of_containers(loaded.books, books))


def test_a_state_nested_too_deeply_for_the_fast_way_is_loaded_or_refused_as_before() -> None:
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    with pytest.raises(RecursionError):
        Loader(Library, "_load").load({"books": deep}, {})


def _pairs_of_containers(one: Any, other: Any) -> list[tuple[Any, Any]]:
    if not isinstance(one, dict | list) or not one:
        return []
    keys = one if isinstance(one, dict) else range(len(one))
    return [(one, other), *(pair for key in keys for pair in _pairs_of_containers(one[key], other[key]))]


def test_an_instance_that_holds_objects_has_no_image() -> None:
    loader = Loader(Library, "_load")
    loaded = loader.load({}, {})
    loaded.books = random.Random(1)
    assert loader.image(loaded) is None


def test_where_loading_may_do_more_each_replay_loads_what_nobody_has_touched() -> None:
    beginning = Beginning('{"toolkits": ["D"], "options": {}, "state": {"D": {"books": {"a": [1]}}}}')
    loader = Loader(_Draws, "_load")
    for _ in range(3):
        instance = loader.load(beginning.fresh()["state"]["D"], {})
        assert instance.books == {"a": [1]}
        assert loader.image(instance) is None
        assert random.random() == random.Random(3).random()
        instance.books["a"].append(2)
