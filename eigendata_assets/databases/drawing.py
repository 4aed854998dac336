"""Drawing values: one function for each kind of draw, from a stream, many at once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.draws import FakerDraw, NumberDraw, PerParent, SequenceDraw, TimeDraw, ValuesDraw
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.databases.faker_names import Pool

_TRIES = 100
_DUST = 1e-9
_POOL = 5_000
"""So many values are asked of Faker at most where they may repeat; more rows draw from these."""

Floats = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Stream:
    """Random numbers, and the domain's clock."""

    random: np.random.Generator
    now: str


def draw_values(column: Column, draw: object, count: int, stream: Stream) -> list[Json]:
    """So many values; all different where the column is unique and there are enough."""
    match draw:
        case ValuesDraw():
            return _values(column, draw, count, stream)
        case NumberDraw():
            return _numbers(column, draw, count, stream)
        case TimeDraw():
            return _times(column, draw, count, stream)
        case FakerDraw():
            return _faker(column, draw, count, stream)
    raise TypeError(f"not drawn from a stream: {draw!r}")


def sequence(column: Column, draw: SequenceDraw, count: int, taken: Sequence[Json] = ()) -> list[Json]:
    """Numbered values in order, without those that are taken."""
    made = [draw.sequence.format(n=draw.start + number) for number in range(count + len(taken))]
    known = set(taken)
    values = [typed_value(column, each) for each in made]
    return [each for each in values if each not in known][:count]


def typed_value(column: Column, text: Json) -> Json:
    """A text that stands for a value of the column, such as the key of a mapping of weights."""
    if not isinstance(text, str) or column.type in ("text", "date", "datetime"):
        return text
    if column.type == "boolean":
        return text.lower() == "true"
    return int(text) if column.type == "integer" else float(text)


def choices(column: Column, draw: ValuesDraw) -> tuple[list[Json], Floats]:
    """The values and the probability of each."""
    if isinstance(draw.values, dict):
        weights = np.array(list(draw.values.values()), dtype=float)
        return [typed_value(column, each) for each in draw.values], weights / weights.sum()
    return list(draw.values), np.full(len(draw.values), 1 / len(draw.values))


def popular(count: int, among: int, skew: float, random: np.random.Generator) -> NDArray[np.intp]:
    """So many numbers below `among`; with a skew, some are drawn far more often than others (Zipf)."""
    if not skew:
        return random.integers(0, among, count, dtype=np.intp)
    weights = np.cumsum(1.0 / np.arange(1, among + 1) ** skew)
    order = random.permutation(among)
    found: NDArray[np.intp] = order[np.searchsorted(weights, random.random(count) * weights[-1], side="right")]
    return found


def children(rows: PerParent, parents: int, random: np.random.Generator) -> NDArray[np.intp]:
    """How many rows each parent has: geometric about `mean` within `least` and `most`."""
    numbers = np.arange(rows.least, rows.most + 1)
    low, high = -50.0, 50.0
    shares = np.full(len(numbers), 1 / len(numbers))
    for _ in range(100):
        middle = (low + high) / 2
        exponents = middle * (numbers - numbers[0])
        shares = np.exp(exponents - exponents.max())
        shares /= shares.sum()
        low, high = (middle, high) if (shares * numbers).sum() < rows.mean else (low, middle)
    found: NDArray[np.intp] = random.choice(numbers, parents, p=shares).astype(np.intp)
    return found


def _values(column: Column, draw: ValuesDraw, count: int, stream: Stream) -> list[Json]:
    values, shares = choices(column, draw)
    if column.unique and count <= np.count_nonzero(shares):
        picked = stream.random.choice(len(values), count, replace=False, p=shares)
    else:
        picked = stream.random.choice(len(values), count, p=shares)
    return [values[each] for each in picked.tolist()]


def rounded(values: Floats, step: float, column: Column | None = None, *, whole: bool) -> list[Json]:
    """The values on the grid of `step`: integers, or floats without the dust of binary fractions.

    Those outside of the column's range are at the last place of the grid inside of it.
    """
    low, high = (-math.inf, math.inf) if column is None else bounds(column)
    first, last = np.ceil(low / step - _DUST), np.floor(high / step + _DUST)
    places = np.clip(np.round(values / step), first, last) * step if first <= last else np.clip(values, low, high)
    if whole:
        return [int(each) for each in places.tolist()]
    decimals = max(0, -math.floor(math.log10(step)) + 2)
    return [round(each, decimals) for each in places.tolist()]


def bounds(column: Column) -> tuple[float, float]:
    """The range of a number column."""
    low, high = column.minimum, column.maximum
    return (float(low) if low is not None else -math.inf, float(high) if high is not None else math.inf)


def _numbers(column: Column, draw: NumberDraw, count: int, stream: Stream) -> list[Json]:
    low, high = bounds(column)
    whole = column.type == "integer"
    if column.unique and draw.distribution == "uniform":
        start = draw.parameters["low"]
        first = max(0, math.ceil((low - start) / draw.step - _DUST)) if low > start else 0
        steps = min(_grid_size(draw), math.floor(min((high - start) / draw.step, 2**62) + _DUST) + 1) - first
        if count <= steps:
            places = first + stream.random.choice(steps, count, replace=False)
            return rounded(start + places * draw.step, draw.step, whole=whole)
    values = _distributed(draw, count, stream.random)
    for _ in range(_TRIES):
        outside = np.flatnonzero((values < low) | (values > high))
        if not len(outside):
            break
        values[outside] = _distributed(draw, len(outside), stream.random)
    return rounded(values, draw.step, column, whole=whole)


def _grid_size(draw: NumberDraw) -> int:
    return math.floor((draw.parameters["high"] - draw.parameters["low"]) / draw.step + _DUST) + 1


def _distributed(draw: NumberDraw, count: int, random: np.random.Generator) -> Floats:
    given = draw.parameters
    values: Floats
    match draw.distribution:
        case "uniform":
            values = given["low"] + random.integers(0, _grid_size(draw), count) * draw.step
        case "normal":
            values = random.normal(given["mean"], given["sd"], count)
        case "lognormal":
            values = random.lognormal(math.log(given["median"]), given["sigma"], count)
        case "geometric":
            values = random.geometric(1 / given["mean"], count).astype(float)
        case _:
            values = random.poisson(given["mean"], count).astype(float)
    found: Floats = np.round(values / draw.step) * draw.step
    return found


def _faker(column: Column, draw: FakerDraw, count: int, stream: Stream) -> list[Json]:
    pool = Pool(draw.faker, draw.arguments, int(stream.random.integers(2**62)))
    if column.unique:
        return pool.distinct(count)
    if count <= _POOL:
        return pool.values(count)
    values = pool.values(_POOL)
    return [values[each] for each in stream.random.integers(0, _POOL, count).tolist()]


def _times(column: Column, draw: TimeDraw, count: int, stream: Stream) -> list[Json]:
    now = datetime.fromisoformat(stream.now)
    first, last = now + timedelta(days=draw.earliest), now + timedelta(days=draw.latest)
    days, shares = _days(draw, first.date(), last.date())
    picked: NDArray[Any] = days[stream.random.choice(len(days), count, p=shares)]
    if column.type == "date":
        return list(picked.astype("datetime64[D]").astype(str).tolist())
    times = picked.astype("datetime64[s]") + _seconds(draw, count, stream.random)
    for _ in range(_TRIES):
        outside = np.flatnonzero((times < np.datetime64(first, "s")) | (times > np.datetime64(last, "s")))
        if not len(outside):
            break
        again = days[stream.random.choice(len(days), len(outside), p=shares)].astype("datetime64[s]")
        times[outside] = again + _seconds(draw, len(outside), stream.random)
    return list(np.datetime_as_string(times, unit="s").tolist())


def _days(draw: TimeDraw, first: date, last: date) -> tuple[NDArray[Any], Floats]:
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    weights = [draw.months.get(day.month, 1.0) * draw.weekdays.get(day.weekday(), 1.0) for day in days]
    shares = np.array(weights, dtype=float)
    shares = shares if shares.sum() else np.ones(len(days))
    return np.array(days, dtype="datetime64[D]"), shares / shares.sum()


def _seconds(draw: TimeDraw, count: int, random: np.random.Generator) -> NDArray[Any]:
    hours = np.array(sorted(draw.hours) if draw.hours else range(24))
    shares = np.array([draw.hours.get(int(hour), 1.0) for hour in hours], dtype=float)
    minutes = random.integers(0, 60 // draw.minutes, count) * draw.minutes
    return ((random.choice(hours, count, p=shares / shares.sum()) * 60 + minutes) * 60).astype("timedelta64[s]")
