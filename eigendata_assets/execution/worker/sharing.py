"""Where one mutable object stands at two places of a state, so that a change at one place is a change at the other.

Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.execution.worker.equality import public_fields

_MOST_OBJECTS = 20_000
_MOST_PAIRS = 50


def shared_places(instance: object) -> list[list[str]]:
    """Pairs of paths to one dictionary, list or object; a link back to what holds it (a parent) is none.

    A path is an attribute and the keys, places and fields from there. Of a state with very many objects, the first.
    """
    first: dict[int, tuple[str, ...]] = {}
    found: list[list[str]] = []
    waiting: list[tuple[tuple[str, ...], Any]] = [((name,), value) for name, value in public_fields(instance).items()]
    while waiting and len(first) < _MOST_OBJECTS and len(found) < _MOST_PAIRS:
        path, value = waiting.pop()
        if not isinstance(value, dict | list) and not hasattr(value, "__dict__"):
            continue
        if isinstance(value, type) or callable(value):
            continue
        known = first.setdefault(id(value), path)
        if known is path:
            waiting += [((*path, name), part) for name, part in _parts(value)]
        elif path[: len(known)] != known:
            found.append(sorted([".".join(known), ".".join(path)]))
    return sorted(found)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        yield from ((str(key), part) for key, part in value.items())
    elif isinstance(value, list):
        yield from ((str(at), part) for at, part in enumerate(value))
    else:
        yield from ((name, part) for name, part in vars(value).items() if not name.startswith("_"))
