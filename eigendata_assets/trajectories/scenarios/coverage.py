"""What a dataset was to cover, and what of it is covered (GenesisFunc's memory and sample agents, measured)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import get_args

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.scenarios.dimensions import (
    Aim,
    Background,
    Channel,
    Difficulty,
    Experience,
    Ground,
    Mood,
    Tactic,
    Way,
)

_OF_ONE_PLACE = frozenset({"index", "attempt", "seed", "turn"})
_DIMENSIONS = {
    "experience": Experience, "mood": Mood, "background": Background, "channel": Channel, "difficulty": Difficulty,
    "aim": Aim, "tactic": Tactic, "way": Way,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to cover: how many there are of it, how many are covered, how often the rarest is, which are not."""

    what: str
    wanted: int
    reached: int
    rarest: int
    missing: tuple[str, ...]


@dataclass(slots=True)
class Covered:
    """What some dialogues cover; `repeats` counts scenarios that were there before, places and seeds aside."""

    ground: Ground
    dialogues: int = 0
    repeats: int = 0
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    _seen: set[tuple[Json, ...]] = field(default_factory=set)
    _counts: dict[str, Counter[str]] = field(default_factory=dict)

    def add(self, trajectories: Iterable[Trajectory]) -> None:
        """Counts dialogues by their scenarios and calls."""
        for trajectory in trajectories:
            scenario: dict[str, Json] = trajectory.provenance.details["scenario"]
            point = tuple(value for name, value in scenario.items() if name not in _OF_ONE_PLACE)
            self.dialogues += 1
            self.repeats += point in self._seen
            self._seen.add(point)
            self.pairs.update(pairwise(call.name for call in trajectory.calls))
            self._counted("tool", {call.name for call in trajectory.calls})
            self._counted("kind", {trajectory.category})
            self._counted("edge_case", {scenario["edge_case"]})
            for name in _DIMENSIONS:
                self._counted(name, {scenario[name]})

    def targets(self, kinds: Iterable[str]) -> Iterator[Target]:
        """What was to be covered by dialogues of these kinds: tools, kinds, labels, the values of every dimension."""
        labels = {label for some in self.ground.labels.values() for label in some}
        yield self._target("tool", self.ground.tools)
        yield self._target("kind", sorted(set(kinds)))
        yield self._target("edge_case", sorted(labels))
        for name, values in _DIMENSIONS.items():
            yield self._target(name, [value for value in get_args(values) if value])

    def _counted(self, what: str, values: set[str]) -> None:
        self._counts.setdefault(what, Counter()).update(values)

    def _target(self, what: str, values: Iterable[str]) -> Target:
        counts: Mapping[str, int] = self._counts.get(what, Counter())
        wanted = list(values)
        reached = {value: counts[value] for value in wanted if counts.get(value)}
        missing = tuple(value for value in wanted if value not in reached)
        return Target(what, len(wanted), len(reached), min(reached.values(), default=0), missing)
