"""The fields that a class's `==` compares are found by watching it, and the class is left as it was."""

from __future__ import annotations

from typing import Any

import pytest

from eigendata_assets.execution.worker.equality import compared_fields, public_fields
from tests.execution.foreign_objects import Always, Bag, Directory, Lazy, Named, Order, Plain, Shelf, Slotted, Sparse


@pytest.mark.parametrize(
    ("instance", "fields"),
    [
        (Directory("a"), {"name": "a", "contents": {}}),
        (Order(1, 2, note=3), {"price": 1, "items": 2}),
        (Slotted(1, 2, 3), {"shown": 1, "_Slotted__secret": 2}),
        (Bag(1, 2), {"content": 1, "_hidden": 2}),
        (Lazy(1, 2), {"first": 1, "second": 2}),
        (Sparse(), {}),
        (Sparse(1), {"kept": 1}),
        (Always(1), {}),
        (Named(a=1), {"data": {"a": 1}}),
        (Plain(1), None),
        (Shelf({}, "a"), None),
        (object(), None),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_compared_fields_of(instance: object, fields: dict[str, Any] | None) -> None:
    assert compared_fields(instance) == fields
    assert compared_fields(instance) == fields


def test_what_another_instance_lacks_is_found_all_the_same() -> None:
    class Optional:
        def __eq__(self, other: object) -> bool:
            return getattr(self, "kept", 0) == getattr(other, "kept", 0)

        __hash__ = None  # type: ignore[assignment]

    assert compared_fields(Optional()) == {}
    later = Optional()
    later.kept = 1  # type: ignore[attr-defined]
    assert compared_fields(later) == {"kept": 1}


def test_a_property_that_is_already_made_does_not_hide_what_it_is_made_of() -> None:
    class Cached(Lazy):
        pass

    used = Cached(1, 2)
    assert used.both == (1, 2)
    assert compared_fields(used) == {"first": 1, "second": 2}
    assert compared_fields(Cached(3, 4)) == {"first": 3, "second": 4}


def test_one_instance_that_does_not_equal_its_copy_says_nothing_about_the_class() -> None:
    class Measure:
        def __init__(self, value: float) -> None:
            self.value = value

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Measure) and self.value == other.value

        __hash__ = None  # type: ignore[assignment]

    assert compared_fields(Measure(float("nan"))) is None
    assert compared_fields(Measure(1.0)) == {"value": 1.0}


def test_a_comparison_that_fails_makes_an_object_equal_only_itself() -> None:
    class Broken:
        def __eq__(self, other: object) -> bool:
            raise RuntimeError("no")

        __hash__ = None  # type: ignore[assignment]

    assert compared_fields(Broken()) is None


def test_a_comparison_that_is_never_true_makes_an_object_equal_only_itself() -> None:
    class Undecided:
        def __init__(self) -> None:
            self.shown = 1

        def __eq__(self, other: object) -> Any:
            return NotImplemented

        __hash__ = None  # type: ignore[assignment]

    assert compared_fields(Undecided()) is None


def test_a_class_that_makes_only_one_instance_can_be_watched() -> None:
    class Single:
        one: Single | None = None

        def __new__(cls) -> Single:
            cls.one = cls.one or super().__new__(cls)
            return cls.one

        def __init__(self) -> None:
            self.shown = 1

        def __eq__(self, other: object) -> bool:
            return self is other or (isinstance(other, Single) and self.shown == other.shown)

        __hash__ = None  # type: ignore[assignment]

    assert compared_fields(Single()) == {"shown": 1}


def test_watching_changes_neither_the_instance_nor_the_class() -> None:
    class Watched(Lazy):
        def __getattribute__(self, name: str) -> Any:
            return super().__getattribute__(name)

    instance, own = Watched(1, 2), Watched.__dict__["__getattribute__"]
    kept = dict(vars(instance))
    compared_fields(instance)
    assert vars(instance) == kept
    assert Watched.__dict__["__getattribute__"] is own
    assert "__getattribute__" not in Directory.__dict__


def test_what_guards_its_attributes_can_be_watched() -> None:
    class Guarded:
        def __init__(self) -> None:
            object.__setattr__(self, "shown", 1)

        def __setattr__(self, name: str, value: object) -> None:
            raise AttributeError(name)

        def __getattr__(self, name: str) -> int:
            return 0

        def __eq__(self, other: Any) -> bool:
            return bool(self.shown == other.shown and self.missing == other.missing)

        __hash__ = None  # type: ignore[assignment]

    assert compared_fields(Guarded()) == {"shown": 1}


def test_public_fields_are_those_of_slots_and_dictionary_without_an_underscore() -> None:
    class Both(Slotted):
        pass

    instance = Both(1, 2, 3)
    instance.more = 4  # type: ignore[attr-defined]
    instance._private = 5  # type: ignore[attr-defined]
    assert public_fields(instance) == {"shown": 1, "ignored": 3, "more": 4}
    assert public_fields(object()) == {}
