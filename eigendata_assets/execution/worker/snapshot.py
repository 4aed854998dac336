"""The state of a toolkit as JSON, and a hash that is equal exactly when Python's `==` over public attributes is.

An environment class can hold anything in its attributes: object trees with parent links, sets, tuples, dates. The
*view* of a state is JSON that a person can read and in which types stay distinguishable; what JSON has no form for
is a dictionary with one tag (see `worker/encoding.py`).

Two states whose `==` can never hold (a NaN, an object that compares by identity) hash to `never:...`, which
`same_state` never takes for equal. Only the standard library is used: this runs in the sandboxed worker.
"""

from __future__ import annotations

import functools
import json
import marshal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eigendata_assets.artifacts.canonical import canonical_json, hash_of_text
from eigendata_assets.execution.worker.encoding import Encoder
from eigendata_assets.execution.worker.equality import public_fields

NEVER = "never:"
_MEMO_BYTES, _EACH = 12 << 20, 400
"""So much memory may what was seen need; so much each of it, beside its texts."""
_TOO_DEEP = {"$object": "nested too deeply to be compared"}


def same_state(left: str, right: str) -> bool:
    """Whether two state hashes stand for states that are equal under `==`."""
    return left == right and not left.startswith(NEVER)


@dataclass(frozen=True, slots=True)
class Taken:
    """One state: its hash, and its attributes with their views as JSON text."""

    hash: str
    parts: Mapping[str, str]

    @property
    def view(self) -> str:
        """The whole view as JSON text."""
        return "{" + ", ".join([f"{_quoted(name)}: {text}" for name, text in self.parts.items()]) + "}"


@dataclass(frozen=True, slots=True)
class Part:
    """One attribute of a state: its canonical text, its view as JSON text, and whether it can equal anything.

    `plain` parts are told from all others by what `marshal` makes of them.
    """

    canonical: str
    view: str
    comparable: bool
    plain: bool


class Snapshots:
    """Takes states; remembers states and attributes it has seen.

    An unchanged state costs one dump at C speed; a changed one, only its changed attributes.
    """

    def __init__(self) -> None:
        self._taken: dict[bytes, Taken] = {}
        self._parts: dict[bytes, Part] = {}
        self._bytes = 0

    def take(self, instance: object) -> Taken:
        """The state of the instance now; its hash begins with `never:` where it equals no state, not even a copy."""
        fields = public_fields(instance)
        key = _dumped(fields)
        known = self._taken.get(key) if key else None
        if known is not None:
            return known
        parts = {name: self.part(value) for name, value in fields.items()}
        taken = assembled(parts)
        if key and all(part.plain for part in parts.values()):
            self._make_room(len(key) + _EACH)
            self._taken[key] = taken
        return taken

    def part(self, value: Any, key: bytes | None = None) -> Part:
        """An attribute; of a table that has changed, most rows are known.

        `key` is what `marshal` makes of the value, where that was asked already.
        """
        key = key or _dumped(value)
        known = self._parts.get(key) if key else None
        if known is not None:
            return known
        rows = self._rows(value) if key else None
        return self._remember(key, _table_of(rows)) if rows is not None else self._encoded(value, key)

    def _rows(self, value: Any) -> dict[str, Part] | None:
        """The rows of a table, which maps names to dictionaries or lists, so that its texts are made of theirs."""
        if type(value) is not dict:
            return None
        rows = {}
        for name, row in value.items():
            if type(name) is not str or name[:1] == "$" or type(row) not in (dict, list):
                return None
            key = marshal.dumps(row)  # that worked for the table
            part = self._parts.get(key) or self._encoded(row, key)
            if not part.plain:
                return None
            rows[name] = part
        return rows

    def _encoded(self, value: Any, key: bytes | None) -> Part:
        encoder = Encoder()
        try:
            view, comparable = encoder.encode(value), encoder.comparable
        except RecursionError:
            view, comparable = _TOO_DEEP, False
        if not (key and encoder.plain):
            dumped = _dumped((view, comparable))
            key = b"view " + dumped if dumped else None  # nothing that `marshal` writes begins so
            known = self._parts.get(key) if key else None
            if known is not None:
                return known
        return self._remember(key, _part_of(view, comparable, encoder.plain))

    def _remember(self, key: bytes | None, part: Part) -> Part:
        if key:
            self._make_room(len(key) + len(part.view) + len(part.canonical) + _EACH)
            self._parts[key] = part
        return part

    def _make_room(self, size: int) -> None:
        self._bytes += size
        if self._bytes > _MEMO_BYTES:
            self._taken.clear()
            self._parts.clear()
            self._bytes = size


def _table_of(rows: dict[str, Part]) -> Part:
    canonical = ",".join([f"{_quoted(name)}:{rows[name].canonical}" for name in sorted(rows)])
    view = ", ".join([f"{_quoted(name)}: {row.view}" for name, row in rows.items()])
    return Part(f"{{{canonical}}}", f"{{{view}}}", all([row.comparable for row in rows.values()]), plain=True)  # noqa: C419


def _part_of(view: Any, comparable: bool, plain: bool) -> Part:
    try:
        return Part(canonical_json(view, view=True), _view_text(view), comparable, plain)
    except RecursionError:
        return Part(canonical_json(_TOO_DEEP), json.dumps(_TOO_DEEP), comparable=False, plain=False)


def assembled(parts: Mapping[str, Part]) -> Taken:
    """The state made of some attributes; its hash is that of the canonical text of its view."""
    ordered = [f"{_quoted(name)}:{parts[name].canonical}" for name in sorted(parts)]
    found = hash_of_text("{" + ",".join(ordered) + "}")
    comparable = all(part.comparable for part in parts.values())
    return Taken(found if comparable else NEVER + found, {name: part.view for name, part in parts.items()})


_quoted = functools.lru_cache(1024)(json.dumps)
_view_text = json.JSONEncoder(check_circular=False).encode  # views are trees


def _dumped(value: Any) -> bytes | None:
    """Bytes that are the same for values of the same types and content only; None where it holds objects.

    What is shared inside is told apart, so that equal values may have other bytes; that is three times as fast.
    """
    try:
        return marshal.dumps(value)
    except (ValueError, MemoryError):  # the second also when two members of a set cannot be put in order
        return None
