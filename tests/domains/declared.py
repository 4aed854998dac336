"""What a spec declares about shares, worked out here from the definitions of the distributions, and Pearson's test."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any

import mpmath

from eigendata_assets.artifacts.spec.draws import NumberDraw, PerParent, TimeDraw, ValuesDraw
from eigendata_assets.artifacts.spec.tables import Column

Shares = Mapping[Any, float]
Claim = tuple[str, Callable[[Any], Any], Shares]
"""What it is about, the class of a value, and the share of each class."""


def claims(column: Column, now: str) -> Iterator[Claim]:
    """Everything that a column's draw declares about shares."""
    match column.draw:
        case ValuesDraw(values=dict() as weights):
            yield "values", _plain, _normed(weights)
        case ValuesDraw(values=values):
            yield "values", _plain, _normed({_plain(value): 1.0 for value in values})
        case NumberDraw(distribution="poisson" | "geometric" | "uniform" | "normal"):
            yield "distribution", int, _whole_numbers(column, column.draw)
        case NumberDraw(distribution="lognormal", parameters={"median": median}):
            yield "median", lambda value: value > median, {True: 0.5, False: 0.5}
        case TimeDraw():
            yield from _times(column.draw, now)


def p_value(found: Counter[Any], declared: Shares) -> float:
    """The probability of a deviation as large as this, by Pearson's chi-square; 0 where an impossible value occurs."""
    count = sum(found.values())
    if any(declared.get(value, 0) == 0 for value in found):
        return 0.0
    rare = [value for value, share in declared.items() if share * count < 5]
    cells: list[tuple[float, float]] = [
        (found[value], share * count) for value, share in declared.items() if value not in rare
    ]
    if rare:
        cells.append((sum(found[value] for value in rare), sum(declared[value] for value in rare) * count))
    if len(cells) == 1:
        return 1.0
    statistic = sum((seen - wanted) ** 2 / wanted for seen, wanted in cells if wanted)
    return float(mpmath.gammainc((len(cells) - 1) / 2, statistic / 2, mpmath.inf, regularized=True))


def children(rows: PerParent) -> Shares:
    """Shares of the numbers of children: each a constant times the one before, with the declared mean."""
    low, high = 1e-9, 1e9
    shares: Shares = {}
    while high / low > 1 + 1e-12:
        ratio = math.sqrt(low * high)
        shares = _normed({n: ratio ** (n - rows.least) for n in range(rows.least, rows.most + 1)})
        low, high = (ratio, high) if sum(n * share for n, share in shares.items()) < rows.mean else (low, ratio)
    return shares


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _normed(weights: Mapping[Any, float]) -> Shares:
    total = sum(weights.values())
    return {value: weight / total for value, weight in weights.items()}


def _whole_numbers(column: Column, draw: NumberDraw) -> Shares:
    low = int(column.minimum) if column.minimum is not None else 0
    high = int(column.maximum) if column.maximum is not None else low + 100
    given = draw.parameters
    density: Callable[[int], float] = {
        "poisson": lambda n: given["mean"] ** n / math.factorial(n),
        "geometric": lambda n: (1 - 1 / given["mean"]) ** n,
        "uniform": lambda n: float(given["low"] <= n <= given["high"]),
        "normal": lambda n: (
            _below((n + 0.5 - given["mean"]) / given["sd"]) - _below((n - 0.5 - given["mean"]) / given["sd"])
        ),
    }[draw.distribution]
    return _normed({n: density(n) for n in range(low, high + 1)})


def _below(deviation: float) -> float:
    return (1 + math.erf(deviation / math.sqrt(2))) / 2


def _times(draw: TimeDraw, now: str) -> Iterator[Claim]:
    clock = datetime.fromisoformat(now)
    first, last = clock + timedelta(days=draw.earliest), clock + timedelta(days=draw.latest)
    weights = {
        moment: draw.months.get(moment.month, 1)
        * draw.weekdays.get(moment.weekday(), 1)
        * draw.hours.get(moment.hour, 1)
        for moment in _moments(draw, first, last)
    }
    kinds: dict[str, Callable[[datetime], int]] = {"months": lambda at: at.month, "weekdays": lambda at: at.weekday()}
    if draw.hours:
        kinds["hours"] = lambda at: at.hour
    for what, kind in kinds.items():
        summed: dict[int, float] = defaultdict(float)
        for moment, weight in weights.items():
            summed[kind(moment)] += weight
        yield what, partial(_class_of, kind), _normed(summed)


def _class_of(kind: Callable[[datetime], int], value: str) -> int:
    return kind(datetime.fromisoformat(value))


def _moments(draw: TimeDraw, first: datetime, last: datetime) -> Iterator[datetime]:
    if not draw.hours:
        days = (last.date() - first.date()).days + 1
        yield from (datetime.combine(first.date(), time()) + timedelta(days=n) for n in range(days))
        return
    moment = datetime.combine(first.date(), time())
    while moment <= last:
        if moment >= first and moment.hour in draw.hours:
            yield moment
        moment += timedelta(minutes=draw.minutes)
