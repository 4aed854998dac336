"""Which kinds of dialogues a domain gives at all, tried before a dataset is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from random import Random

from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.dialogues.script import Script
from eigendata_assets.trajectories.dialogues.wording import Voice
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.graphs.composing import compose, learn_what_reads_give
from eigendata_assets.trajectories.graphs.ground import ground_of
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.dimensions import Ground
from eigendata_assets.trajectories.scenarios.scenario import KINDS, SHARES, Kind, Space, goals_of

_TRIALS = 120
"""So many scenarios of a kind are tried before it counts as one that the domain does not give."""


def possible_shares(knowledge: Knowledge, seed: int, shares: Mapping[Kind, float] | None) -> dict[Kind, float]:
    """The shares asked for; where none are, the usual ones of the kinds of which the domain gives dialogues.

    What the other kinds would have had goes to these, in proportion. Raises RequestError where there is none.
    """
    if shares is not None:
        return dict(shares)
    gives = learn_what_reads_give(knowledge, seed)
    ground = ground_of(knowledge, gives)
    found = {kind: share for kind, share in SHARES.items() if _is_given(knowledge, gives, ground, kind, seed)}
    if not found:
        raise RequestError(f"{knowledge.domain.name} gives no dialogues", hint="No call of its tools succeeds.")
    return found


def possible(knowledge: Knowledge, wanted: Wanted) -> Wanted:
    """The same with the shares that are possible."""
    return replace(wanted, shares=possible_shares(knowledge, wanted.seed, wanted.shares))


def not_given(given: Iterable[str]) -> tuple[str, ...]:
    """The kinds that are not given."""
    known = set(given)
    return tuple(kind for kind in KINDS if kind not in known)


def _is_given(
    knowledge: Knowledge, gives: Mapping[str, tuple[str, ...]], ground: Ground, kind: Kind, seed: int
) -> bool:
    """Whether a scenario of the kind leads to a graph and to words for it."""
    if not goals_of(kind, ground):
        return False
    space = Space(seed, (kind,), ground)
    return any(_leads_somewhere(knowledge, gives, space, attempt) for attempt in range(_TRIALS))


def _leads_somewhere(knowledge: Knowledge, gives: Mapping[str, tuple[str, ...]], space: Space, attempt: int) -> bool:
    scenario = space.scenario(0, attempt)
    graph = compose(knowledge, gives, scenario)
    if graph is None:
        return False
    voice = Voice(Random(f"{scenario.seed} words"))  # noqa: S311 - draws that can be repeated, no secrets
    return Script(knowledge, graph, scenario, voice).beats() is not None
