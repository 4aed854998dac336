"""The state of a toolkit as JSON, and a hash that is equal exactly when Python's `==` over public attributes is.

An environment class can hold anything in its attributes: object trees with parent links, sets, tuples, dates. The
*view* of a state is JSON that a person can read and in which types stay distinguishable; what JSON has no form for
is a dictionary with one tag (see `worker/encoding.py`).

Two states whose `==` can never hold (a NaN, an object that compares by identity) hash to `never:...`, which
`same_state` never takes for equal. Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import json
import marshal
from dataclasses import dataclass
from typing import Any

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.execution.worker.encoding import Encoder
from eigendata_assets.execution.worker.equality import public_fields

NEVER = "never:"
_MEMO_BYTES = 64 << 20
_TOO_DEEP = {"$object": "nested too deeply to be compared"}


def same_state(left: str, right: str) -> bool:
    """Whether two state hashes stand for states that are equal under `==`."""
    return left == right and not left.startswith(NEVER)


@dataclass(frozen=True, slots=True)
class Taken:
    """One state: its hash and its view as JSON text."""

    hash: str
    view: str


class Snapshots:
    """Takes states; remembers those it has seen, so that an unchanged state costs one dump at C speed."""

    def __init__(self) -> None:
        self._taken: dict[bytes, Taken] = {}
        self._bytes = 0

    def take(self, instance: object) -> Taken:
        """The state of the instance now; its hash begins with `never:` where it equals no state, not even a copy."""
        fields = public_fields(instance)
        key = _dumped(fields)
        known = self._taken.get(key) if key else None
        if known is not None:
            return known
        encoder = Encoder()
        try:
            view = {name: encoder.encode(value) for name, value in fields.items()}
            comparable = encoder.comparable
        except RecursionError:
            view, comparable = _TOO_DEEP, False
        if not (key and encoder.plain):
            key = _dumped((view, comparable))
            known = self._taken.get(key) if key else None
        return known if known is not None else self._remember(key, view, comparable)

    def _remember(self, key: bytes | None, view: Any, comparable: bool) -> Taken:
        try:
            found = canonical_hash(view, view=True)
        except RecursionError:
            view, comparable = _TOO_DEEP, False
            found = canonical_hash(view)
        taken = Taken(found if comparable else NEVER + found, json.dumps(view))
        if key:
            self._bytes += len(key) + len(taken.view)
            if self._bytes > _MEMO_BYTES:
                self._taken.clear()
                self._bytes = len(key) + len(taken.view)
            self._taken[key] = taken
        return taken


def _dumped(value: Any) -> bytes | None:
    """Bytes that are the same for values of the same types and content only; None where it holds objects."""
    try:
        return marshal.dumps(value, 2)
    except (ValueError, MemoryError):  # the second also when two members of a set cannot be put in order
        return None
