"""Functions whose text is copied into a generated module, each only where the module uses it.

They are ordinary code here, so that they are typed, tested and read like all else.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

Row = dict[str, Any]
Table = dict[str, Row]


class ToolError(Exception):
    """A tool cannot do what is asked; the message is for its caller."""


class _Undo:
    """Remembers rows as they were, to bring them back when a tool fails half way."""

    def __init__(self) -> None:
        self._rows: list[tuple[Table, str, Row | None, Row]] = []

    def remember(self, table: Table, key: str) -> None:
        """The row of this key, or that there is none, can be brought back."""
        row = table.get(key)
        self._rows.append((table, key, row, copy.copy(row or {})))

    def bring_back(self) -> None:
        """Every remembered row is as it was when it was first remembered."""
        for table, key, row, content in reversed(self._rows):
            if row is None:
                table.pop(key, None)
            else:
                row.clear()
                row.update(content)
                table[key] = row


def _check_string(name: str, value: Any, *, choices: tuple[str, ...] = (), pattern: str = "") -> None:
    if not isinstance(value, str):
        raise ToolError(f"{name} must be a string")
    if choices and value not in choices:
        raise ToolError(f"{name} must be one of {', '.join(choices)}")
    if not re.search(pattern, value):
        raise ToolError(f"{name} must match {pattern}")


def _check_date(name: str, value: Any) -> None:
    try:
        valid = isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        valid = False
    if not valid:
        raise ToolError(f"{name} must be a date, YYYY-MM-DD")


def _check_datetime(name: str, value: Any) -> None:
    try:
        valid = isinstance(value, str) and datetime.fromisoformat(value).isoformat() == value
    except ValueError:
        valid = False
    if not valid:
        raise ToolError(f"{name} must be a date and time, YYYY-MM-DDTHH:MM:SS")


def _check_integer(name: str, value: Any, *, choices: tuple[int, ...] = ()) -> None:
    if not isinstance(value, int) or isinstance(value, bool):
        raise ToolError(f"{name} must be an integer")
    if choices and value not in choices:
        raise ToolError(f"{name} must be one of {', '.join(map(str, choices))}")


def _check_number(name: str, value: Any) -> None:
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise ToolError(f"{name} must be a number")


def _check_range(name: str, value: float, *, minimum: float | None = None, maximum: float | None = None) -> None:
    if minimum is not None and value < minimum:
        raise ToolError(f"{name} must be at least {minimum}")
    if maximum is not None and value > maximum:
        raise ToolError(f"{name} must be at most {maximum}")


def _check_boolean(name: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise ToolError(f"{name} must be true or false")


def _check_list(name: str, value: Any, kinds: tuple[type, ...], *, least: int = 0, most: int | None = None) -> None:
    if not isinstance(value, list):
        raise ToolError(f"{name} must be a list")
    if any(not isinstance(item, kinds) or isinstance(item, bool) for item in value):
        raise ToolError(f"{name} must hold values of the declared type only")
    if len(value) < least or (most is not None and len(value) > most):
        raise ToolError(f"{name} has {len(value)} items, which is not within its limits")


def _next_number(keys: Iterable[str], before: str, after: str, start: int) -> int:
    """One more than the highest number among keys of this form."""
    form = re.compile(f"{re.escape(before)}([0-9]+){re.escape(after)}")
    numbers = [int(found[1]) for found in map(form.fullmatch, keys) if found]
    return max(numbers, default=start - 1) + 1


def _average(values: Iterable[float]) -> float | None:
    found = list(values)
    return sum(found) / len(found) if found else None


def _text(value: Any) -> str:
    """A value as it stands in a message."""
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return str(value)


def _copy_row(row: Row | None) -> Row | None:
    return None if row is None else dict(row)


def _weekday(day: str) -> int:
    """Monday is 0."""
    return date.fromisoformat(day[:10]).weekday()


def _days_between(before: str, after: str) -> int:
    return (date.fromisoformat(after[:10]) - date.fromisoformat(before[:10])).days


def _hours_between(before: str, after: str) -> float:
    return (datetime.fromisoformat(after) - datetime.fromisoformat(before)).total_seconds() / 3600


def _add_days(moment: str, days: float) -> str:
    """A date stays a date, a date and time stays one."""
    if "T" in moment:
        return (datetime.fromisoformat(moment) + timedelta(days=days)).isoformat()
    return (date.fromisoformat(moment) + timedelta(days=days)).isoformat()


def _add_hours(moment: str, hours: float) -> str:
    return (datetime.fromisoformat(moment) + timedelta(hours=hours)).isoformat()
