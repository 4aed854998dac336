"""Samples made by rule: the strategy is the shares of kinds, and what the generator drops are failures."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.pilot import SampleFailure, Strategy
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.trajectories.generating import Wanted, open_generation
from eigendata_assets.trajectories.generation import Generation
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.pilot.tuning import strategy_of, weights_of
from eigendata_assets.trajectories.possible_kinds import possible_shares
from eigendata_assets.trajectories.scenarios.scenario import Kind

KIND = "kind"

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
    shares: Mapping[Kind, float] | None = None

    def seed(self) -> Strategy:
        """The shares asked for, else those of the generator."""
        shares = possible_shares(self.knowledge, self.seed_number, self.shares)
        return strategy_of({KIND: {str(kind): share for kind, share in shares.items()}})

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
                yield Sample(places[index], each.trajectory.id, each, labels={KIND: kind})
            for why, times in generation.dropped.items():
                failure = SampleFailure(code=why, message=f"a dialogue of the kind {kind}: {why}")
                for number in range(times if why not in NEVER_DRAFTED else 0):
                    name = f"{kind} {why} {number}"
                    yield Sample(places[indices[0]], name, None, (failure,), {KIND: kind})

    def _generation(self, strategy: Strategy, places: Sequence[int]) -> Generation:
        """A generation for these places alone, whose draws follow from the seed and the places."""
        shares = {cast("Kind", kind): share for kind, share in weights_of(strategy)[KIND].items()}
        seed = int(canonical_hash([self.seed_number, list(places)])[:12], 16)
        wanted = Wanted(len(places), seed, shares)
        return open_generation(self.store, self.knowledge, self.domain, wanted, self.sandbox)
