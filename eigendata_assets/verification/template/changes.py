"""What became of a state, and whether that is what a verification function wants.

Part of every verification program, so only the standard library is used. States are snapshots (see
`execution/worker/snapshot.py`): toolkit to table to content.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Change = tuple[str, tuple[str, ...], str, Any, Any]
"""Table, way inside it, "added", "removed" or "changed", before, after."""

Bound = dict[str, str]
"""What the tools made up, by the name it has in the function."""

MISSING = object()
_NUMBERED = ("$tuple", "$deque")
_PLAIN = frozenset({str, int, type(None)})
_sorted_json = json.JSONEncoder(sort_keys=True).encode


def state_changes(before: Mapping[str, Any], after: Mapping[str, Any], ignore: Sequence[str]) -> list[Change]:
    """All places where two states differ, but for the tables to ignore; 25 is 25.0, sets and keys have no order."""
    changes: list[Change] = []
    for toolkit in dict.fromkeys((*before, *after)):
        old, new = before.get(toolkit, {}), after.get(toolkit, {})
        if old == new:
            continue
        for name in dict.fromkeys((*old, *new)):
            table = f"{toolkit}.{name}"
            if table not in ignore:
                changes += table_changes(table, old.get(name, MISSING), new.get(name, MISSING))
    return changes


def table_changes(table: str, before: Any, after: Any) -> list[Change]:
    """All places where two contents of a table differ; MISSING stands for a table that is not there."""
    return [] if before == after else [(table, *each) for each in _differences(before, after, ())]


def same(left: Any, right: Any) -> bool:
    """Whether two values of a state are equal: 25 is 25.0, sets and dictionaries of any keys have no order."""
    if left == right:
        return True
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        if len(left) == 1 and ("$set" in left or "$dict" in left):
            return bool(plain(left) == plain(right))
        return all(same(item, right[key]) for key, item in left.items())
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        return all(same(item, other) for item, other in zip(left, right, strict=True))
    return False


def plain(value: Any) -> Any:
    """A value in one form: whole numbers as integers, sets and dictionaries of any keys in order."""
    if isinstance(value, dict):
        ordered = {key: item if type(item) in _PLAIN else plain(item) for key, item in value.items()}
        if len(value) == 1 and ("$set" in value or "$dict" in value):
            return {
                key: sorted(items, key=_text) if isinstance(items, list) else items for key, items in ordered.items()
            }
        return ordered
    if isinstance(value, list):
        return [item if type(item) in _PLAIN else plain(item) for item in value]
    if isinstance(value, bool) or (isinstance(value, float) and value.is_integer()):
        return int(value)
    return value


def digest(changes: Sequence[Change]) -> str:
    """A short name for some changes of the state, the same for equal changes."""
    text = _text(sorted((plain(list(change)) for change in changes), key=_text))
    return hashlib.blake2b(text.encode("ascii"), digest_size=8).hexdigest()


def _text(value: Any) -> str:
    return _sorted_json(value)


def _differences(old: Any, new: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, Any, Any]]:
    """The places where two values differ that are not equal."""
    if old is MISSING:
        yield way, "added", None, new
        return
    if new is MISSING:
        yield way, "removed", old, None
        return
    (kind, parts), (other_kind, others) = _opened(old), _opened(new)
    if kind and kind == other_kind:
        for name in parts if parts.keys() == others.keys() else dict.fromkeys((*parts, *others)):
            part, other = parts.get(name, MISSING), others.get(name, MISSING)
            if part != other:
                yield from _differences(part, other, (*way, name))
    elif not same(old, new):
        yield way, "changed", old, new


def _opened(value: Any) -> tuple[str, dict[str, Any]]:
    """The kind of a value and its named parts; no kind where it is one piece."""
    if isinstance(value, list):
        return "list", {str(number): item for number, item in enumerate(value)}
    if not isinstance(value, dict):
        return "", {}
    if len(value) == 1:
        ((tag, content),) = value.items()
        if tag in _NUMBERED:
            return tag, {str(number): item for number, item in enumerate(content)}
        if tag == "$dict":
            return "record", {key if isinstance(key, str) else _text(plain(key)): item for key, item in content}
        if tag.startswith("$") and tag != "$object":
            return "", {}
    return "record", value


def match(
    wanted: Sequence[Mapping[str, Any]], found: Sequence[Change], bound: Bound, made: Mapping[str, str]
) -> Bound | None:
    """What the tools made up, where the changes are exactly the wanted ones; else None."""
    if len(wanted) != len(found):
        return None
    if not wanted:
        return bound
    for place, change in enumerate(found):
        fitting = dict(bound)
        if _fits(wanted[0], change, fitting, made):
            rest = match(wanted[1:], [*found[:place], *found[place + 1 :]], fitting, made)
            if rest is not None:
                return rest
    return None


def _fits(wanted: Mapping[str, Any], change: Change, bound: Bound, made: Mapping[str, str]) -> bool:
    table, way, kind, _, after = change
    return (
        table == wanted["table"]
        and kind == wanted["kind"]
        and unify(list(wanted["path"]), list(way), bound, made)
        and (kind == "removed" or unify(wanted["after"], after, bound, made))
    )


def unify(wanted: Any, found: Any, bound: Bound, made: Mapping[str, str]) -> bool:
    """Whether a value is the wanted one; {"$made": name} stands for a value of its pattern, everywhere the same."""
    if wanted == found:
        return True
    if isinstance(wanted, dict):
        if len(wanted) == 1 and "$made" in wanted:
            return _bind(wanted["$made"], found, bound, made)
        return (
            isinstance(found, dict)
            and wanted.keys() == found.keys()
            and all(unify(item, found[key], bound, made) for key, item in wanted.items())
        ) or same(wanted, found)
    if isinstance(wanted, list):
        return (
            isinstance(found, list)
            and len(wanted) == len(found)
            and all(unify(item, other, bound, made) for item, other in zip(wanted, found, strict=True))
        )
    return same(wanted, found)


def _bind(name: str, found: Any, bound: Bound, made: Mapping[str, str]) -> bool:
    if not isinstance(found, str | int | float):
        return False
    text = str(found)
    if name not in bound and re.fullmatch(made.get(name, ""), text):
        bound[name] = text
    return bound.get(name) == text


def filled(value: Any, bound: Bound) -> Any:
    """An information with what the tools made up put in."""
    return bound.get(value["$made"]) if isinstance(value, dict) else value


def state_problems(
    wanted: Sequence[Mapping[str, Any]], found: Sequence[Change], made: Mapping[str, str]
) -> Iterator[str]:
    """The wanted changes that are not there, and those that are there and not wanted."""
    left = list(found)
    for each in wanted:
        fitting = next((change for change in left if _fits(each, change, {}, made)), None)
        if fitting:
            left.remove(fitting)
        else:
            yield f"{_place(each['table'], each['path'])} is not {each['kind']}: {_text(each['after'])}"
    for table, way, kind, before, after in left:
        yield f"{_place(table, way)} was {kind} and must not be: {_text(before)} -> {_text(after)}"
    if not left and len(wanted) == len(found):
        yield "the new keys do not belong together as they must"


def _place(table: str, way: Sequence[Any]) -> str:
    return ".".join([table, *(each if isinstance(each, str) else f"<{each['$made']}>" for each in way)])
