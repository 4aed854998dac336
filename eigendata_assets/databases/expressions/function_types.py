"""What the functions of the expression language take and give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from eigendata_assets.databases.expressions.value_types import DATE, INTEGER, NUMBER, TEXT, Kind, Type

_TEXT: tuple[Kind, ...] = ("text", "date", "datetime")
_NUMBER: tuple[Kind, ...] = ("integer", "number")
_DAY: tuple[Kind, ...] = ("date", "datetime")
_SCALAR: tuple[Kind, ...] = (*_TEXT, *_NUMBER, "boolean")
_ORDERED: tuple[Kind, ...] = (*_TEXT, *_NUMBER)

SIGNATURES: Mapping[str, tuple[tuple[Kind, ...], ...]] = {
    "abs": (_NUMBER,), "round": (_NUMBER, ("integer",)), "floor": (_NUMBER,), "ceil": (_NUMBER,),
    "min": (_ORDERED, _ORDERED), "max": (_ORDERED, _ORDERED), "length": ((*_TEXT, "list"),), "lower": (_TEXT,),
    "upper": (_TEXT,), "text": (_SCALAR,), "contains": (_TEXT, _TEXT), "starts_with": (_TEXT, _TEXT),
    "date_of": (_DAY,), "year": (_DAY,), "month": (_DAY,), "weekday": (_DAY,), "days_between": (_DAY, _DAY),
    "hours_between": (_DAY, _DAY), "add_days": (_DAY, _NUMBER), "add_hours": (_DAY, _NUMBER),
}  # fmt: skip
"""Function to the kinds that each of its arguments may be of."""

_BOOLEAN = Type("boolean")
_RESULTS: Mapping[str, Type] = {
    "floor": INTEGER, "ceil": INTEGER, "length": INTEGER, "lower": TEXT, "upper": TEXT, "text": TEXT,
    "contains": _BOOLEAN, "starts_with": _BOOLEAN, "date_of": DATE, "year": INTEGER, "month": INTEGER,
    "weekday": INTEGER, "days_between": INTEGER, "hours_between": NUMBER,
}  # fmt: skip


def result_of(function: str, first: Type) -> Type:
    """The type of what a function gives; for the others it is that of the first argument."""
    return _RESULTS.get(function) or replace(first, values=(), references="", nullable=False)
