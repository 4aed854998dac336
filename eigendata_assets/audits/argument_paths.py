"""Places inside the arguments of a call, by the path of a parameter: `address.city`, `tags[]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.frozen import Json

Place = tuple[Any, Any]
"""A dictionary or list, and the key or position in it."""


def steps_of(path: str) -> list[str]:
    """`["tags", "[]", "name"]` for `tags[].name`."""
    return [step for step in path.replace("[]", ".[]").split(".") if step]


def parents(arguments: dict[str, Json], path: str) -> Iterator[dict[str, Json]]:
    """The objects that the parameter at the path belongs to, whether it is given there or not."""
    for place in _walk(arguments, steps_of(path)[:-1]):
        if isinstance(place, dict):
            yield place


def places(arguments: dict[str, Json], path: str) -> Iterator[Place]:
    """Where values of the parameter stand; nothing where it is not given."""
    *before, last = steps_of(path) or [""]
    for holder in _walk(arguments, before):
        if last == "[]" and isinstance(holder, list):
            yield from ((holder, position) for position in range(len(holder)))
        elif isinstance(holder, dict) and last in holder:
            yield holder, last


def _walk(value: Json, steps: list[str]) -> Iterator[Json]:
    if not steps:
        yield value
    elif steps[0] == "[]":
        for item in value if isinstance(value, list) else ():
            yield from _walk(item, steps[1:])
    elif isinstance(value, dict) and steps[0] in value:
        yield from _walk(value[steps[0]], steps[1:])


def schema_at(schema: Json, path: str) -> dict[str, Json]:
    """The schema of the parameter at a path; empty where there is none."""
    for step in steps_of(path):
        inner = schema.get("items") if step == "[]" else (schema.get("properties") or {}).get(step)
        if not isinstance(inner, dict):
            return {}
        schema = inner
    return dict(schema)


def renamed_key(holder: dict[str, Json], old: str, new: str) -> None:
    """The object has the new key in the place of the old one, with its value."""
    items = [(new if key == old else key, value) for key, value in holder.items()]
    holder.clear()
    holder.update(items)
