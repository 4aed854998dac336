"""Control charts: exponentially weighted moving averages (Roberts 1959) over chunks that may differ in size.

Only what becomes worse is a signal, so the average never falls below the centre (Crowder and Hamilton 1992): the centre
is what is tolerated, and good chunks would else be a credit that hides the first bad ones. The limit follows from the
sizes of the chunks so far, so that small first chunks do not cry wolf: the variance is carried along exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from eigendata_assets.artifacts.pilot import Chart, ChartPoint

WEIGHT = 0.25
"""How much the last chunk counts; the smaller, the slighter the shift that is noticed, and the later."""

WIDTH = 3.0
"""The limit lies so many standard deviations of the average above the centre."""


def failure_chart(expected: float) -> Chart:
    """A chart over the share of samples that fail, where this share is expected."""
    return Chart(measure="failures", centre=expected, sigma=sqrt(expected * (1 - expected)))


def doubt_chart(expected: float, sigma: float) -> Chart:
    """A chart over one minus the judge's mean score, where this doubt is expected of a sample."""
    return Chart(measure="doubt", centre=expected, sigma=sigma)


def with_chunk(chart: Chart, value: float, size: int) -> Chart:
    """The chart with one chunk more; a chunk without samples leaves it as it is."""
    if not size:
        return chart
    before = chart.points[-1].average if chart.points else chart.centre
    average = max(chart.centre, WEIGHT * value + (1 - WEIGHT) * before)
    limit = chart.centre + WIDTH * sqrt(_variance(chart.sigma, [*(each.size for each in chart.points), size]))
    point = ChartPoint(
        chunk=len(chart.points), size=size, value=value, average=average, limit=limit, signal=average > limit
    )
    return chart.model_copy(update={"points": (*chart.points, point)})


def _variance(sigma: float, sizes: Sequence[int]) -> float:
    """Of the average after chunks of these sizes, each of samples with this sigma, from a known centre."""
    variance = 0.0
    for size in sizes:
        variance = WEIGHT**2 * sigma**2 / size + (1 - WEIGHT) ** 2 * variance
    return variance
