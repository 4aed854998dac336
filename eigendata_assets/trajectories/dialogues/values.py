"""Names of fields and their values as people write them: money, units, days and hours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from eigendata_assets.artifacts.frozen import Json

_DAY, _MOMENT = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:00")
_DAYS_KEPT = 4096
_SNAKE, _PARTICIPLE = re.compile("[a-z]+(_[a-z]+)+"), re.compile(r"(ed|\b(back|due|paid))$")
_MONEY = {"usd": "$", "eur": "\N{EURO SIGN}", "gbp": "\N{POUND SIGN}"}
_UNITS = frozenset({"cents", "km", "kg", "percent"})
_PLURALS = frozenset({"people", "children", "men", "women"})
_ENDS = {"most": "highest", "max": "highest", "least": "lowest", "min": "lowest"}
_OF_TIMES = {"at": "on", "on": "on", "until": "until", "from": "from"}


def written(value: Json) -> str:
    """A value as people write it; days, moments and words of a closed set in a way that can be read back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return joined([written(each) for each in value])
    if isinstance(value, str):
        return _written_text(value)
    return "none" if value is None else str(value)


def _written_text(value: str) -> str:
    if _DAY.fullmatch(value):
        return day(value)
    if _MOMENT.fullmatch(value):
        return f"{day(value[:10])} at {value[11:16]}"
    return value.replace("_", " ") if _SNAKE.fullmatch(value) else value


@lru_cache(_DAYS_KEPT)
def day(text: str) -> str:
    """A date as people write it: 5 June 2025."""
    moment = date.fromisoformat(text)
    return f"{moment.day} {moment:%B} {moment.year}"


def named(name: str, value: Json) -> tuple[str, str]:
    """What a field is called and its value: `fee_usd` 20 is (fee, $20), `bags` 2 is (number of bags, 2)."""
    words, text = name.replace(" ", "_").split("_"), written(value)
    label = " ".join(words)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if len(words) > 1 and words[-1] in _MONEY:
            return " ".join(words[:-1]), f"{_MONEY[words[-1]]}{text}"
        if len(words) > 1 and words[-1] in _UNITS:
            return " ".join(words[:-1]), f"{text} {words[-1].removesuffix('s') if value == 1 else words[-1]}"
        return _counted(words), text
    return (" ".join(words[:-1]) if len(words) > 1 and words[-1] == "id" else label), text


def clause(name: str, value: Json) -> str:
    """A field as a part of a sentence: `the cabin is economy`, `it departs on 5 June 2025`, `$3 is refunded`."""
    words = name.split("_")
    is_time = isinstance(value, str) and (_DAY.fullmatch(value) or _MOMENT.fullmatch(value))
    if is_time and len(words) > 1 and words[-1] in _OF_TIMES:
        verb = " ".join(words[:-1])
        if words[-1] == "until" and len(words) > 2:
            return f"{verb} is possible until {written(value)}"
        being = "" if verb.endswith("s") else "was " if verb.endswith("ed") else "is "
        return f"it {being}{verb} {_OF_TIMES[words[-1]]} {written(value)}"
    label, text = named(name, value)
    if isinstance(value, bool):
        return f"{label}: {text}"
    if (words[-1] in _MONEY or words[-1] in _UNITS) and _PARTICIPLE.search(label):
        return f"{text} {'are' if words[-1] in _UNITS else 'is'} {label}"
    return f"the {label} {is_or_are(label, value)} {text}"


def _counted(words: list[str]) -> str:
    """`bags` is the number of bags, `most bags` the highest one; what is not counted stays as it is."""
    if words[0] in _ENDS and len(words) > 1:
        return f"{_ENDS[words[0]]} {_counted(words[1:])}"
    is_counted = any(map(_is_plural, words)) and "number" not in words
    return f"number of {' '.join(words)}" if is_counted else " ".join(words)


def _is_plural(word: str) -> bool:
    if word in _PLURALS:
        return True
    return len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is"))


def is_or_are(label: str, value: Json) -> str:
    """The verb for something called so: several things *are*."""
    head = label.split(" of ")[0].split(" ")[-1]
    return "are" if _is_plural(head) or (isinstance(value, list) and len(value) > 1) else "is"


def singular(name: str) -> str:
    """What one of several is called."""
    words = name.replace("_", " ")
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    if words.endswith(("ches", "shes", "sses", "xes")):
        return words[:-2]
    return words.removesuffix("s") if not words.endswith("ss") else words


def joined(parts: Sequence[str]) -> str:
    """Parts in a row, `and` before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(text: str) -> str:
    """The text with a capital letter in front and one full stop at its end."""
    return f"{capital(text).removesuffix('.')}."


def capital(text: str) -> str:
    """The text with a capital letter in front."""
    return text[:1].upper() + text[1:]
