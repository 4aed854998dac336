"""Samples made by rule: the strategy is the weights of what scenarios choose from; what is dropped are failures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.pilot import SampleFailure, Strategy
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.trajectories.generating import Wanted, open_generation
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.pilot.tuning import KIND, USUAL, strategy_of, tuned, weights_of
from eigendata_assets.trajectories.scenarios.scenario import KEYS, KINDS, SHARES, Kind, Scenario

NEVER_DRAFTED = frozenset(
    {
        "no graph was found",
        "the graph has nothing that the kind is about",
        "the same calls are in another dialogue",
    }
)
"""Why a scenario was passed over before there was a dialogue: searching, not failing."""


@dataclass(frozen=True, slots=True)
class RulesMaker:
    """Makes dialogues of a generated domain by rule; samples of the same places and strategy are the same."""

    store: DomainStore
    domain: Domain
    knowledge: Knowledge
    sandbox: Sandbox
    seed_number: int = 0
    shares: Mapping[Kind, float] = field(default_factory=lambda: SHARES)

    def seed(self) -> Strategy:
        """The shares of kinds, and the usual weights of all other choices."""
        return strategy_of({KIND: {str(kind): share for kind, share in self.shares.items()}, **USUAL})

    async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
        """A dialogue for each place, and a failed sample for each draft that was dropped on the way."""
        return await asyncio.to_thread(lambda: list(self._made(strategy, places)))

    def _made(self, strategy: Strategy, places: Sequence[int]) -> Iterator[Sample]:
        generation = self._generation(strategy, places)
        for kind in dict.fromkeys(generation.space.kinds):
            indices = [index for index, each in enumerate(generation.space.kinds) if each == kind]
            generation.dropped.clear()
            made = list(generation.make(indices))
            for index, each in zip(indices, made, strict=True):
                labels = labels_of(each.trajectory.provenance.details["scenario"])
                yield Sample(places[index], each.trajectory.id, each, labels=labels)
            yield from failed_drafts(generation.dropped, places[indices[0]], kind)

    def _generation(self, strategy: Strategy, places: Sequence[int]) -> Generation:
        """A generation for these places alone, whose draws follow from the seed and the places."""
        weights = weights_of(strategy)[KIND]
        shares = {kind: weights[kind] for kind in KINDS if kind in weights}
        seed = int(canonical_hash([self.seed_number, list(places)])[:12], 16)
        wanted = Wanted(len(places), seed, shares, rules=tuned(strategy))
        return open_generation(self.store, self.knowledge, self.domain, wanted, self.sandbox)


def labels_of(details: Mapping[str, Json]) -> dict[str, str]:
    """What a scenario has chosen, of all that can be tuned; who knows keys, said or following from who he is."""
    scenario = Scenario(**details)
    chosen = {name: str(details[name]) for name in (KIND, *USUAL) if details.get(name)}
    return chosen | {KEYS: "told" if scenario.says_keys else "looked_up"}


def failed_drafts(dropped: Mapping[str, int], place: int, kind: str = "") -> Iterator[Sample]:
    """A failed sample for each draft that was dropped; what was passed over in searching has not failed."""
    about = f"a dialogue of the kind {kind}" if kind else "a dialogue"
    for why, times in dropped.items():
        failure = SampleFailure(code=why, message=f"{about}: {why}")
        for number in range(times if why not in NEVER_DRAFTED else 0):
            yield Sample(place, f"{kind} {why} {number}".strip(), None, (failure,), {KIND: kind} if kind else {})
