"""The numbers of an evaluation as a reader wants them: shares, ranks and what the models did, in the order of ranks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.verdicts import NO_MODEL, Evaluation, Summary, Verdict
from eigendata_assets.evaluation.ranking import ALL

_IN_A_TURN = re.compile(r"turn \d+: ")


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    count: int
    of: int

    @property
    def percent(self) -> float:
        """0 to 100; 0 where there is nothing to count."""
        return 100 * self.count / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.percent:.1f} %" if self.of else "-"


@dataclass(frozen=True, slots=True)
class Standing:
    """One model in one category, or in all; `llm_judge` and `all_three` say `no model` where none has judged."""

    model: str
    category: str
    entries: int
    official: Share
    config_match: Share
    key_function: Share
    config_func: Share
    llm_judge: str
    all_three: str
    disagreements: int
    rank_official: int
    rank_outcome: int

    @property
    def rank_change(self) -> str:
        """How many places the outcome lifts or lowers the model."""
        change = self.rank_official - self.rank_outcome
        return "=" if not change else f"{'▲' if change > 0 else '▼'} {abs(change)}"


@dataclass(frozen=True, slots=True)
class Activity:
    """What one model did; `idle_entries` have calls in a turn in which the reference makes none."""

    model: str
    calls: int
    failed_calls: int
    idle_entries: int
    unreadable_entries: int
    unreadable_answers_and_calls: int

    @property
    def counts(self) -> tuple[int, ...]:
        """All numbers, in the order of the fields."""
        lost = self.unreadable_entries, self.unreadable_answers_and_calls
        return self.calls, self.failed_calls, self.idle_entries, *lost


def standings(evaluation: Evaluation) -> tuple[Standing, ...]:
    """Every model over all categories, the best outcome first."""
    return tuple(standing for standing in _standings(evaluation) if standing.category == ALL)


def standings_by_category(evaluation: Evaluation) -> dict[str, tuple[Standing, ...]]:
    """Category to models, the best outcome first; without the sum over all categories."""
    found: dict[str, list[Standing]] = {}
    for standing in _standings(evaluation):
        if standing.category != ALL:
            found.setdefault(standing.category, []).append(standing)
    return {category: tuple(group) for category, group in found.items()}


def panels(evaluation: Evaluation) -> dict[str, tuple[Standing, ...]]:
    """What a picture shows: all entries, then each category, the models in the same order everywhere."""
    overall = standings(evaluation)
    place = {standing.model: number for number, standing in enumerate(overall)}
    found = {"all entries": overall}
    for category, group in standings_by_category(evaluation).items():
        found[category] = tuple(sorted(group, key=lambda standing: place.get(standing.model, 0)))
    return found


def _standings(evaluation: Evaluation) -> list[Standing]:
    judged: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in evaluation.entries:
        judged.setdefault((verdict.model, verdict.category), []).append(verdict)
        judged.setdefault((verdict.model, ALL), []).append(verdict)
    rows = [_standing(row, judged.get((row.model, row.category), [])) for row in evaluation.summary]
    return sorted(rows, key=lambda row: (row.rank_outcome, row.rank_official, row.model))


def _standing(row: Summary, verdicts: Sequence[Verdict]) -> Standing:
    return Standing(
        model=row.model,
        category=row.category,
        entries=row.entries,
        official=Share(row.official, row.entries),
        config_match=Share(row.config_match, row.entries),
        key_function=Share(row.key_function, row.entries),
        config_func=Share(row.config_func, row.entries),
        llm_judge=_judged(each.llm_judge for each in verdicts),
        all_three=_judged(each.all_three for each in verdicts),
        disagreements=row.disagreements,
        rank_official=row.rank_official,
        rank_outcome=row.rank_outcome,
    )


def _judged(values: Iterable[bool | Literal["no model"]]) -> str:
    """The share of those that a model has judged; says how many where it did not judge all."""
    found = list(values)
    flags = [value for value in found if isinstance(value, bool)]
    share = str(Share(sum(flags), len(flags)))
    return NO_MODEL if not flags else share if len(flags) == len(found) else f"{share} of {len(flags)}"


def activities(evaluation: Evaluation) -> tuple[Activity, ...]:
    """What the models did, in the order of their ranks."""
    groups: dict[str, list[Verdict]] = {standing.model: [] for standing in standings(evaluation)}
    for verdict in evaluation.entries:
        groups.setdefault(verdict.model, []).append(verdict)
    lost: dict[str, list[bool]] = {model: [] for model in groups}
    judged = {f"{each.model}: {each.id}: ": each.model for each in evaluation.entries}
    for line in evaluation.unreadable:
        if start := _judged_start(line, judged):
            lost[judged[start]].append(_IN_A_TURN.match(line, len(start)) is not None)
    return tuple(_activity(model, group, lost[model]) for model, group in groups.items())


def _judged_start(line: str, judged: Collection[str]) -> str:
    """Model and entry that a line begins with, whatever colons their names hold; empty where they were not judged."""
    longest = max(map(len, judged), default=0)
    starts = (line[: each.end()] for each in re.finditer(": ", line[:longest]))
    return max((start for start in starts if start in judged), key=len, default="")


def _activity(model: str, group: Sequence[Verdict], lost_in_a_turn: Sequence[bool]) -> Activity:
    return Activity(
        model=model,
        calls=sum(each.calls for each in group),
        failed_calls=sum(each.failed_calls for each in group),
        idle_entries=sum(bool(each.idle_turns_with_calls) for each in group),
        unreadable_entries=lost_in_a_turn.count(False),
        unreadable_answers_and_calls=lost_in_a_turn.count(True),
    )


def uneven(evaluation: Evaluation) -> bool:
    """Whether models were judged on different entries, so that the ranks over all entries compare unlike sets."""
    entries: dict[str, set[str]] = {}
    for verdict in evaluation.entries:
        entries.setdefault(verdict.model, set()).add(verdict.id)
    return len({frozenset(ids) for ids in entries.values()}) > 1
