"""Whether a computed argument is what its derivation declares: recomputed from its inputs, and meant by its parameter.

What is declared is checked, nothing is searched for. That a number happens to come out is not enough: the name or the
description of the parameter has to speak of such a thing, a unit has to be said with its number, and no input may be
without effect.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.origins import Derivation, Formula

FACTORS: Mapping[tuple[str, str], int] = {
    ("weeks", "days"): 7, ("days", "hours"): 24, ("hours", "minutes"): 60, ("minutes", "seconds"): 60,
    ("years", "months"): 12, ("dollars", "cents"): 100, ("euros", "cents"): 100, ("pounds", "pence"): 100,
    ("kilometres", "metres"): 1000, ("kilograms", "grams"): 1000, ("litres", "millilitres"): 1000,
}  # fmt: skip
"""How many of the second unit one of the first is."""

_SIGNS = {"dollars": r"\$|\busd\b", "euros": "\N{EURO SIGN}|\\beur\\b", "pounds": "\N{POUND SIGN}|\\bgbp\\b"}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_LENGTHS = frozenset("day days night nights duration length long".split())
_AMOUNTS = frozenset("amount total sum price cost charge fee payment refund value budget balance points".split())
_MEANT: Mapping[Formula, frozenset[str]] = {
    "days_between": _LENGTHS,
    "count": frozenset("number count many quantity size".split()),
    "sum": _AMOUNTS | _LENGTHS | frozenset("number count many quantity size all".split()),
    "difference": _AMOUNTS | frozenset("difference rest remaining left change number many owed due".split()),
    "product": _AMOUNTS | _LENGTHS | frozenset("number count many quantity".split()),
    "smallest": frozenset("minimum min lowest smallest least cheapest earliest first from start".split()),
    "largest": frozenset("maximum max highest largest most latest last until to end".split()),
    "joined": frozenset("name full address title text code reference".split()),
}
"""The words of which one has to stand in the name or description of a parameter that is computed so.

A day after a day, and a text in other letters, show by themselves what they are.
"""


def disagreement(derivation: Derivation, value: Json, text: str) -> str:
    """What speaks against a value being computed so for a parameter of which `text` is all that is said; else empty.

    The origins of the inputs are not looked at, but for the unit that a said number has.
    """
    values = [each.value for each in derivation.inputs]
    if not _is_meant(derivation, text):
        return f"nothing says that it is a {derivation.formula.replace('_', ' ')}"
    if _is_idle(derivation.formula, values):
        return f"{derivation.formula} of {values!r} changes nothing"
    result = recomputed(derivation, value)
    if result is None:
        return f"{derivation.formula} of {values!r} is nothing"
    if isinstance(value, bool) or result != value:
        return f"{derivation.formula} of {values!r} is {result!r}"
    return ""


def recomputed(derivation: Derivation, value: Json) -> Json:
    """What comes out of the inputs; None where the formula does not fit them.

    How a text is rewritten is not declared: what comes out is `value` where both have the same letters and digits.
    """
    values = [each.value for each in derivation.inputs]
    if derivation.formula == "converted":
        return _converted(values, derivation.units)
    if derivation.formula == "rewritten":
        return value if len(values) == 1 and _letters(values[0]) == _letters(value) != "" else None
    return _FORMULAS[derivation.formula](values)


def says_unit(text: str, unit: str) -> bool:
    """Whether a text speaks of a unit, by its name or its sign."""
    word = rf"\b{unit.removesuffix('s')}s?\b" if unit != "pence" else r"\bpen(ce|ny)\b"
    return bool(re.search(f"(?i){word}|{_SIGNS[unit]}" if unit in _SIGNS else f"(?i){word}", text))


def _is_meant(derivation: Derivation, text: str) -> bool:
    if derivation.formula == "converted":
        return derivation.units is not None and says_unit(text.replace("_", " "), derivation.units[1])
    wanted = _MEANT.get(derivation.formula)
    return wanted is None or not wanted.isdisjoint(re.findall("[a-z]+", text.lower()))


def _is_idle(formula: Formula, values: Sequence[Json]) -> bool:
    """Whether an input has no effect, so that another one would do without the formula."""
    if formula in ("sum", "difference"):
        return 0 in values
    return formula == "product" and 1 in values


def _days_between(values: Sequence[Json]) -> Json:
    if len(values) != 2 or not all(map(_is_day, values)):
        return None
    return (date.fromisoformat(values[1]) - date.fromisoformat(values[0])).days


def _add_days(values: Sequence[Json]) -> Json:
    if len(values) != 2 or not _is_day(values[0]) or not _is_number(values[1]) or values[1] != int(values[1]):
        return None
    return (date.fromisoformat(values[0]) + timedelta(days=int(values[1]))).isoformat()


def _of_numbers(values: Sequence[Json], compute: Callable[[Sequence[float]], float]) -> Json:
    if len(values) < 2 or not all(map(_is_number, values)):
        return None
    result = compute(values)
    rounded = round(result, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _count(values: Sequence[Json]) -> Json:
    return len(values[0]) if len(values) == 1 and isinstance(values[0], list) else None


def _end(values: Sequence[Json], compute: Callable[[Sequence[Json]], Json]) -> Json:
    alike = all(map(_is_number, values)) or all(map(_is_day, values))
    return compute(values) if len(values) > 1 and alike else None


def _joined(values: Sequence[Json]) -> Json:
    return " ".join(values) if len(values) > 1 and all(isinstance(each, str) and each for each in values) else None


_FORMULAS: Mapping[Formula, Callable[[Sequence[Json]], Json]] = {
    "days_between": _days_between,
    "add_days": _add_days,
    "sum": lambda values: _of_numbers(values, sum),
    "difference": lambda values: _of_numbers(values, lambda two: two[0] - two[1]) if len(values) == 2 else None,
    "product": lambda values: _of_numbers(values, math.prod),
    "count": _count,
    "smallest": lambda values: _end(values, min),
    "largest": lambda values: _end(values, max),
    "joined": _joined,
}


def _converted(values: Sequence[Json], units: tuple[str, str] | None) -> Json:
    if len(values) != 1 or not _is_number(values[0]) or units is None or units not in FACTORS:
        return None
    return _of_numbers([values[0], FACTORS[units]], math.prod)


def _is_day(value: Json) -> bool:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _letters(value: Json) -> str:
    return re.sub(r"[\W_]", "", value).casefold() if isinstance(value, str) else ""
