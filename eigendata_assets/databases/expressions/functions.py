"""What the operators and functions of the language give, in Python."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta

from eigendata_assets.artifacts.frozen import Json

OPERATORS: dict[str, Callable[[Json, Json], Json]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "//": operator.floordiv,
    "%": operator.mod,
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "in": lambda left, right: left in right, "not in": lambda left, right: left not in right,
}  # fmt: skip


def parse_time(text: str) -> date | datetime:
    """The date or datetime that a text of the language stands for."""
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def _shift(text: str, change: timedelta) -> str:
    return (parse_time(text) + change).isoformat()


def _add_hours(text: str, hours: float) -> str:
    return (datetime.fromisoformat(text) + timedelta(hours=hours)).isoformat()


def _hours_between(before: str, after: str) -> float:
    return (datetime.fromisoformat(after) - datetime.fromisoformat(before)).total_seconds() / 3600


def _days_between(before: str, after: str) -> int:
    return (date.fromisoformat(after[:10]) - date.fromisoformat(before[:10])).days


def as_text(value: Json) -> str:
    """A value as it stands in a message: texts as they are, others as JSON has them."""
    if isinstance(value, str):
        return value
    return (
        {True: "true", False: "false", None: "null"}[value]
        if value is None or value is True or value is False
        else str(value)
    )


FUNCTIONS: dict[str, Callable[..., Json]] = {
    "abs": abs,
    "round": round,
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
    "length": len,
    "lower": str.lower,
    "upper": str.upper,
    "text": as_text,
    "contains": lambda text, part: part.lower() in text.lower(),
    "starts_with": str.startswith,
    "date_of": lambda text: text[:10],
    "year": lambda text: int(text[:4]),
    "month": lambda text: int(text[5:7]),
    "weekday": lambda text: parse_time(text).weekday(),
    "days_between": _days_between,
    "hours_between": _hours_between,
    "add_days": lambda text, days: _shift(text, timedelta(days=days)),
    "add_hours": _add_hours,
}
