"""Whether what was expected of a call holds on what it gave when it was executed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.claims import Expectation, ExpectationKind
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Result
from eigendata_assets.audits.schema_reading import fits
from eigendata_assets.execution.replay import is_error


@dataclass(frozen=True, slots=True)
class Rerun:
    """What the calls of some evidence gave: a result each, and the state around the last of them.

    The states are there where they were watched; `stopped` says which limit ended the calls early.
    """

    results: tuple[Result, ...]
    before: Mapping[str, Json]
    after: Mapping[str, Json]
    stopped: str | None = None


_MISSING = object()


def holds(expectation: Expectation, seen: Rerun) -> bool:
    """Whether the calls gave what was expected; they must have come to their end."""
    return _HOLDS[expectation.kind](expectation, seen)


def told(expectation: Expectation) -> str:
    """The expectation as people read it."""
    where = ".".join(expectation.path)
    of = f" at {where}" if where else ""
    return _TOLD[expectation.kind].format(of=of, value=json.dumps(expectation.value, ensure_ascii=False))


def at(value: Json, path: Sequence[str]) -> Json:
    """What stands at a path; `_MISSING` where nothing does."""
    for key in path:
        if isinstance(value, Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return _MISSING
    return value


def is_there(value: Json, path: Sequence[str]) -> bool:
    """Whether something stands at a path."""
    return at(value, path) is not _MISSING


def _same(one: Json, other: Json, *, view: bool = False) -> bool:
    """Whether two values are equal as JSON, where true is not 1; or as views of a state."""
    if one is _MISSING or other is _MISSING:
        return one is other
    if isinstance(one, bool) != isinstance(other, bool):
        return False
    return canonical_json(one, view=view) == canonical_json(other, view=view)


def _last(expectation: Expectation, seen: Rerun) -> Json:
    return at(seen.results[-1].value, expectation.path)


def _failed(_: Expectation, seen: Rerun) -> bool:
    return is_error(seen.results[-1])


def _contains(expectation: Expectation, seen: Rerun) -> bool:
    found, value = _last(expectation, seen), expectation.value
    if isinstance(found, str):
        return isinstance(value, str) and value in found
    if isinstance(found, dict):
        return isinstance(value, str) and value in found
    return isinstance(found, list) and any(_same(each, value) for each in found)


def _has_type(expectation: Expectation, seen: Rerun) -> bool:
    found = _last(expectation, seen)
    return found is not _MISSING and fits(found, frozenset({str(expectation.value)}))


def _at_most(expectation: Expectation, seen: Rerun) -> bool:
    found, most = _last(expectation, seen), expectation.value
    if isinstance(found, str | list | dict):
        found = len(found)
    return isinstance(found, int | float) and isinstance(most, int | float) and found <= most


def _unchanged(expectation: Expectation, seen: Rerun) -> bool:
    return _same(at(seen.before, expectation.path), at(seen.after, expectation.path), view=True)


def _as_before(expectation: Expectation, seen: Rerun) -> bool:
    results = [at(each.value, expectation.path) for each in seen.results[-2:]]
    return len(results) > 1 and _same(*results)


_HOLDS: Mapping[ExpectationKind, Callable[[Expectation, Rerun], bool]] = {
    "error": _failed,
    "success": lambda expectation, seen: not _failed(expectation, seen),
    "result_equals": lambda expectation, seen: _same(_last(expectation, seen), expectation.value),
    "result_has": lambda expectation, seen: _last(expectation, seen) is not _MISSING,
    "result_lacks": lambda expectation, seen: _last(expectation, seen) is _MISSING,
    "result_contains": _contains,
    "result_type": _has_type,
    "result_at_most": _at_most,
    "state_equals": lambda expectation, seen: _same(at(seen.after, expectation.path), expectation.value),
    "state_unchanged": _unchanged,
    "state_changed": lambda expectation, seen: not _unchanged(expectation, seen),
    "same_as_before": _as_before,
    "other_than_before": lambda expectation, seen: not _as_before(expectation, seen),
}

_TOLD: Mapping[ExpectationKind, str] = {
    "error": "the call is refused",
    "success": "the call is not refused",
    "result_equals": "the result{of} is {value}",
    "result_has": "the result has something{of}",
    "result_lacks": "the result has nothing{of}",
    "result_contains": "the result{of} has {value} in it",
    "result_type": "the result{of} is of type {value}",
    "result_at_most": "the result{of} is at most {value}, or as long",
    "state_equals": "the state{of} is {value} afterwards",
    "state_unchanged": "the call leaves the state{of} as it is",
    "state_changed": "the call changes the state{of}",
    "same_as_before": "the result{of} is that of the call before",
    "other_than_before": "the result{of} is not that of the call before",
}
