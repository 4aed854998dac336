"""Which computed value an argument of a simulated dialogue is, where nobody said it and no call gave it.

Only what stands together is looked at: two days in one message, a time from today or from a day of the message, an
amount in another unit, a list that was said. Whether the parameter means such a thing is for the check to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory

_DAY = re.compile(r"\b(\d{4}-\d\d-\d\d)\b|\b(\d{1,2} [A-Z][a-z]+ \d{4})\b")
_TIME = re.compile(r"\b(\d+) (days?|nights?|weeks?)\b")
_AMOUNT = re.compile(
    r"(\$)?(?<![\w.])(\d+(?:\.\d+)?)(?: (weeks?|days?|hours?|minutes?|years?|dollars?|USD|euros?|EUR))?\b"
)
_MANY = {
    ("weeks", "days"): 7, ("days", "hours"): 24, ("hours", "minutes"): 60, ("minutes", "seconds"): 60,
    ("years", "months"): 12, ("dollars", "cents"): 100, ("euros", "cents"): 100,
}  # fmt: skip
_ALSO = {"usd": "dollars", "eur": "euros"}


def computed_origins(trajectory: Trajectory, turn: int, name: str, value: Json) -> Iterator[Json]:
    """Derivations that give the value, those from what was said last first, in the form that the check reads."""
    told = [each.content for each in trajectory.turns[0].messages if each.role == "system"]
    for number in range(turn, -1, -1):
        for message in trajectory.turns[number].messages:
            if message.role == "user":
                yield from _from_message(message.content, number, told, name, value)
    if isinstance(value, int) and not isinstance(value, bool):
        yield from _counted(trajectory, turn, value)


def _from_message(text: str, turn: int, told: list[str], name: str, value: Json) -> Iterator[Json]:
    days = [(day, _said(text, turn, shown)) for day, shown in _days(text)]
    if isinstance(value, str):
        bases = [(day, {"policy": {"turn": 0, "text": shown}}) for each in told for day, shown in _days(each)] + days
        for base in bases:
            yield from (each for each in _later(base, text, turn, value))
    elif not isinstance(value, bool) and isinstance(value, int | float):
        for place, first in enumerate(days):
            for last in days[place + 1 :]:
                if (date.fromisoformat(last[0]) - date.fromisoformat(first[0])).days == value:
                    yield _derived("days_between", first, last)
        yield from _converted(text, turn, name, value)


def _later(base: tuple[str, Json], text: str, turn: int, value: str) -> Iterator[Json]:
    for match in _TIME.finditer(text):
        many, said = int(match[1]), _said(text, turn, match[0])
        is_weeks = match[2].startswith("week")
        if (date.fromisoformat(base[0]) + timedelta(days=many * (7 if is_weeks else 1))).isoformat() == value:
            days = (
                (7 * many, _derived("converted", (many, said), units=["weeks", "days"])) if is_weeks else (many, said)
            )
            yield _derived("add_days", base, days)


def _converted(text: str, turn: int, name: str, value: float) -> Iterator[Json]:
    unit = name.lower().rpartition("_")[2]
    for match in _AMOUNT.finditer(text):
        said = (match[3] or ("dollars" if match[1] else "")).lower()
        larger = _ALSO.get(said, f"{said.removesuffix('s')}s")
        amount = float(match[2]) if "." in match[2] else int(match[2])
        if (larger, unit) in _MANY and round(amount * _MANY[larger, unit], 6) == value:
            yield _derived("converted", (amount, _said(text, turn, match[0].strip())), units=[larger, unit])


def _counted(trajectory: Trajectory, turn: int, value: int) -> Iterator[Json]:
    """How many a list has that some call takes, and that was said by then."""
    lists = [each for call in trajectory.calls for each in call.arguments.values() if isinstance(each, list)]
    for items in (each for each in lists if len(each) == value > 0):
        for number in range(turn, -1, -1):
            for message in trajectory.turns[number].messages:
                if message.role == "user" and all(str(each) in message.content for each in items):
                    yield _derived("count", (items, _said(message.content, number, message.content)))


def _days(text: str) -> Iterator[tuple[str, str]]:
    """The days in a text, and how they stand there."""
    for match in _DAY.finditer(text):
        try:
            day = match[1] or datetime.strptime(match[2], "%d %B %Y").date().isoformat()  # noqa: DTZ007 - has no zone
            yield date.fromisoformat(day).isoformat(), match[0]
        except ValueError:
            continue


def _said(text: str, turn: int, part: str) -> Json:
    return {"said": {"turn": turn, "text": part if part in text else text}}


def _derived(formula: str, *inputs: tuple[Json, Json], units: list[str] | None = None) -> Json:
    given = [{"value": value, "origin": origin} for value, origin in inputs]
    return {"derived": {"formula": formula, "inputs": given} | ({"units": units} if units else {})}
