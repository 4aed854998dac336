"""All scenarios of one kind about one tool, as a product of dimensions that is walked through without replacement."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd, prod
from typing import get_args

from eigendata_assets.trajectories.scenarios.dimensions import (
    MULTI_TASK,
    Background,
    Channel,
    Difficulty,
    Experience,
    Ground,
    Kind,
    Mood,
    Tactic,
)

Axis = tuple[str, tuple[str, ...]]
"""A dimension and its values."""

MOST_REGIONS = 6
"""A multiple of all numbers of regions that a kind has."""

_GOLDEN = 0.6180339887

_WHO: tuple[Axis, ...] = (
    ("experience", get_args(Experience)),
    ("mood", get_args(Mood)),
    ("background", get_args(Background)),
    ("channel", get_args(Channel)),
)


@dataclass(frozen=True)
class Region:
    """A product of dimensions; `at(0)`, `at(1)`, ... are all its points, each once, before any comes again.

    The walk goes around the product in equal strides. A stride has no common divisor with the size, so that it meets
    every point; for the same reason the first dimensions, together, take all their combinations in turn: coverage of
    what stands in front is even from the beginning.
    """

    seed: str
    axes: tuple[Axis, ...]

    @cached_property
    def size(self) -> int:
        """How many points there are; 0 where a dimension has no values."""
        return prod(len(values) for _, values in self.axes)

    @property
    def is_of_edge_cases(self) -> bool:
        """Whether its scenarios are about labelled rows."""
        return any(name == "aim" and value.startswith("edge_case:") for name, values in self.axes for value in values)

    def at(self, number: int) -> dict[str, str]:
        """The point that the walk meets at this place, as dimension to value."""
        rest = (self._start + number * self._stride) % self.size
        point = {}
        for name, values in self.axes:
            rest, place = divmod(rest, len(values))
            point[name] = values[place]
        return point

    @cached_property
    def _start(self) -> int:
        return int.from_bytes(hashlib.blake2b(self.seed.encode(), digest_size=8).digest())

    @cached_property
    def _stride(self) -> int:
        return next_coprime(max(1, round(self.size * _GOLDEN)), self.size)


def next_coprime(number: int, other: int) -> int:
    """The smallest number from this one on that has no divisor in common with the other."""
    while gcd(number, other) != 1:
        number += 1
    return number


def regions(seed: str, kind: Kind, goal: str, ground: Ground) -> tuple[Region, ...]:
    """The declared scenarios of a kind about a tool, in regions that have no point in common and take turns.

    In each of them, what decides the calls stands before who asks.
    """
    some = (
        Region(f"{seed} {kind} {goal} {number}", (*what, *_WHO))
        for number, what in enumerate(_what(kind, goal, ground))
    )
    return tuple(each for each in some if each.size)


def _what(kind: Kind, goal: str, ground: Ground) -> list[tuple[Axis, ...]]:
    """The first dimensions of each region."""
    labels = ground.labels if kind == "against_policy" else ground.fitting
    edge_cases: Axis = ("aim", tuple(f"edge_case:{label}" for label in labels.get(goal, ())))
    if kind in MULTI_TASK:
        return _tasks(kind, goal, ground)
    if kind == "recovery":
        return [(("way", ground.ways.get(goal, ())),)]
    if kind == "deception":
        tactics: Axis = ("tactic", get_args(Tactic)[1:])
        return [(("aim", ("deception_detection",)), tactics)]
    difficulty: Axis = ("difficulty", ground.difficulties.get(goal, ("medium",)))
    has_limits = goal in ground.limited and kind in ("single_turn_single_task", "multi_turn_single_task")
    aims = ("sequential_decision", "several_constraints") if has_limits else ("sequential_decision",)
    return [*((("aim", (aim,)), difficulty) for aim in aims), (edge_cases, difficulty)]


def _tasks(kind: Kind, goal: str, ground: Ground) -> list[tuple[Axis, ...]]:
    """Companions of a goal that only look, and those that change something; or those that take what it makes."""
    difficulties: Axis = ("difficulty", get_args(Difficulty))
    if kind == "chained_tasks":
        return [(("companion", _linked("feeds", ground.feeding.get(goal, ()))), difficulties)]
    readers = [tool for tool in ground.tools if tool not in ground.writes]
    if kind == "parallel_calls":
        return [(("companion", _linked("same_person", readers)),)]
    others = (
        [tool for tool in readers if tool != goal],
        [tool for tool in ground.tools if tool in ground.writes and tool != goal],
    )
    return [
        (("companion", _linked("same_person", some)), _difficulties(goal in ground.writes, some, ground))
        for some in others
    ]


def _difficulties(goal_writes: bool, companions: Sequence[str], ground: Ground) -> Axis:
    """Two tasks that only look are easy; where one of them changes something, there may be more of both."""
    easy, *harder = get_args(Difficulty)
    if goal_writes:
        return "difficulty", (easy, *harder)
    return "difficulty", tuple(harder) if ground.writes.issuperset(companions) else (easy,)


def _linked(link: str, tools: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{link}:{tool}" for tool in tools)
