"""Whether a text conveys a value: a number, a date, a time or a name, in any of the usual ways to write it.

Part of every verification program, so only the standard library is used (EigenData paper, section 4.1: outcome (iii),
the critical information was conveyed).
"""

import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any

_STAMP = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}:\d{2}(?::\d{2})?")
_MONEY = r"(?:[$\u20ac\u00a3\u00a5\u20b9]|(?:usd|eur|gbp|chf|jpy|cad|aud|inr)(?=\d))? ?"
_GROUPED = r"\d{1,3}(?:(?P<by>[.,'\u2019_ \u00a0\u202f])\d{3})(?:(?P=by)\d{3})*(?:[.,]\d+)?(?!\d)"
_UNIT = r"%|percent\b|k\b|thousand\b|m\b|million\b|bn\b|billion\b"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?P<sign>(?:minus |negative |(?<!\w)[-\u2212])?){_MONEY}(?P<late>[-\u2212]?)"
    rf"(?P<digits>{_GROUPED}|\d+(?:[.,]\d+)?) ?(?P<unit>{_UNIT})?"
)
_TIMES = {
    "%": Decimal("0.01"), "percent": Decimal("0.01"), "k": Decimal(1000), "thousand": Decimal(1000),
    "m": Decimal(10**6), "million": Decimal(10**6), "bn": Decimal(10**9), "billion": Decimal(10**9),
}  # fmt: skip
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?")
_PLAIN_NUMBER = re.compile(r"[$\u20ac\u00a3\u00a5]?[-+]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?%?")
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]}|t?\.?)" for name in _MONTHS)
_NUMBER_OF = {name[:3]: number for number, name in enumerate(_MONTHS, start=1)}
_DAY, _TH = r"0?([1-9]\d?)", r"(?:st|nd|rd|th)?"
_ALONE, _ENDS = r"(?<![\w/.-])", r"(?!\d|[/-]\d)"
_YEAR = rf"(?:(?:,? ?|-)(\d{{4}})|(?!,? ?-?\d{{4}})){_ENDS}"
_YEAR_FIRST = re.compile(rf"{_ALONE}(\d{{4}})[-/.]{_DAY}[-/.]{_DAY}{_ENDS}")
_YEAR_LAST = re.compile(rf"{_ALONE}{_DAY}[-/.]{_DAY}[-/.](\d{{4}}|\d{{2}}){_ENDS}")
_MONTH_FIRST = re.compile(rf"{_ALONE}({_MONTH}) (?:the )?{_DAY}{_TH}\b{_YEAR}")
_DAY_FIRST = re.compile(rf"{_ALONE}{_DAY}{_TH}[ -](?:of )?({_MONTH})(?![a-z]){_YEAR}")
_NOT_IN_NUMBER = r"(?<![\w:.])"
_TIME_OF_24 = re.compile(rf"{_NOT_IN_NUMBER}0?(\d\d?)[:.h](\d\d)(?::(\d\d))?(?! ?[ap]\.?m\b)(?![\d:])")
_TIME_OF_12 = re.compile(rf"{_NOT_IN_NUMBER}0?(1[0-2]|[1-9])(?:[:.](\d\d)(?::(\d\d))?)? ?([ap])\.?m\b(?![\d:])")
_TIME_BY_NAME = re.compile(rf"{_NOT_IN_NUMBER}(midnight|noon)(?![\d:])")
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
_NUMBER_WORDS = frozenset({*_ONES, *_TENS[2:], "hundred", "thousand", "minus"})
_WORD = re.compile(r"[^\W_]+")
_ARTICLES = frozenset({"a", "an", "the"})
_MOST_IN_WORDS = 10**6


def conveyed(value: Any, text: str) -> bool:
    """Whether the text says the value; case, articles, accents, punctuation and the way of writing do not matter."""
    if isinstance(value, bool) or value is None or isinstance(value, dict | list):
        return False
    return _conveyed(value, text)


@lru_cache(4096, typed=True)
def _conveyed(value: str | float, text: str) -> bool:
    if isinstance(value, int | float):
        return _number_conveyed(Decimal(str(value)), text)
    return _text_conveyed(value, text)


def words(text: str) -> list[str]:
    """The words of a text, in one case, without accents, punctuation and articles."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(each for each in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(each))
    return [word for word in _WORD.findall(plain) if word not in _ARTICLES]


@lru_cache(4096)
def _padded(text: str) -> str:
    return f" {' '.join(words(text))} "


@lru_cache(4096)
def _lowered(text: str) -> str:
    return " ".join(text.casefold().split(" "))


def _text_conveyed(value: str, text: str) -> bool:
    if date := _DATE.fullmatch(value):
        return _date_conveyed(date, _lowered(text))
    if time := _TIME.fullmatch(value):
        return _time_conveyed(time.groups(), _lowered(text))
    found = words(value)
    if not found:
        return value in text
    if any(f" {' '.join(order)} " in _padded(text) for order in _orders(found)):
        return True
    number = _PLAIN_NUMBER.fullmatch(value) and not re.match(r"0\d", value)
    return bool(number) and any(_same_number(each, 0, text) for each, _ in numbers(value))


def _orders(found: list[str]) -> Iterator[list[str]]:
    """The words as they are; a name of two or three words also with the last one first."""
    yield found
    if 2 <= len(found) <= 3 and not any(char.isdigit() for word in found for char in word):
        yield [found[-1], *found[:-1]]


def _number_conveyed(value: Decimal, text: str) -> bool:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        return False
    if _same_number(value, -exponent, text):
        return True
    whole = value == value.to_integral_value() and abs(value) < _MOST_IN_WORDS
    return whole and f"{'minus ' * (value < 0)}{in_words(abs(int(value)))}" in _numbers_in_words(text)


@lru_cache(4096)
def _numbers_in_words(text: str) -> frozenset[str]:
    """The longest runs of number words in a text, without "and"."""
    found = _padded(text).split()
    if _NUMBER_WORDS.isdisjoint(found):
        return frozenset()
    marked = [word if word in _NUMBER_WORDS else "," for word in found if word != "and"]
    return frozenset(run.strip() for run in " ".join(marked).split(",") if run.strip())


def _same_number(value: Decimal, places: int, text: str) -> bool:
    """Whether a number of the text is the value, or the value rounded to two places or more."""
    return any(
        number == value or (2 <= shown < places and number == round(value, shown)) for number, shown in numbers(text)
    )


@lru_cache(4096)
def numbers(text: str) -> frozenset[tuple[Decimal, int]]:
    """The numbers that a text may be read to hold, with the places after their point; dates and times left out."""
    return frozenset(
        (sign * number * times, places)
        for match in _NUMBER.finditer(_STAMP.sub(";", _lowered(text)))
        for number, places in _readings(match["digits"], match["by"])
        for sign in _signs(match)
        for times in {Decimal(1), _TIMES.get(match["unit"] or "", Decimal(1))}
    )


def _signs(match: re.Match[str]) -> tuple[int, ...]:
    if match["sign"] or match["late"]:
        return (-1,)
    in_brackets = match.string[match.start() - 1 : match.start()] == "(" and match.string[match.end() :][:1] == ")"
    return (1, -1) if in_brackets else (1,)


def _readings(digits: str, by: str | None) -> Iterator[tuple[Decimal, int]]:
    """1,234 may be a thousand or one and a bit; 1 234 a thousand or two numbers."""
    if by is None:
        whole, _, places = digits.replace(",", ".").partition(".")
        yield Decimal(f"{whole}.{places}" if places else whole), len(places)
        return
    grouped = digits.replace(by, "")
    whole, _, places = grouped.replace(",", ".").partition(".")
    yield Decimal(f"{whole}.{places}" if places else whole), len(places)
    if by in ".," and digits.count(by) == 1 and len(grouped) == len(digits) - 1 and not places:
        yield Decimal(digits.replace(",", ".")), 3
    if by == " " and "." not in grouped and "," not in grouped:
        yield from ((Decimal(part), 0) for part in digits.split(" "))


def in_words(number: int) -> str:
    """A whole number below a million in English words, without "and"."""
    if number >= 1000:
        rest = f" {in_words(number % 1000)}" if number % 1000 else ""
        return f"{in_words(number // 1000)} thousand{rest}"
    if number >= 100:
        rest = f" {in_words(number % 100)}" if number % 100 else ""
        return f"{_ONES[number // 100]} hundred{rest}"
    if number >= 20:
        return _TENS[number // 10] + (f" {_ONES[number % 10]}" if number % 10 else "")
    return _ONES[number]


def _date_conveyed(date: re.Match[str], text: str) -> bool:
    year, month, day, *time = date.groups()
    if day.lstrip("0") not in text:  # looked for first: dates are not read in a text without their day
        return False
    told = {(each, int(month), int(day)) for each in (year, year[2:], "")}
    return not told.isdisjoint(dates(text)) and (time[0] is None or _time_conveyed(tuple(time), text))


@lru_cache(4096)
def dates(text: str) -> frozenset[tuple[str, int, int]]:
    """The dates that a text in lower case may be read to hold; a year of two digits stays one, that of none is empty.

    3/5 is the third of May and the fifth of March.
    """
    found = {(year, int(month), int(day)) for year, month, day in _YEAR_FIRST.findall(text)}
    for one, other, year in _YEAR_LAST.findall(text):
        found |= {(year, int(one), int(other)), (year, int(other), int(one))}
    named = [*_MONTH_FIRST.findall(text), *((name, day, year) for day, name, year in _DAY_FIRST.findall(text))]
    return frozenset(found) | {(year, _NUMBER_OF[name[:3]], int(day)) for name, day, year in named}


def _time_conveyed(parts: tuple[str | None, ...], text: str) -> bool:
    hour, minute, second = parts
    return (int(hour or 0), minute or "00", second or "00") in times(text)


@lru_cache(4096)
def times(text: str) -> frozenset[tuple[int, str, str]]:
    """The times of day that a text in lower case tells by either clock: hour up to 23, minute and second."""
    found = {(int(hour), minute, second or "00") for hour, minute, second in _TIME_OF_24.findall(text)}
    for hour, minute, second, half in _TIME_OF_12.findall(text):
        found.add((int(hour) % 12 + 12 * (half == "p"), minute or "00", second or "00"))
    return frozenset(found | {(12 * (name == "noon"), "00", "00") for name in _TIME_BY_NAME.findall(text)})
