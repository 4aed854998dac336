"""Phase 1 (EigenData 3.4.3): a small batch is made, judged and analysed, and what made it is revised, in rounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eigendata_assets.artifacts.pilot import Criterion, Pilot, PilotRound, Strategy
from eigendata_assets.trajectories.pilot.samples import Engineer, Judge, Maker, Tried

FIRST = "the first samples"


async def run_pilot(
    maker: Maker,
    judge: Judge,
    engineer: Engineer,
    places: Sequence[int],
    *,
    begin: Strategy,
    rounds: int,
    because: str = FIRST,
) -> Pilot:
    """The rounds until the criteria hold, they run out, or nothing is left to try; the best of them is kept.

    All rounds have the same scenarios, so that their values can be compared. A revision starts from the best strategy
    so far: one that made things worse is not built upon.
    """
    tried: list[Tried] = []
    following = begin
    while True:
        tried.append(await _round(maker, judge, engineer, places, following, len(tried)))
        best = max(tried, key=lambda each: (_rank(each.round, judge.criteria), -each.round.number))
        pilot = Pilot(
            because=because,
            criteria=judge.criteria,
            strategies=tuple(each.strategy for each in tried),
            rounds=tuple(each.round for each in tried),
            best=best.round.number,
        )
        if pilot.holds or len(tried) >= rounds:
            return pilot
        revised = await engineer.revise(best, pilot.strategies)
        if revised is None:
            return pilot
        following = revised


async def _round(
    maker: Maker, judge: Judge, engineer: Engineer, places: Sequence[int], strategy: Strategy, number: int
) -> Tried:
    samples = await maker.make(strategy, places)
    judged, values = await judge.judge(samples)
    missed = missed_of(values, judge.criteria)
    analysis = await engineer.analyse(samples, judged) if missed else None
    done = PilotRound(
        number=number,
        strategy=strategy.version,
        samples=tuple(judged),
        values=values,
        missed=missed,
        analysis=analysis,
    )
    return Tried(strategy, tuple(samples), done)


def missed_of(values: Mapping[str, float], criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """The criteria that are not reached."""
    return tuple(each.name for each in criteria if values[each.name] < each.at_least)


def _rank(done: PilotRound, criteria: Sequence[Criterion]) -> tuple[float, float]:
    """The less is missing from what the criteria ask for, the better; then the higher the values."""
    lacking = sum(max(0.0, each.at_least - done.values[each.name]) for each in criteria)
    return -round(lacking, 9), sum(done.values[each.name] for each in criteria)
