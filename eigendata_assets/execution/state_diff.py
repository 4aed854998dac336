"""Where two states differ: table, key, field, before, after.

States are snapshots (see `worker/snapshot.py`): toolkit to attributes. A table is `Toolkit.attribute`; inside it, the
key is the way to the record and the field is the last step. Comparison is canonical: 25 equals 25.0, and the order of
keys and sets does not matter. A NaN is no difference to a NaN, nor are two objects that show the same, although `==`
never holds for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.verdicts import StateChange

_MISSING = object()
_LISTS = ("$tuple", "$deque")

_Parts = dict[str, tuple[str, Json]]
"""What tells a part from the others, to its name for people and its value."""


def state_diff(
    before: Mapping[str, Json], after: Mapping[str, Json], ignore: tuple[str, ...] = ()
) -> list[StateChange]:
    """All differences, in the order of the tables; `ignore` names tables that are not compared.

    Empty exactly when the compared parts are equal. A value that is missing on one side is None there.
    """
    changes: list[StateChange] = []
    for toolkit in dict.fromkeys((*before, *after)):
        left, right = before.get(toolkit, {}), after.get(toolkit, {})
        for attribute in dict.fromkeys((*left, *right)):
            table = f"{toolkit}.{attribute}"
            if table in ignore:
                continue
            pair = left.get(attribute, _MISSING), right.get(attribute, _MISSING)
            changes += [_change(table, path, *values) for path, values in _differences(*pair)]
    return changes


def _differences(
    left: Json, right: Json, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], tuple[Json, Json]]]:
    """The way to each difference, and what stands there on both sides."""
    if left is not _MISSING and right is not _MISSING and _equal(left, right):
        return
    (kind, parts), (other_kind, others) = _opened(left), _opened(right)
    if kind is None or kind != other_kind:
        yield path, (left, right)
        return
    for key in dict.fromkeys((*parts, *others)):
        (name, part), (other_name, other) = (side.get(key, ("", _MISSING)) for side in (parts, others))
        yield from _differences(part, other, (*path, name or other_name))


def _opened(value: Json) -> tuple[str | None, _Parts]:
    """The kind of a value and its parts; None and nothing where it is shown as a whole."""
    if isinstance(value, list):
        return "list", _numbered(value)
    if not isinstance(value, dict):
        return None, {}
    if len(value) == 1:
        ((tag, content),) = value.items()
        if tag in _LISTS:
            return tag, _numbered(content)
        if tag == "$dict":
            return "record", dict(_named(key, item) for key, item in content)
        if tag.startswith("$") and tag != "$object":
            return None, {}
    return "record", dict(_named(key, item) for key, item in value.items())


def _numbered(items: list[Json]) -> _Parts:
    return {str(number): (str(number), item) for number, item in enumerate(items)}


def _named(key: Json, item: Json) -> tuple[str, tuple[str, Json]]:
    """1 and "1" are two keys; people see both as 1."""
    text = canonical_json(key, view=True)
    return text, (key if isinstance(key, str) else text, item)


def _equal(left: Json, right: Json) -> bool:
    return bool(left == right) or canonical_json(left, view=True) == canonical_json(right, view=True)


def _change(table: str, path: tuple[str, ...], left: Json, right: Json) -> StateChange:
    return StateChange(
        table=table,
        key=".".join(path[:-1]),
        field=path[-1] if path else "",
        before=None if left is _MISSING else left,
        after=None if right is _MISSING else right,
    )
