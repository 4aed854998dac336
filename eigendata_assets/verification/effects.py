"""What runs do to the state that all of them begin in: each changed table is read and compared once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.execution.protocol import read_view
from eigendata_assets.verification.made_values import new_keys
from eigendata_assets.verification.template.changes import MISSING, Change, plain, table_changes

Parts = Mapping[str, Mapping[str, str]]
"""A state as the sandbox gives it: toolkit to attribute to JSON text."""

Part = tuple[str, str, str | None]
"""Toolkit, attribute and its text; None where there is none any more."""

Place = tuple[str, tuple[str, ...]]
"""A table, and the way inside it."""


class Effect:
    """The changes that lead to one final state, and the keys of the records that are new in it.

    Runs that end in the same state share it, so an effect is equal to itself alone.
    """

    def __init__(self, changes: Sequence[Change], keys: tuple[str, ...] = ()) -> None:
        self.changes = changes
        self.new_keys = keys

    @cached_property
    def by_place(self) -> dict[Place, Json]:
        """What has become of each changed place."""
        return {(table, way): (kind, plain(after)) for table, way, kind, _, after in self.changes}

    def places(self, made: tuple[str, ...]) -> Counter[tuple[str, tuple[str, ...], str]]:
        """How often a part of the state was changed in which way; where a key was made up, any."""
        return Counter(
            (table, way[:-1] if way and way[-1] in made else way, kind) for table, way, kind, *_ in self.changes
        )


NO_EFFECT = Effect(())
"""The state is the initial one."""


class Effects:
    """The effects of a task's runs; `ignore` names tables that are not looked at."""

    def __init__(self, initial: Parts, ignore: Sequence[str]) -> None:
        self._initial = initial
        self._ignore = frozenset(ignore)
        self._effects: dict[tuple[tuple[tuple[str, str], ...], ...], Effect] = {}
        self._of_parts: dict[tuple[Part, ...], Effect] = {}
        self._changes: dict[Part, list[Change]] = {}
        self._tables: dict[tuple[str, str], Json] = {}

    def of(self, final: Parts) -> Effect:
        """The effect that has led to a final state; the same object for the same state."""
        state = tuple([tuple(parts.items()) for parts in final.values()])
        if state not in self._effects:
            self._effects[state] = self._by_changed(tuple(self._changed(final)))
        return self._effects[state]

    def _by_changed(self, changed: tuple[Part, ...]) -> Effect:
        """The effect of some changed parts; there may be several such states, told apart by what is not looked at."""
        if changed not in self._of_parts:
            changes = [change for part in changed for change in self._of_part(*part)]
            self._of_parts[changed] = Effect(changes, new_keys(changes, self._table))
        return self._of_parts[changed]

    def _changed(self, final: Parts) -> Iterator[Part]:
        """The parts that are not as they were."""
        for toolkit in dict.fromkeys((*self._initial, *final)):
            before, after = self._initial.get(toolkit, {}), final.get(toolkit, {})
            if before == after:
                continue
            for name in dict.fromkeys((*before, *after)):
                text = after.get(name)
                if text != before.get(name) and f"{toolkit}.{name}" not in self._ignore:
                    yield toolkit, name, text

    def _of_part(self, toolkit: str, name: str, text: str | None) -> list[Change]:
        part = toolkit, name, text
        if part not in self._changes:
            after = MISSING if text is None else read_view(text)
            self._changes[part] = table_changes(f"{toolkit}.{name}", self._table(toolkit, name), after)
        return self._changes[part]

    def _table(self, toolkit: str, name: str) -> Json:
        """A table of the initial state."""
        if (toolkit, name) not in self._tables:
            text = self._initial.get(toolkit, {}).get(name)
            self._tables[toolkit, name] = MISSING if text is None else read_view(text)
        return self._tables[toolkit, name]
