"""Goals, or regions of scenarios, taking turns, some of them only so many times."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

T = TypeVar("T", str, int)


@dataclass(frozen=True)
class Turns(Generic[T]):
    """Each comes once in a round; those of which there are at `most` so many drop out then, as long as any are left.

    Where none are left, it begins anew.
    """

    all: tuple[T, ...]
    most: Mapping[T, int] = field(default_factory=dict)

    def at(self, number: int) -> tuple[T, int]:
        """Whose turn it is at a place from 0 on, and the how manieth of its turns that is, from 0 on."""
        again, rest = divmod(number, self._total) if self._total else (0, number)
        stage = bisect_right(self._stages, rest, key=lambda stage: stage[0]) - 1
        start, first, some = self._stages[stage]
        rounds, place = divmod(rest - start, len(some))
        return some[place], again * self.most.get(some[place], 0) + first + rounds

    @cached_property
    def _total(self) -> int:
        """How many turns there are before it begins anew; 0 where it never does."""
        return sum(self.most.values()) if len(self.most) == len(self.all) else 0

    @cached_property
    def _stages(self) -> list[tuple[int, int, tuple[T, ...]]]:
        """The number at which the same ones begin to take turns, the round, and who they are."""
        stages: list[tuple[int, int, tuple[T, ...]]] = []
        start = first = 0
        for last in [*sorted(set(self.most.values())), None]:
            active = tuple(each for each in self.all if last is None or self.most.get(each, last) >= last)
            if last is None:
                active = tuple(each for each in active if each not in self.most)
            if active and last != first:
                stages.append((start, first, active))
            if last is not None:
                start, first = start + (last - first) * len(active), last
        return stages
