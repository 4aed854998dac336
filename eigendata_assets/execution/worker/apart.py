"""Instances of determined classes whose attributes are made one by one, when the code asks for them.

A call looks at few of the tables of a state. Its instance is given the images of all attributes and makes those that
are asked for; after the call, only those can have changed. Code that is determined (see `determined.py`) cannot tell
such an instance from another. Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping
from typing import Any

_IMAGES = "_images_of_attributes"
_HOLDING = frozenset({dict, list, tuple})


class Maker:
    """Makes instances of a class, or rather of one derived from it, which is like it in all that can be seen."""

    def __init__(self, kind: type) -> None:
        members = {"__slots__": (_IMAGES,), "__getattr__": _made, "__reduce_ex__": _reduced}
        names = {"__module__": kind.__module__, "__qualname__": kind.__qualname__, "__doc__": kind.__doc__}
        self._kind = type(kind.__name__, (kind,), members | names)
        self._ancestor = kind

    def instance(self, images: Mapping[str, bytes]) -> object:
        """An instance that shares nothing with others; what the class has by the same name is hidden at once."""
        instance: object = object.__new__(self._kind)
        setattr(instance, _IMAGES, images)
        for name, image in images.items():
            if hasattr(self._ancestor, name):
                vars(instance)[name] = marshal.loads(image)  # noqa: S302 - bytes of our own
        return instance


def complete(instance: object) -> None:
    """The instance has all its attributes, in their order."""
    images: Mapping[str, bytes] = object.__getattribute__(instance, _IMAGES)
    attributes = {name: getattr(instance, name) for name in images} | vars(instance)
    vars(instance).clear()
    vars(instance).update(attributes)


def changed_images(images: Mapping[str, bytes], made: Mapping[str, object]) -> dict[str, bytes] | None:
    """Images of the attributes of an instance that are not as they were; None where there can be none.

    A dictionary or list that is in two attributes is one only in the instance itself.
    """
    changed = {}
    for name, value in made.items():
        known = images.get(name)
        try:
            image = marshal.dumps(value)  # type: ignore[arg-type]
        except ValueError:
            return None
        if image != known and (settled := _settled(image)) != known:
            changed[name] = settled
    return None if changed and _share_anything(made.values()) else changed


def _settled(image: bytes) -> bytes:
    """What `marshal` makes of a value depends on who else knows its parts; here, nobody else does any more."""
    value = marshal.loads(image)  # noqa: S302 - bytes of our own
    return marshal.dumps(value)  # the value itself has a name here, as it has in its instance


def _share_anything(values: Iterable[object]) -> bool:
    """Whether a dictionary or list is in two of the values."""
    seen: set[int] = set()
    for value in values:
        own = _containers(value)
        if not seen.isdisjoint(own):
            return True
        seen |= own
    return False


def _containers(value: object) -> set[int]:
    found: set[int] = set()
    waiting: list[Any] = [value] if type(value) in _HOLDING else []
    while waiting:
        each = waiting.pop()
        if id(each) in found:
            continue
        if type(each) is not tuple:
            found.add(id(each))
        inner = each.values() if type(each) is dict else each
        if not _HOLDING.isdisjoint(map(type, inner)):
            waiting += [part for part in inner if type(part) in _HOLDING]
    return found


def _made(self: object, name: str) -> Any:
    """What `__getattr__` gives: the attribute, made now."""
    try:
        image = object.__getattribute__(self, _IMAGES).get(name)
    except AttributeError:  # a copy that was made of an instance has all attributes
        image = None
    if image is None:
        return object.__getattribute__(self, name)
    value = vars(self)[name] = marshal.loads(image)  # noqa: S302 - bytes of our own
    return value


def _reduced(self: object, protocol: int) -> Any:
    """What `copy` asks for: it takes the attributes without asking for each."""
    for name in object.__getattribute__(self, _IMAGES):
        getattr(self, name)
    return object.__reduce_ex__(self, protocol)
