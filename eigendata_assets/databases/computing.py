"""Computed columns: an expression, times noise and season, rounded, within the column's range."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.draws import ComputedDraw
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.databases.drawing import Stream, rounded
from eigendata_assets.databases.working import WorkingDatabase


def compute_column(
    working: WorkingDatabase, table: str, name: str, draw: ComputedDraw, random: Stream, rows: Sequence[int] | None
) -> set[int]:
    """The column has its values in all rows, or in some; gives the rows in which they are others than before.

    A row's noise is the same each time it is computed.
    """
    column = working.spec.tables[table].columns[name]
    found = working.values(table, draw.compute, rows)
    numbers = np.array([row for row, _ in found], dtype=np.intp)
    values = [value for _, value in found]
    if draw.noise or draw.season:
        count = working.count(table)
        factors = 1 + draw.noise * random.random.standard_normal(count)[numbers - 1]
        if draw.season and draw.by is not None:
            times = working.values(table, draw.by, rows)
            factors *= np.array([draw.season.get(int(time[5:7]), 1.0) if time else 1.0 for _, time in times])
        values = _times(values, factors)
    values = _fitted(values, draw, column)
    if column.nullable and column.null_share:
        absent = random.random.random(working.count(table))[numbers - 1] < column.null_share
        values = [None if gone else value for value, gone in zip(values, absent.tolist(), strict=True)]
    before = working.values(table, name, rows)
    changed = [(value, row) for value, (row, old) in zip(values, before, strict=True) if value != old]
    working.set(table, name, changed)
    return {row for _, row in changed}


def _times(values: Sequence[Json], factors: np.ndarray) -> list[Json]:
    return [None if value is None else value * factor for value, factor in zip(values, factors.tolist(), strict=True)]


def _fitted(values: list[Json], draw: ComputedDraw, column: Column) -> list[Json]:
    """Rounded to the step; what noise has carried out of the range is at its bound."""
    noisy = bool(draw.noise or draw.season)
    step = draw.step or (1 if column.type == "integer" else 0.01)
    if draw.step is None and not noisy:
        return values
    known = np.array([value for value in values if value is not None], dtype=float)
    fitted = iter(rounded(known, step, column if noisy else None, whole=column.type == "integer"))
    return [None if value is None else next(fitted) for value in values]
