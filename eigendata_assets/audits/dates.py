"""Whether a text says a date, in whatever form people write dates."""

from __future__ import annotations

import re
from datetime import date

from eigendata_assets.audits.wording import numbers

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_MONTH_YEAR = re.compile(r"(\d{1,2})/(?:(\d{2})?(\d{2}))")
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_RELATIVE = re.compile(
    r"\b(today|tonight|tomorrow|yesterday|(next|this|coming|following|last|previous) \w+|in \w+ (days?|weeks?|months?)"
    r"|(days?|weeks?) (after|before|later)|weekend|(mon|tues|wednes|thurs|fri|satur|sun)day|christmas|new year)\b",
    re.IGNORECASE,
)


def is_date(text: str) -> bool:
    """Whether a text is a day, or a month with a year."""
    return bool(_ISO.fullmatch(text) or _MONTH_YEAR.fullmatch(text))


def says_date(said: str, value: str) -> bool:
    """Whether day and month (month and year of `12/2028`) are said in any form, or a day relative to others is."""
    day = _ISO.fullmatch(value)
    found = {int(number) for number in numbers(_without_ordinals(said)) if float(number).is_integer()}
    if day is None:
        month, year = _month_year(value)
        return _says_month(said, found, month) and bool({year, 2000 + year} & found)
    try:
        wanted = date(int(day[1]), int(day[2]), int(day[3]))
    except ValueError:
        return False
    return (_says_month(said, found, wanted.month) and wanted.day in found) or bool(_RELATIVE.search(said))


def _says_month(said: str, found: set[int], month: int) -> bool:
    return month in found or bool(re.search(rf"\b{_MONTHS[(month - 1) % 12]}[a-z]*\b", said, re.IGNORECASE))


def _month_year(value: str) -> tuple[int, int]:
    match = _MONTH_YEAR.fullmatch(value)
    return (int(match[1]), int(match[3])) if match else (0, 0)


def _without_ordinals(text: str) -> str:
    """`15th` as `15`, and the parts of `20241115`, `2024/11/15` and `09.10.` apart."""
    apart = re.sub(r"(?<=\d)[/.\-:](?=\d)", " ", text)
    apart = re.sub(r"\b(\d{4})(\d{2})(\d{2})\b", r"\1 \2 \3", apart)
    return re.sub(r"\b(\d+)(st|nd|rd|th)\b", r"\1", apart, flags=re.IGNORECASE)
