"""Whether bulk generation holds what the pilot reached: two control charts, fed chunk by chunk (EigenData 3.4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from statistics import fmean, pstdev

from eigendata_assets.artifacts.pilot import JudgedSample, Phase, Pilot
from eigendata_assets.trajectories.pilot.charts import doubt_chart, failure_chart, with_chunk
from eigendata_assets.trajectories.pilot.criteria import BY_MODEL
from eigendata_assets.trajectories.pilot.samples import Judge, Sample

SCORED = 5
"""So many samples of a chunk, evenly spread, are scored by a model; all are checked by rule."""

_LEAST_FAILURES = 0.02
_LEAST_SIGMA = 0.05


def begin_phase(pilot: Pilot) -> Phase:
    """Charts whose centres are what the criteria tolerate, or what the pilot reached where that is worse.

    A pilot is too small to tell what share of samples fails when all is well; the criteria say what may be.
    """
    samples = pilot.rounds[pilot.best].samples
    tolerated = 1 - prod(each.at_least for each in pilot.criteria if each.name in ("accepted", "clean"))
    charts = [failure_chart(max(tolerated, fmean(map(fails, samples)), _LEAST_FAILURES))]
    doubts = [doubt for each in samples if (doubt := doubt_of(each)) is not None]
    if doubts:
        tolerated = 1 - fmean(each.at_least for each in pilot.criteria if each.name in BY_MODEL)
        charts.append(doubt_chart(max(tolerated, fmean(doubts)), max(pstdev(doubts), _LEAST_SIGMA)))
    return Phase(pilot=pilot, charts=tuple(charts))


async def watch(phase: Phase, samples: Sequence[Sample], judge: Judge) -> tuple[Phase, list[JudgedSample]]:
    """The phase with one chunk more, and what the checks have against its samples."""
    judged, _ = await judge.without_model().judge(samples)
    taken = [each for each in samples if each.accepted]
    scored, _ = await judge.judge(taken[:: max(1, len(taken) // SCORED)][:SCORED])
    doubts = [doubt for each in scored if (doubt := doubt_of(each)) is not None]
    values = {
        "failures": (fmean(map(fails, judged)) if judged else 0.0, len(judged)),
        "doubt": (fmean(doubts) if doubts else 0.0, len(doubts)),
    }
    charts = tuple(with_chunk(each, *values[each.measure]) for each in phase.charts)
    low = {each.id for each in scored if _is_low(each, phase.pilot)}
    failing = tuple(
        sample.place for sample, found in zip(samples, judged, strict=True) if fails(found) or found.id in low
    )
    return phase.model_copy(update={"charts": charts, "failing": failing}), judged


def fails(sample: JudgedSample) -> bool:
    """Whether a sample was not accepted, or the checks have something against it."""
    return bool(sample.failures) or not sample.accepted


def _is_low(sample: JudgedSample, pilot: Pilot) -> bool:
    """Whether a score is below its criterion."""
    least = {each.name: each.at_least for each in pilot.criteria}
    return any(score.value < least[score.criterion] for score in sample.scores)


def doubt_of(sample: JudgedSample) -> float | None:
    """One minus the mean of a sample's scores; None where it has none."""
    return 1 - fmean(score.value for score in sample.scores) if sample.scores else None
