"""Control charts: known series, how seldom they cry wolf, and how soon they notice."""

from __future__ import annotations

from math import sqrt
from statistics import mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.artifacts.pilot import Chart
from eigendata_assets.trajectories.pilot.charts import doubt_chart, failure_chart, with_chunk

SIZE = 20


def test_a_known_series_gives_the_averages_and_limits_of_the_textbook() -> None:
    chart = failure_chart(0.1)
    for value in (0.1, 0.3):
        chart = with_chunk(chart, value, 100)
    first, second = chart.points
    assert first.average == pytest.approx(0.1)
    assert first.limit == pytest.approx(0.1 + 3 * 0.25 * sqrt(0.1 * 0.9 / 100))
    assert second.average == pytest.approx(0.25 * 0.3 + 0.75 * 0.1)
    assert second.limit == pytest.approx(0.1 + 3 * sqrt((0.25**2) * (1 + 0.75**2) * 0.0009))
    assert [first.signal, second.signal] == [False, True]


def test_the_limit_grows_to_that_of_an_endless_series() -> None:
    chart = failure_chart(0.1)
    for _ in range(40):
        chart = with_chunk(chart, 0.1, 50)
    endless = 0.1 + 3 * sqrt(0.25 / (2 - 0.25) * 0.1 * 0.9 / 50)
    assert chart.points[-1].limit == pytest.approx(endless, rel=1e-6)


def test_a_chunk_without_samples_says_nothing() -> None:
    chart = failure_chart(0.1)
    assert with_chunk(chart, 0.0, 0) == chart
    assert not signals(chart)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 500)), min_size=1, max_size=20))
def test_what_gets_better_is_never_a_signal(chunks: list[tuple[float, int]]) -> None:
    chart = doubt_chart(1.0, 0.2)
    for value, size in chunks:
        chart = with_chunk(chart, value, size)
    assert not any(point.signal for point in chart.points)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 500)), min_size=1, max_size=20), st.floats(0.01, 0.99))
def test_the_average_stays_between_the_least_and_the_greatest(chunks: list[tuple[float, int]], centre: float) -> None:
    chart = failure_chart(centre)
    for value, size in chunks:
        chart = with_chunk(chart, value, size)
    values = [centre, *(value for value, _ in chunks)]
    assert all(min(values) - 1e-9 <= point.average <= max(values) + 1e-9 for point in chart.points)


def test_in_control_it_cries_wolf_less_than_once_in_a_hundred_chunks() -> None:
    assert mean(_run(0.1, seed, 400) for seed in range(150)) > 100


@pytest.mark.parametrize(("rate", "chunks"), [(0.3, 4), (0.5, 2), (1.0, 1)])
def test_a_shift_is_noticed_soon(rate: float, chunks: int) -> None:
    delays = [_run(rate, seed, 400) for seed in range(150)]
    assert mean(delays) <= chunks


@given(st.integers(0, 60), st.floats(0, 0.1), st.floats(0.11, 1), st.integers(1, 200))
def test_good_chunks_do_not_delay_the_notice_of_bad_ones(calm: int, good: float, bad: float, size: int) -> None:
    chart = failure_chart(0.1)
    for _ in range(calm):
        chart = with_chunk(chart, good, size)
    at_once = failure_chart(0.1)
    for _ in range(25):
        chart, at_once = with_chunk(chart, bad, size), with_chunk(at_once, bad, size)
        assert chart.points[-1].average == pytest.approx(at_once.points[-1].average)


def test_scores_that_collapse_after_a_long_calm_are_noticed_within_two_chunks() -> None:
    random, delays = np.random.default_rng(6), []
    for _ in range(150):
        chart = doubt_chart(0.25, 0.05)
        for number in range(26):
            mean_doubt, spread = (0.03, 0.03) if number < 20 else (0.34, 0.05)
            chart = with_chunk(chart, float(random.normal(mean_doubt, spread, 5).mean()), 5)
        delays.append(next(point.chunk for point in chart.points if point.signal) - 19)
    assert mean(delays) <= 2


def test_a_drop_of_the_judges_scores_by_one_sigma_is_noticed_within_two_chunks() -> None:
    random = np.random.default_rng(5)
    delays = []
    for _ in range(150):
        chart = doubt_chart(0.2, 0.1)
        while not signals(chart):
            chart = with_chunk(chart, float(random.normal(0.3, 0.1, 5).mean()), 5)
        delays.append(len(chart.points))
    assert mean(delays) <= 3


def signals(chart: Chart) -> bool:
    return bool(chart.points) and chart.points[-1].signal


def _run(rate: float, seed: int, most: int) -> int:
    """After how many chunks of 20 there is a signal, where 0.1 is expected; `most` where there is none until then."""
    random, chart = np.random.default_rng(seed), failure_chart(0.1)
    for number in range(1, most + 1):
        short = Chart(measure="failures", centre=chart.centre, sigma=chart.sigma, points=chart.points[-12:])
        chart = with_chunk(short, float(random.binomial(SIZE, rate)) / SIZE, SIZE)
        if signals(chart):
            return number
    return most
