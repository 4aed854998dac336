"""What foreign code may keep in its attributes: classes with every kind of `==`, for tests of snapshots."""

from __future__ import annotations

import enum
import functools
from collections import UserDict
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class State:
    """A toolkit: its attributes are the state."""

    def __init__(self, **attributes: Any) -> None:
        self.__dict__.update(attributes)


class Colour(enum.Enum):
    RED = 1
    CRIMSON = 1  # noqa: PIE796
    BLUE = 2


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Word(enum.StrEnum):
    A = "a"
    B = "b"


class Right(enum.Flag):
    READ = 1
    WRITE = 2


class Whole(int):
    """An integer by another name."""


class Label(str):
    """Text by another name."""

    __slots__ = ()


class Items(list):
    """A list by another name."""


class Point(NamedTuple):
    x: Any
    y: Any


@dataclass
class Order:
    price: Any
    items: Any = ()
    note: Any = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Key:
    name: Any


class Slotted:
    """Compares two slots, one of them private, and ignores a third."""

    __slots__ = ("__secret", "ignored", "shown")

    def __init__(self, shown: Any, secret: Any, ignored: Any) -> None:
        self.shown = shown
        self.__secret = secret
        self.ignored = ignored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Slotted) and self.shown == other.shown and self.__secret == other.__secret

    __hash__ = None  # type: ignore[assignment]


class Directory:
    """A tree that knows its parents, which `==` must not follow."""

    def __init__(self, name: str, parent: Directory | None = None) -> None:
        self.name = name
        self.parent = parent
        self.contents: dict[str, Any] = {}
        self._opened = object()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Directory) and self.name == other.name and self.contents == other.contents

    __hash__ = None  # type: ignore[assignment]


class Bag:
    """Compares all that it has, private attributes too."""

    def __init__(self, content: Any, hidden: Any) -> None:
        self.content = content
        self._hidden = hidden

    def __eq__(self, other: object) -> bool:
        return type(other) is Bag and self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]


class Lazy:
    """Compares a property that is made on first use and kept."""

    def __init__(self, first: Any, second: Any) -> None:
        self.first = first
        self.second = second

    @functools.cached_property
    def both(self) -> tuple[Any, Any]:
        return self.first, self.second

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Lazy) and self.both == other.both

    __hash__ = None  # type: ignore[assignment]


class Sparse:
    """Has an attribute only where there is something to keep."""

    def __init__(self, kept: Any = None) -> None:
        if kept is not None:
            self.kept = kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sparse) and getattr(self, "kept", None) == getattr(other, "kept", None)

    __hash__ = None  # type: ignore[assignment]


class Always:
    """Equals every other of its class."""

    def __init__(self, ignored: Any) -> None:
        self.ignored = ignored

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Always)

    __hash__ = None  # type: ignore[assignment]


class Named(UserDict):
    """A mapping of Python's own library that is written in Python."""


class Shelf(dict):
    """Derives from what is made in C and has its own `==`: what that compares cannot be seen."""

    def __init__(self, content: Any, label: str) -> None:
        super().__init__(content)
        self.label = label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shelf) and dict.__eq__(self, other)

    __hash__ = None


class Plain:
    """Has no `==` of its own: equal only to itself."""

    def __init__(self, content: Any = None) -> None:
        self.content = content

    def method(self) -> None:
        """Nothing is done."""

    @classmethod
    def made(cls) -> Plain:
        """A new one."""
        return cls()


class Special(Plain):
    """Inherits its class methods."""


def function() -> None:
    """A function that is found by its name."""
