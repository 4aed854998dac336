"""How the values of a column are drawn: one of these under `draw:`; drawing is deterministic for a seed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from eigendata_assets.artifacts.frozen import Artifact, Json

Scalar = str | int | float | bool | None


def _as_expression(value: object) -> object:
    """YAML's `true`, `12` and `null` stand for the expressions that are written so."""
    known = {None: "null", True: "true", False: "false"}
    if value is None or isinstance(value, bool):
        return known[value]
    return repr(value) if isinstance(value, int | float) else value


ExpressionText = Annotated[str, BeforeValidator(_as_expression)]
"""The text of an expression; see `databases/expressions/`."""


def _with_text_keys(value: object) -> object:
    """Weights by value, where YAML has read a value as a number or a truth value: keys are texts."""
    if not isinstance(value, dict):
        return value
    return {key if isinstance(key, str) else json.dumps(key): weight for key, weight in value.items()}


class SequenceDraw(Artifact):
    """Numbered texts, unique and in order: `{sequence: "B{n:05d}", start: 1}`; for key columns."""

    sequence: str
    start: int = 1


class ValuesDraw(Artifact):
    """One of some values; as a mapping, value to weight: `{values: {economy: 8, business: 2}}`."""

    values: Annotated[tuple[Scalar, ...] | dict[str, float], BeforeValidator(_with_text_keys)] = Field(min_length=1)


class NumberDraw(Artifact):
    """A number of a distribution, rounded to `step`, redrawn until it is in the column's range.

    `parameters`: uniform (low, high), normal (mean, sd), lognormal (median, sigma), geometric (mean, from 1),
    poisson (mean).
    """

    distribution: Literal["uniform", "normal", "lognormal", "geometric", "poisson"]
    parameters: dict[str, float]
    step: float = Field(default=1, gt=0)


class FakerDraw(Artifact):
    """What a provider of Faker gives: `{faker: first_name}`, with keyword arguments for it."""

    faker: str
    arguments: dict[str, Json] = {}


class TimeDraw(Artifact):
    """A date or datetime between `earliest` and `latest` (days from the domain's `now`), with optional weights.

    `months` maps 1-12, `weekdays` 0-6 (Monday is 0), `hours` 0-23 to weights; what is left out has weight 1, but where
    `hours` is given, only those hours are drawn. Datetimes are drawn to `minutes`.
    """

    earliest: float
    latest: float
    months: dict[int, float] = {}
    weekdays: dict[int, float] = {}
    hours: dict[int, float] = {}
    minutes: int = Field(default=5, ge=1, le=60)


class ReferenceDraw(Artifact):
    """A row of the referred table; `skew` 0 is uniform, 1 is Zipf; `where` (over that row) says which may be drawn."""

    skew: float = Field(default=0, ge=0)
    where: str | None = None


class ComputedDraw(Artifact):
    """An expression over the row's other columns and its references, times noise and season, rounded to `step`.

    `noise` is the relative standard deviation. `season` maps months 1-12 of the time column `by` to factors. Where the
    expression counts or totals rows of other tables it is computed after those have been drawn.
    """

    compute: ExpressionText
    noise: float = Field(default=0, ge=0)
    season: dict[int, float] = {}
    by: str | None = None
    step: float | None = Field(default=None, gt=0)


def tag_by_words(words: tuple[str, ...], otherwise: str) -> Callable[[object], str]:
    """Tells alternatives apart by the word that only one of them has; errors then speak of the one that was meant."""

    def tag(value: object) -> str:
        known = value if isinstance(value, dict) else type(value).model_fields if isinstance(value, Artifact) else {}
        return next((f"<{word}>" for word in words if word in known), f"<{otherwise}>")

    return tag


Draw = Annotated[
    Annotated[SequenceDraw, Tag("<sequence>")]
    | Annotated[ValuesDraw, Tag("<values>")]
    | Annotated[NumberDraw, Tag("<distribution>")]
    | Annotated[FakerDraw, Tag("<faker>")]
    | Annotated[TimeDraw, Tag("<earliest>")]
    | Annotated[ReferenceDraw, Tag("<skew>")]
    | Annotated[ComputedDraw, Tag("<compute>")],
    Discriminator(tag_by_words(("sequence", "values", "distribution", "faker", "earliest", "compute"), "skew")),
]


class PerParent(Artifact):
    """How many rows each row of another table has: `{per: orders, via: order_id, mean: 2, least: 1, most: 5}`.

    `via` is the column that refers to the parent; the number is geometric about `mean` within `least` and `most`.
    """

    per: str
    via: str
    mean: float = Field(gt=0)
    least: int = Field(default=0, ge=0)
    most: int = Field(ge=1)


def _tag_of_rows(value: object) -> str:
    return "<per>" if isinstance(value, dict | PerParent) else "<number>"


Rows = Annotated[
    Annotated[int, Field(ge=0), Tag("<number>")] | Annotated[PerParent, Tag("<per>")], Discriminator(_tag_of_rows)
]
