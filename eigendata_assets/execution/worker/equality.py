"""Which fields of an object its `==` looks at, found by watching `==` look.

A directory in a file system may compare its name and contents and ignore its parent; a snapshot has to do the same
to be equal exactly when the objects are. So two copies of an object are compared once while every attribute read is
recorded. Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Container
from typing import Any


class _Everything:
    def __contains__(self, name: object) -> bool:
        return True


_READ: dict[type, Container[str]] = {}
_SLOTS: dict[type, tuple[str, ...]] = {}
_KEEPING = functools.cached_property.__get__.__code__
"""Reads an object's dictionary for its own purposes."""


def public_fields(instance: object) -> dict[str, Any]:
    """The attributes of an instance whose names have no leading underscore."""
    return {name: value for name, value in _fields(instance).items() if name[:1] != "_"}


def compared_fields(instance: object) -> dict[str, Any] | None:
    """The attributes that the class's `==` compares; None where the object is taken to be equal only to itself.

    Found once for each class, on the first instance that equals its copy. The fields are taken to be compared by
    their own `==`, between instances of one class: a tolerance, or equality with another class, is not seen. Only to
    itself is equal what inherits `object.__eq__`, what does not equal its copy (it holds a NaN), and what cannot be
    copied field by field (it is made in C, or derives from such a class and has its own `==`).
    """
    kind = type(instance)
    read = _READ.get(kind)
    if read is None:
        read = None if inherits_equality(kind, object) else _watch_comparison(instance)
        if read is None:
            return None
        _READ[kind] = read
    return {name: value for name, value in _fields(instance).items() if name in read}


def inherits_equality(kind: type, ancestor: type) -> bool:
    """Whether `==` of a type is that of an ancestor."""
    return getattr(kind, "__eq__", None) is getattr(ancestor, "__eq__", None)


def _fields(instance: object) -> dict[str, Any]:
    kind = type(instance)
    if kind not in _SLOTS:
        _SLOTS[kind] = _slot_names(kind)
    fields: dict[str, Any] = getattr(instance, "__dict__", {})
    if not _SLOTS[kind]:
        return fields
    return {name: getattr(instance, name) for name in _SLOTS[kind] if hasattr(instance, name)} | fields


def _slot_names(kind: type) -> tuple[str, ...]:
    names: list[str] = []
    for ancestor in kind.__mro__:
        slots = ancestor.__dict__.get("__slots__", ())
        owner = ancestor.__name__.lstrip("_")
        for name in (slots,) if isinstance(slots, str) else slots:
            private = name.startswith("__") and not name.endswith("__")
            names.append(f"_{owner}{name}" if private and owner else name)
    return tuple(name for name in names if name not in ("__dict__", "__weakref__"))


def _watch_comparison(instance: object) -> Container[str] | None:
    """The names read while two copies of an instance are compared; None where they are not equal or cannot be made.

    A copy has no cached properties, so that what they are made of is read.
    """
    kind = type(instance)
    own = kind.__dict__.get("__getattribute__")
    inherited = kind.__getattribute__
    read: set[str] = set()

    def recording(self: object, name: str) -> Any:
        if self is left and not (name == "__dict__" and sys._getframe(1).f_code is _KEEPING):  # noqa: SLF001
            read.add(name)
        return inherited(self, name)

    try:
        left, right = _copy(instance), _copy(instance)
        kind.__getattribute__ = recording  # type: ignore[method-assign]
        equal = left == right
    except Exception:
        return None
    finally:
        _restore(kind, own)
    if equal is not True:
        return None
    if "__dict__" in read:  # also by `vars()`
        return _Everything()
    return frozenset(name for name in read if not _is_made_on_first_use(kind, name))


def _copy(instance: object) -> object:
    """An object of the same class with the same fields; raises TypeError for what is made in C."""
    kind = type(instance)
    copy = object.__new__(kind)
    for name, value in _fields(instance).items():
        if not _is_made_on_first_use(kind, name):
            object.__setattr__(copy, name, value)
    return copy


def _is_made_on_first_use(kind: type, name: str) -> bool:
    return isinstance(getattr(kind, name, None), functools.cached_property)


def _restore(kind: type, own: Any) -> None:
    if kind.__dict__.get("__getattribute__") is own:
        return
    if own is None:
        del kind.__getattribute__
    else:
        kind.__getattribute__ = own  # type: ignore[method-assign]
