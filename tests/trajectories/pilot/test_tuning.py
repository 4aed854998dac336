"""Tuning by rule: weights follow what leaving out would do to a missed criterion."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.pilot import Criterion, Pilot, Strategy
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.piloting import run_pilot
from eigendata_assets.trajectories.pilot.samples import Sample
from eigendata_assets.trajectories.pilot.tuning import (
    Effect,
    WeightTuner,
    reweighted,
    strategy_of,
    weights_of,
)
from tests.trajectories.pilot.rooms import accepted, refused
from tests.trajectories.quality.dialogues import TOOLS

SEED = strategy_of({"kind": {"easy": 2, "hard": 2}})
CRITERIA = (Criterion(name="accepted", at_least=0.85),)


class Weighted:
    """Hard scenarios come to nothing; how many there are follows their weight."""

    def seed(self) -> Strategy:
        return SEED

    async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
        weights = weights_of(strategy)["kind"]
        hard = round(len(places) * weights["hard"] / sum(weights.values()))
        return [self._sample(place, place < hard) for place in places]

    def _sample(self, place: int, is_hard: bool) -> Sample:
        if is_hard:
            return Sample(place, f"s{place}", None, refused(place).failures, {"kind": "hard"})
        return accepted(place, "A room, please.", kind="easy")


def piloted(rounds: int) -> Pilot:
    judge = DialogueJudge(CRITERIA, TOOLS, Offline())
    return asyncio.run(run_pilot(Weighted(), judge, WeightTuner(judge), range(12), begin=SEED, rounds=rounds))


def test_what_lowers_a_missed_criterion_gets_less_weight_until_it_holds() -> None:
    pilot = piloted(6)
    assert [each.values["accepted"] for each in pilot.rounds] == [0.5, 0.6667, 0.8333, 0.9167]
    assert pilot.holds
    weights = weights_of(pilot.strategy)["kind"]
    assert weights["hard"] < weights["easy"]


def test_a_weight_says_its_parent_and_the_effect_it_was_changed_for() -> None:
    first, second = piloted(2).strategies
    (changed,) = second.prompts
    assert changed.parent == first.prompt("kind").version
    assert changed.reason == "accepted would be 0.50 lower without easy"
    assert changed.made_by == "rule"


def test_what_raises_a_criterion_gets_more_weight() -> None:
    changed = reweighted(SEED, Effect("accepted", "kind", "easy", -0.5))
    assert weights_of(changed) == {"kind": {"easy": 4, "hard": 2}}


def test_where_nothing_has_an_effect_there_is_nothing_left_to_try() -> None:
    class Alike(Weighted):
        def _sample(self, place: int, is_hard: bool) -> Sample:
            sample = refused(place)
            return Sample(place, sample.id, None, sample.failures, {"kind": "hard" if is_hard else "easy"})

    judge = DialogueJudge(CRITERIA, TOOLS, Offline())
    pilot = asyncio.run(run_pilot(Alike(), judge, WeightTuner(judge), range(6), begin=SEED, rounds=5))
    assert len(pilot.rounds) == 1
