"""The entries on which the official check and the outcome disagree, as a reader is shown them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.verdicts import Evaluation, StateChange, Verdict
from eigendata_assets.evaluation.ranking import disagrees
from eigendata_assets.reports.text import compared, one_line

_CHANGES = 5
_CALLS = 6
_REASON = 400


@dataclass(frozen=True, slots=True)
class Change:
    """One place of the state, and its value in the reference and with the model."""

    place: str
    reference: str
    model: str


@dataclass(frozen=True, slots=True)
class Diff:
    """A state diff: its first changes, and how many more there are."""

    title: str
    changes: tuple[Change, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One entry of one model; every text is on one line and of bounded length."""

    id: str
    category: str
    model: str
    official: bool
    error: str
    reason: str
    missing_calls: tuple[str, ...]
    diffs: tuple[Diff, ...]

    @property
    def differences(self) -> int:
        """How many places of the state differ."""
        return sum(len(diff.changes) + diff.more for diff in self.diffs)


@dataclass(frozen=True, slots=True)
class Listing:
    """The disagreements of one model that are listed, evenly spread where they are too many, out of `found`."""

    model: str
    found: int
    listed: tuple[Disagreement, ...]

    @property
    def more(self) -> int:
        """How many are only in the JSON."""
        return self.found - len(self.listed)


def listings(evaluation: Evaluation, at_most: int, per_model: int = 20) -> tuple[Listing, ...]:
    """The disagreements of every model that has some.

    All models together list about `at_most`, so that a report stays small; no model lists fewer than `per_model` of
    those it has.
    """
    groups: dict[str, list[Verdict]] = {}
    for verdict in filter(disagrees, evaluation.entries):
        groups.setdefault(verdict.model, []).append(verdict)
    cap = max(per_model, at_most // max(1, len(groups)))
    return tuple(
        Listing(model, len(group), tuple(map(_disagreement, _spread(group, cap)))) for model, group in groups.items()
    )


def _spread(group: Sequence[Verdict], most: int) -> list[Verdict]:
    """At most so many, at even distances, so that every category keeps its part."""
    if len(group) <= most:
        return list(group)
    return [group[number * len(group) // most] for number in range(most)]


def _disagreement(verdict: Verdict) -> Disagreement:
    turn = "" if verdict.official_turn is None else f" (turn {verdict.official_turn})"
    diffs = (
        _diff(f"State where the official check gave up{turn}", verdict.official_diff),
        _diff("Final state", verdict.state_diff),
    )
    return Disagreement(
        id=one_line(verdict.id, 120),
        category=one_line(verdict.category, 80),
        model=one_line(verdict.model, 80),
        official=verdict.official,
        error=one_line(verdict.official_error or "", 80),
        reason=one_line(verdict.reason, _REASON),
        missing_calls=tuple(one_line(call, 200) for call in verdict.missing_calls[:_CALLS]),
        diffs=tuple(diff for diff in diffs if diff.changes),
    )


def _diff(title: str, changes: Sequence[StateChange]) -> Diff:
    return Diff(title, tuple(map(_change, changes[:_CHANGES])), max(0, len(changes) - _CHANGES))


def _change(change: StateChange) -> Change:
    place = ".".join(part for part in (change.table, change.key, change.field) if part)
    return Change(one_line(place, 120), *compared(change.before, change.after))
