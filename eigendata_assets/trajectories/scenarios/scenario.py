"""RandomPoolAgent (EigenData 3.4) without a model: scenarios of a declared space, in exact shares of kinds.

The space is sampled without replacement, and every scenario is a function of seed, place and attempt alone: dialogues
can be made in any order, by any number of processes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from math import ceil
from random import Random
from typing import Any, get_args

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.scenarios.dimensions import (
    MULTI_TASK,
    Aim,
    Background,
    Channel,
    Difficulty,
    Experience,
    Ground,
    Link,
    Mood,
    Shape,
    Tactic,
    Way,
)
from eigendata_assets.trajectories.scenarios.dimensions import Kind as Kind
from eigendata_assets.trajectories.scenarios.region import (
    MOST_REGIONS,
    Region,
    next_coprime,
    regions,
)
from eigendata_assets.trajectories.scenarios.turns import Turns

KINDS: tuple[Kind, ...] = get_args(Kind)

SHARES: Mapping[Kind, float] = {
    "single_turn_single_task": 17, "multi_turn_single_task": 15, "single_turn_multi_task": 9,
    "multi_turn_multi_task": 9, "parallel_calls": 6, "no_suitable_tool": 4, "missing_parameter": 7,
    "invalid_value": 5, "wrong_premise": 5, "against_policy": 5, "tools_added": 4, "self_correction": 4,
    "chained_tasks": 3, "recovery": 4, "deception": 3,
}  # fmt: skip
"""The shares of kinds where none are asked for."""

_TRIES = 3
"""So often a scenario is tried with other draws before the next one takes its place."""

_ALIKE: tuple[Kind, ...] = (
    "single_turn_single_task", "multi_turn_single_task", "no_suitable_tool", "missing_parameter", "invalid_value",
    "tools_added", "self_correction",
)  # fmt: skip
"""Kinds whose dialogues about one tool have the same calls: they share what different ones there are."""

_SHAPES: Mapping[Difficulty, Shape] = {"easy": Shape(most_depth=2), "medium": Shape(), "hard": Shape(least_depth=3)}
_TASKS: Mapping[Difficulty, Shape] = {
    "easy": Shape(goals=2), "medium": Shape(goals=2, least_writes=1), "hard": Shape(goals=3, least_writes=2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scenario:
    """What one dialogue is to be, and the seed of all further draws.

    `goal` is the tool of the first task, `companion` that of the second one, or of the one that enables the first.
    `edge_case` names the label of a row that the dialogue is about. `turn` is the how manieth about its goal it is: it
    differs between dialogues of a run, of whatever kind. What each dimension does is said in `dimensions.py`.
    """

    index: int
    attempt: int
    kind: Kind
    goal: str
    experience: Experience
    mood: Mood
    background: Background
    channel: Channel
    seed: str
    difficulty: Difficulty = "medium"
    aim: Aim = "sequential_decision"
    edge_case: str = ""
    tactic: Tactic = ""
    way: Way = ""
    link: Link = ""
    companion: str = ""
    turn: int = 0

    @property
    def shape(self) -> Shape:
        """What the graph has to have."""
        if self.kind == "parallel_calls":
            return Shape(goals=2)
        return _TASKS[self.difficulty] if self.kind in MULTI_TASK else _SHAPES[self.difficulty]

    @property
    def says_keys(self) -> bool:
        """Whether the user knows the numbers of his own things; what is hard, or has limits, has to be looked up."""
        if self.experience != "expert" or self.aim == "several_constraints":
            return False
        return self.difficulty != "hard" or self.kind in MULTI_TASK

    def details(self) -> dict[str, Json]:
        """The scenario in full, as provenance keeps it."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True)
class Space:
    """All scenarios of a run, in the shares asked for, over the tools of a domain."""

    seed: int
    kinds: tuple[Kind, ...]
    ground: Ground

    def scenario(self, index: int, attempt: int) -> Scenario:
        """The scenario at a place; no other place is ever given the same one, until all of its kind were given.

        The first attempts try the same scenario. Where none leads to a dialogue, the next ones take a scenario from
        behind all that the places of the kind begin with.
        """
        kind = self.kinds[index]
        number = self._ranks[index] + attempt // _TRIES * self._strides[kind]
        goal, round_ = self._turns[kind].at(number)
        region, place = self._region_turns[kind, goal].at(round_ + self._goals[kind].index(goal))
        point = self._regions[kind, goal][region].at(place)
        return Scenario(
            index, attempt, kind, goal, seed=f"{self.seed} {index} {attempt}",
            turn=round_ * len(KINDS) + KINDS.index(kind), **_fields(point),
        )  # fmt: skip

    @cached_property
    def _ranks(self) -> list[int]:
        """The how manieth of its kind each place is."""
        counts = dict.fromkeys(KINDS, 0)
        ranks = []
        for kind in self.kinds:
            ranks.append(counts[kind])
            counts[kind] += 1
        return ranks

    @cached_property
    def _strides(self) -> dict[Kind, int]:
        """How far the next scenario of a place is: past those of all places, at another goal and in another region."""
        return {
            kind: next_coprime(number, len(self._goals[kind]) * MOST_REGIONS) for kind, number in self._counts.items()
        }

    @cached_property
    def _turns(self) -> dict[Kind, Turns[str]]:
        """Which goal's turn it is; one of which there are few different calls drops out after as many dialogues."""
        return {
            kind: Turns(tuple(goals), self._most(kind, self.ground.choices, goals))
            for kind, goals in self._goals.items()
        }

    @cached_property
    def _region_turns(self) -> dict[tuple[Kind, str], Turns[int]]:
        """Which region's turn it is; that of edge cases drops out likewise."""
        found: dict[tuple[Kind, str], Turns[int]] = {}
        for (kind, goal), some in self._regions.items():
            most = self._most(kind, self.ground.cases, [goal])
            of_cases = [number for number, region in enumerate(some) if region.is_of_edge_cases]
            found[kind, goal] = Turns(tuple(range(len(some))), {number: most[goal] for number in of_cases if most})
        return found

    def _most(self, kind: Kind, choices: Mapping[str, int], goals: Iterable[str]) -> dict[str, int]:
        """How many dialogues of a kind there are of goals: its share of the different calls."""
        if kind not in _ALIKE:
            return {}
        share = self._counts[kind] / sum(self._counts[each] for each in _ALIKE)
        return {goal: ceil(share * choices[goal]) for goal in goals if goal in choices}

    @cached_property
    def _counts(self) -> Counter[Kind]:
        return Counter(self.kinds)

    @cached_property
    def _goals(self) -> dict[Kind, list[str]]:
        found: dict[Kind, list[str]] = {}
        for kind in sorted(set(self.kinds)):
            found[kind] = [goal for goal in self.ground.goals(kind) if regions("", kind, goal, self.ground)]
            Random(f"{self.seed} {kind}").shuffle(found[kind])  # noqa: S311 - draws that can be repeated, no secrets
        return found

    @cached_property
    def _regions(self) -> dict[tuple[Kind, str], tuple[Region, ...]]:
        return {
            (kind, goal): regions(str(self.seed), kind, goal, self.ground)
            for kind, goals in self._goals.items()
            for goal in goals
        }


def _fields(point: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a scenario for a point; some values name a tool or a label behind a colon."""
    found: dict[str, str] = dict(point)
    if "aim" in point:
        found["aim"], _, found["edge_case"] = point["aim"].partition(":")
    if "way" in point:
        found["way"], _, found["companion"] = point["way"].partition(":")
    if "companion" in point:
        found["link"], _, found["companion"] = point["companion"].partition(":")
    return found


def space(seed: int, count: int, ground: Ground, shares: Mapping[Kind, float] | None = None) -> Space:
    """The scenarios of a run, kinds shuffled over the places.

    Without `shares`, kinds that no tool of the domain suits are left out; RequestError where they were asked for.
    """
    if shares is None:
        shares = {kind: share for kind, share in SHARES.items() if ground.goals(kind)}
    counts = exact_counts(count, shares)
    unsuited = [kind for kind, number in counts.items() if number and not ground.goals(kind)]
    if unsuited:
        raise RequestError(f"no tool suits the kind {unsuited[0]}", hint="Leave it out of --kinds.")
    kinds = [kind for kind, number in counts.items() for _ in range(number)]
    Random(f"{seed} space").shuffle(kinds)  # noqa: S311
    return Space(seed, tuple(kinds), ground)


def exact_counts(count: int, shares: Mapping[Kind, float]) -> dict[Kind, int]:
    """How many of each kind, `count` in all: the share rounded down, and one more for the largest remainders."""
    total = sum(shares.values())
    exact = {kind: count * share / total for kind, share in shares.items()}
    counts = {kind: int(number) for kind, number in exact.items()}
    by_remainder = sorted(exact, key=lambda kind: (counts[kind] - exact[kind], KINDS.index(kind)))
    for kind in by_remainder[: count - sum(counts.values())]:
        counts[kind] += 1
    return counts


def read_shares(text: str) -> dict[Kind, float]:
    """The shares in `kind=share,kind=share`; raises RequestError naming the part that is none."""
    found: dict[Kind, float] = {}
    for part in filter(None, map(str.strip, text.split(","))):
        name, _, share = part.partition("=")
        kind = next((each for each in KINDS if each == name.strip()), None)
        if kind is None or not share.strip().replace(".", "", 1).isdigit():
            raise RequestError(f"{part!r} is not KIND=SHARE", hint=f"Kinds: {', '.join(KINDS)}.")
        found[kind] = float(share)
    if not any(found.values()):
        raise RequestError("no kind has a share", hint="Write for example single_turn_single_task=1.")
    return found
