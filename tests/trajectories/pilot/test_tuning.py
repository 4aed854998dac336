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
    KIND,
    USUAL,
    Effect,
    WeightTuner,
    reweighted,
    strategy_of,
    tuned,
    weights_of,
)
from tests.trajectories.pilot.rooms import accepted, refused, sample_of
from tests.trajectories.quality.dialogues import TOOLS, dialogue, turn

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


def test_only_what_can_move_a_missed_criterion_is_tuned() -> None:
    """Who is annoyed makes no more calls for it, however the samples have fallen."""

    class Moody(Weighted):
        def seed(self) -> Strategy:
            return strategy_of({"mood": {"calm": 1, "annoyed": 1}, "difficulty": {"easy": 1, "hard": 1}})

        async def make(self, strategy: Strategy, places: Sequence[int]) -> list[Sample]:
            found = ("find_room", {"floor": 1}, [{"room": "R-104"}])
            made = []
            for place in places:
                is_hard = place % 2 == 1
                turns = [turn("A room, please.", found, answer="Room R-104 is free.") for _ in range(1 + is_hard)]
                labels = {"mood": "annoyed" if is_hard else "calm", "difficulty": "hard" if is_hard else "easy"}
                made.append(sample_of(dialogue(*turns, name=f"s{place}"), place, labels))
            return made

    criteria = (Criterion(name="several_calls", at_least=0.9),)
    judge = DialogueJudge(criteria, TOOLS, Offline())
    maker = Moody()
    pilot = asyncio.run(run_pilot(maker, judge, WeightTuner(judge), range(8), begin=maker.seed(), rounds=2))
    (revised,) = [each for each in pilot.strategies[1].prompts if each.parent]
    assert revised.role == "difficulty"
    assert weights_of(pilot.strategies[1])["mood"] == {"calm": 1, "annoyed": 1}


def test_what_is_fixed_is_left_as_it_is() -> None:
    judge = DialogueJudge(CRITERIA, TOOLS, Offline())
    tuner = WeightTuner(judge, frozenset({"kind"}))
    pilot = asyncio.run(run_pilot(Weighted(), judge, tuner, range(12), begin=SEED, rounds=6))
    assert len(pilot.rounds) == 1


def test_the_weights_of_a_batch_are_those_that_were_revised() -> None:
    seed = strategy_of({KIND: {"recovery": 1}, **USUAL})
    assert tuned(seed) == {}
    revised = reweighted(seed, Effect("several_turns", "experience", "novice", -0.5))
    assert tuned(revised) == {"experience": {"novice": 2, "occasional": 1, "regular": 1, "expert": 1}}
