"""Units of measure in words: which one a description names, by what it measures."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPELLINGS: dict[str, dict[str, str]] = {
    "speed": {
        "km/h": r"km/h|kmh|kph|kilomet(?:er|re)s? (?:per|an) hour",
        "mph": r"mph|mi/h|miles? (?:per|an) hour",
        "m/s": r"m/s|met(?:er|re)s? (?:per|a) second",
        "m/h": r"m/h",
        "knots": r"knots?",
    },
    "length": {
        "kilometers": r"km|kilomet(?:er|re)s?",
        "miles": r"miles?",
        "meters": r"met(?:er|re)s?",
        "feet": r"feet|foot|ft",
        "centimeters": r"cm|centimet(?:er|re)s?",
        "inches": r"inch(?:es)?",
    },
    "temperature": {"Celsius": r"celsius|centigrade|°c", "Fahrenheit": r"fahrenheit|°f", "Kelvin": r"kelvins?"},
    "volume": {"gallons": r"gallons?", "liters": r"lit(?:er|re)s?", "milliliters": r"ml|millilit(?:er|re)s?"},
    "mass": {
        "kilograms": r"kg|kilograms?|kilos?",
        "pounds": r"pounds?|lbs?",
        "grams": r"grams?",
        "ounces": r"ounces?",
    },
    "pressure": {"psi": r"psi", "bar": r"bars?", "kPa": r"kpa|kilopascals?", "atm": r"atm|atmospheres?"},
    "duration": {
        "milliseconds": r"ms|milliseconds?",
        "seconds": r"seconds|secs?",
        "minutes": r"minutes|mins?",
        "hours": r"hours|hrs?",
        "days": r"days",
    },
    "size": {
        "bytes": r"bytes?",
        "kilobytes": r"kb|kilobytes?",
        "megabytes": r"mb|megabytes?",
        "gigabytes": r"gb|gigabytes?",
    },
    "money": {
        "USD": r"usd|us dollars?|u\.s\. dollars?",
        "EUR": r"eur|euros?",
        "GBP": r"gbp|british pounds?|pounds sterling",
        "JPY": r"jpy|yen",
        "CNY": r"cny|rmb|yuan",
        "cents": r"cents",
    },
    "angle": {"degrees": r"degrees", "radians": r"radians?"},
    "share": {"percent": r"percent(?:age)?|%", "fraction": r"fractions?"},
}
_PATTERNS = {
    (kind, unit): re.compile(rf"(?<![\w/])(?:{spelling})(?![\w/])", re.IGNORECASE)
    for kind, units in _SPELLINGS.items()
    for unit, spelling in units.items()
}
_WITHIN = {"length": "speed", "duration": "speed", "mass": "money", "angle": "temperature"}
"""What a word of one kind may be a part of: `km per hour`, `degrees Celsius`."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit, and what it measures."""

    kind: str
    name: str


def unit_of(text: str) -> Unit | None:
    """The unit that a description names; None where it names none, or several."""
    found: dict[str, set[str]] = {}
    for (kind, name), pattern in _PATTERNS.items():
        if pattern.search(text):
            found.setdefault(kind, set()).add(name)
    kinds = {kind: names for kind, names in found.items() if _WITHIN.get(kind) not in found}
    if len(kinds) != 1:
        return None
    ((kind, names),) = kinds.items()
    return Unit(kind, next(iter(names))) if len(names) == 1 else None


def names_units(values: tuple[object, ...]) -> bool:
    """Whether some values are names of units, so that a caller chooses one."""
    texts = [value for value in values if isinstance(value, str)]
    return any(pattern.fullmatch(text) for text in texts for pattern in _PATTERNS.values())
