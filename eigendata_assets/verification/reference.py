"""The run of a reference, and how other runs of the same task compare with it, by execution alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.execution.protocol import CallResult
from eigendata_assets.execution.worker.snapshot import same_state
from eigendata_assets.verification.candidates import Candidate
from eigendata_assets.verification.effects import Effect
from eigendata_assets.verification.made_values import names_by_content, without_made_keys
from eigendata_assets.verification.template.changes import Change


@dataclass(frozen=True, slots=True)
class Run:
    """A candidate that was executed: the states after its parts (as hashes), its results, its effect on the state.

    `made` are the keys of new records that the tools have made up.
    """

    candidate: Candidate
    states: Sequence[Mapping[str, str]]
    results: Sequence[CallResult]
    effect: Effect
    made: tuple[str, ...] = ()

    @property
    def changes(self) -> Sequence[Change]:
        """How the final state differs from the initial one."""
        return self.effect.changes

    @property
    def final(self) -> Mapping[str, str]:
        """The hashes of the final state."""
        return self.states[-1]

    def calls(self) -> list[dict[str, Json]]:
        """The calls with their results, as an outcome holds them."""
        return [
            {"name": name, "arguments": arguments, "result": value_of(result), "error": result.error}
            for (name, arguments), result in zip(self.candidate.calls, self.results, strict=True)
        ]


class Reference:
    """The run of a reference, call by call, as other runs of the same task are compared with it.

    `messages` is what it says. Runs that have one effect are compared once.
    """

    def __init__(self, run: Run, messages: Sequence[str]) -> None:
        self.run = run
        self.messages = messages
        self._has_effect: dict[tuple[Effect, tuple[str, ...]], bool] = {}
        self._texts: dict[tuple[Effect, tuple[str, ...]], Sequence[str]] = {}

    def has_effect_of(self, run: Run) -> bool:
        """Whether a run ends in the same state, but for ignored tables and for keys that tools have made up."""
        if run.effect is self.run.effect or equal_states(run.final, self.run.final):
            return True
        case = run.effect, run.made
        if case not in self._has_effect:
            self._has_effect[case] = self._is_effect(*case)
        return self._has_effect[case]

    def has_state_after_call_of(self, run: Run) -> bool:
        """Whether the state right after the call that a run is about is the same."""
        return equal_states(run.states[1], self.run.states[run.candidate.place + 1])

    def does_not_mind_order_of(self, run: Run) -> bool:
        """Whether a reordered run shows that the order does not matter.

        Every call gave the same, and the same has become of the state, but for keys that were made up and for the order
        in which things were added to lists.
        """
        if len(run.changes) != len(self.run.changes):
            return False
        if not (self.has_effect_of(run) or _unordered(run) == _unordered(self.run)):
            return False
        return sorted(_named(run)) == sorted(self._own_named)

    def results_are_in(self, run: Run, but: frozenset[int]) -> bool:
        """Whether a run has the results of all calls, but for those with these numbers."""
        left = list(_named(run))
        for number, each in enumerate(self._own_named):
            if number in but:
                continue
            if each not in left:
                return False
            left.remove(each)
        return True

    def texts_for(self, run: Run) -> Sequence[str]:
        """What was said in the reference, with the keys that the tools have made up in this run instead."""
        if not self.run.made or not self.messages:
            return self.messages
        case = run.effect, run.made
        if case not in self._texts:
            self._texts[case] = self._said_with(*case)
        return self._texts[case]

    def _is_effect(self, effect: Effect, made: tuple[str, ...]) -> bool:
        own = self.run
        if len(effect.changes) != len(own.changes):
            return False
        if made == own.made:
            if effect.by_place == own.effect.by_place:
                return True
            if len(made) == 1:
                return False
        if effect.places(made) != own.effect.places(own.made):
            return False
        return without_made_keys(effect.changes, made) == self._own_changes

    def _said_with(self, effect: Effect, made: tuple[str, ...]) -> Sequence[str]:
        theirs = {name: key for key, name in names_by_content(effect.changes, made).items()}
        key = _any_of(self.run.made)
        return [key.sub(lambda found: theirs.get(self._own_names[found[0]], found[0]), text) for text in self.messages]

    @cached_property
    def _own_changes(self) -> list[str]:
        return without_made_keys(self.run.changes, self.run.made)

    @cached_property
    def _own_names(self) -> dict[str, str]:
        return names_by_content(self.run.changes, self.run.made)

    @cached_property
    def _own_named(self) -> list[tuple[str, str]]:
        return list(_named(self.run))


def _unordered(run: Run) -> list[str]:
    """The changes without the places in lists."""
    changes = [
        (table, tuple("*" if step.isdigit() and step not in run.made else step for step in way), *rest)
        for table, way, *rest in run.changes
    ]
    return without_made_keys(changes, run.made)


def _named(run: Run) -> Iterator[tuple[str, str]]:
    """Every call with what it gave, keys that were made up left out."""
    for (name, arguments), result in zip(run.candidate.calls, run.results, strict=True):
        yield f"{name} {arguments}", _without(result.text, run.made)


def _without(text: str, keys: tuple[str, ...]) -> str:
    """The text with keys that were made up left out."""
    return _any_of(keys).sub("$made", text) if any(key in text for key in keys) else text


@lru_cache(1024)
def _any_of(keys: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, keys))})(?!\w)")


def equal_states(left: Mapping[str, str], right: Mapping[str, str]) -> bool:
    """Whether two states are equal, by their hashes."""
    return all(same_state(state, right[name]) for name, state in left.items())


def value_of(result: CallResult) -> Any:
    """The value of a result; not to be changed, because equal texts share it."""
    return result.text if result.value_text is None else _value(result.value_text)


@lru_cache(1024)
def _value(text: str) -> Any:
    return CallResult(text, text).value
