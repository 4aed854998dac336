"""Where values come from that stand in dialogues, told from the texts and results alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"(?<![\w.-])-?[$\u20ac\u00a3]?\d[\d,]*(?:\.\d+)?(?![\w-])")
_MONTHS = [date(2000, number, 1).strftime("%B") for number in range(1, 13)]
_NAMED_DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})|({'|'.join(_MONTHS)}) (\d{{1,2}}), (\d{{4}})")
_CODE = re.compile(r"(?<![\w@.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w@-])")


def plain(text: str) -> str:
    """A text in one case, without accents, punctuation and line breaks."""
    found = "".join(each for each in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", found))


def days(text: str) -> set[str]:
    """The days that a text names, as 2025-06-05."""
    found = {each[0] for each in _ISO.finditer(text)}
    for match in _NAMED_DAY.finditer(text):
        number, month, year = (match[1], match[2], match[3]) if match[1] else (match[5], match[4], match[6])
        found.add(f"{int(year):04d}-{_MONTHS.index(month) + 1:02d}-{int(number):02d}")
    return found


def numbers(text: str) -> set[float]:
    """The numbers that a text has, days and times left out."""
    rest = re.sub(r"\b\d{1,2}:\d\d\b", " ", _NAMED_DAY.sub(" ", _ISO.sub(" ", text)))
    rest = re.sub(r"(?m)^\d+\. |\(\d+\) ", " ", rest)
    return {float(re.sub(r"[$\u20ac\u00a3,]", "", each[0]).rstrip(".")) for each in _NUMBER.finditer(rest)}


def codes(text: str) -> set[str]:
    """The words of letters and digits in a text."""
    return {each[0] for each in _CODE.finditer(text)}


def leaves(value: Any) -> Iterator[Any]:
    """The values in a result that have no parts."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        yield len(value)
        for each in value:
            yield from leaves(each)
    else:
        yield value


def says(text: str, value: Any) -> bool:
    """Whether a text states a value."""
    if isinstance(value, bool):
        return bool(re.search(r"\b(?:yes|true)\b" if value else r"\b(?:no|false)\b", text, re.IGNORECASE))
    if isinstance(value, list):
        return all(says(text, each) for each in value)
    if isinstance(value, int | float):
        is_word = 0 <= value < len(_WORDS) and float(value).is_integer() and _WORDS[int(value)] in plain(text).split()
        return float(value) in numbers(text) or is_word
    if _ISO.fullmatch(value):
        return value in days(text)
    return f" {plain(value)} " in f" {plain(text)} "


def known_numbers(texts: Sequence[str], values: Sequence[Any]) -> set[float]:
    """The numbers that stand in texts or results, and in texts within results."""
    found = {number for text in texts for number in numbers(text)}
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool):
            found |= {float(value), round(float(value), 2)}
        elif isinstance(value, str):
            found |= numbers(value)
    return found


_UNITS = (100, 7, 24, 60, 12)
"""How many cents a dollar has, days a week, hours a day, minutes an hour, months a year."""


def is_computed(value: Any, known: set[float], named: set[str]) -> bool:
    """Whether a number is a known one in another unit or counts the days between two; or a day lies so many on."""
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        between = {abs((date.fromisoformat(one) - date.fromisoformat(two)).days) for one in named for two in named}
        return value in between or any(abs(number * unit - value) < 0.005 for number in known for unit in _UNITS)
    if isinstance(value, str) and _ISO.fullmatch(value[:10]):
        steps = {timedelta(int(number) * unit) for number in known if 0 < number < 1000 for unit in (1, 7)}
        return any(date.fromisoformat(day) + step == date.fromisoformat(value[:10]) for day in named for step in steps)
    return False
