"""What became of the results: which values are others now, and whether a call fares otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Result, Trajectory
from eigendata_assets.audits.patch_record import Edit
from eigendata_assets.execution.replay import is_error

Leaf = str | int | float | bool | None

_BRIEF = 500


@dataclass(slots=True)
class ValueChanges:
    """Values that stood somewhere before, and what stands there now; `gone` have nothing in their place."""

    now: dict[str, set[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    values: dict[str, Leaf] = field(default_factory=dict)

    def note(self, before: Json, after: Json) -> None:
        """Where two values differ, leaf by leaf, is known."""
        for old, new in _pairs(before, after):
            text = canonical_json(old)
            self.values.setdefault(text, old)
            if isinstance(new, _Nothing):
                self.gone.add(text)
            elif text == canonical_json(new):
                self.kept.add(text)
            else:
                self.values.setdefault(canonical_json(new), new)
                self.now.setdefault(text, set()).add(canonical_json(new))

    def keep(self, value: Json) -> None:
        """The leaves of the value still stand somewhere, as they did."""
        self.kept |= {canonical_json(leaf) for leaf in leaves(value)}

    def successor(self, value: Leaf) -> tuple[Leaf] | None:
        """What the value has become everywhere, in a tuple of one; None where that is not one value."""
        text = canonical_json(value)
        found = self.now.get(text, set())
        certain = len(found) == 1 and text not in self.kept and text not in self.gone
        return (self.values[next(iter(found))],) if certain else None

    def concerns(self, value: Leaf) -> bool:
        """Whether the value stood somewhere where now is another, or nothing."""
        text = canonical_json(value)
        return text in self.now or (text in self.gone and text not in self.kept)


class _Nothing:
    """Stands for a value that is not there."""


def leaves(value: Json) -> Iterator[Leaf]:
    """The texts, numbers and truth values inside."""
    if isinstance(value, dict):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def _pairs(before: Json, after: Json) -> Iterator[tuple[Leaf, Leaf | _Nothing]]:
    """Each leaf before with what is in its place after."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key, value in before.items():
            yield from _pairs(value, after.get(key, _Nothing()))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for old, new in zip(before, after, strict=True):
            yield from _pairs(old, new)
    elif isinstance(before, dict | list):
        still = {canonical_json(leaf) for leaf in leaves(after)} if isinstance(after, dict | list) else set()
        for leaf in leaves(before):
            yield leaf, leaf if canonical_json(leaf) in still else _Nothing()
    else:
        yield before, _Nothing() if isinstance(after, dict | list | _Nothing) else after


def same_result(before: Result, after: Result) -> bool:
    """Whether two results are one: 25 is 25.0, and sets have no order."""
    if before.error != after.error:
        return False
    return bool(before.value == after.value) or canonical_json(before.value) == canonical_json(after.value)


def first_difference(before: Trajectory, after: Trajectory, until: tuple[int, int]) -> str | None:
    """Where a step before `until` has another result than it had; None where there is none.

    Steps that have never been executed are not compared.
    """
    for place, old, new in _steps(before, after):
        if place >= until:
            return None
        if old and (len(old) != len(new) or not all(map(same_result, old, new))):
            return f"turn {place[0]}, step {place[1]}: replayed, it gives another result, though no change concerns it"
    return None


def all_same(before: Trajectory, after: Trajectory, since: tuple[int, int]) -> bool:
    """Whether no result from a step on is another."""
    return all(
        same_result(left, right)
        for place, old, new in _steps(before, after)
        if place >= since
        for left, right in zip(old, new, strict=False)
    )


def value_changes(
    before: Trajectory, after: Trajectory, since: tuple[int, int], until: tuple[int, int] | None = None
) -> ValueChanges:
    """The values in the results that are others from a step on, before another where that is given."""
    found = ValueChanges()
    for place, old, new in _steps(before, after):
        if until is not None and place >= until:
            break
        for left, right in zip(old, new, strict=False):
            if place < since or same_result(left, right):
                found.keep(left.value)
            else:
                found.note(left.value, right.value)
    return found


def result_edits(before: Trajectory, after: Trajectory, since: tuple[int, int]) -> Iterator[Edit]:
    """Each result from a step on that is another, before and after; long ones by their beginnings."""
    for place, old, new in _steps(before, after):
        for number, (left, right) in enumerate(zip(old, new, strict=False)):
            if place >= since and not same_result(left, right):
                yield Edit(
                    turn=place[0],
                    step=place[1],
                    call=number,
                    what="result",
                    before=_brief(left),
                    after=_brief(right),
                    why="it was executed again",
                )


def _brief(result: Result) -> Json:
    return result.value if len(result.shown) <= _BRIEF else f"{result.shown[:_BRIEF]}..."


def other_fates(before: Trajectory, after: Trajectory, since: tuple[int, int]) -> Iterator[str]:
    """Calls from a step on that failed before and do not now, or the other way round, or were not reached."""
    for place, old, new in _steps(before, after):
        calls = after.turns[place[0]].steps[place[1]].calls
        if place >= since and len(new) < len(calls):
            yield f"turn {place[0]}, step {place[1]}: {calls[len(new)].name} was not reached"
        for number, right in enumerate(new):
            left = old[number] if number < len(old) else Result(value=None)  # never executed: it should not fail
            if place >= since and is_error(left) != is_error(right):
                fate = f"fails: {right.shown[:120]}" if is_error(right) else "no longer fails"
                yield f"turn {place[0]}, step {place[1]}: {calls[number].name} {fate}"


def _steps(
    before: Trajectory, after: Trajectory
) -> Iterator[tuple[tuple[int, int], tuple[Result, ...], tuple[Result, ...]]]:
    for number, (old, new) in enumerate(zip(before.turns, after.turns, strict=True)):
        for position, (left, right) in enumerate(zip(old.steps, new.steps, strict=True)):
            yield (number, position), left.results, right.results
