"""Canonical JSON: one text, and one hash, for all JSON values that Python's `==` holds to be equal.

25 equals 25.0 and True equals 1; the order of keys does not matter. In a *view* of a state, where a dictionary with
one tag stands for what JSON has no form for (see `execution/worker/snapshot.py`), neither does the order of `$set` and
`$dict`, and a number is the same number under every tag. Only the standard library is used, because the sandboxed
worker imports this module too.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

_HUGE = 10**4000
"""Python reads and writes no longer integers as JSON (its own limit is 4,300 digits)."""
_MOST_DIGITS = 20_000
"""A decimal number of more digits, written without an exponent, is told from an integer or fraction that equals it."""


_AS_IS = frozenset({str, int, type(None)})


def canonical_json(value: Any, *, view: bool = False) -> str:
    """The canonical text of a JSON value, or of a view: ASCII, sorted keys, no blanks.

    Raises ValueError where the value holds NaN, an infinity, or something that is not JSON.
    """
    return _text(canonical(value, view))


def canonical_hash(value: Any, *, view: bool = False) -> str:
    """32 hexadecimal digits (BLAKE2b) of the canonical text; equal exactly when the values are equal."""
    return hash_of_text(canonical_json(value, view=view))


def hash_of_text(canonical_text: str) -> str:
    """32 hexadecimal digits (BLAKE2b) of a canonical text."""
    return hashlib.blake2b(canonical_text.encode("ascii"), digest_size=16).hexdigest()


def canonical(value: Any, view: bool = False) -> Any:
    """The value with every number in one form; in a view, also sets sorted, and dictionaries of any keys."""
    kind = type(value)
    if kind in _AS_IS:
        return value
    if kind is dict:
        return _canonical_dict(value, view)
    if kind is list or kind is tuple:
        return [item if type(item) in _AS_IS else canonical(item, view) for item in value]
    if kind is bool:
        return int(value)
    if kind is float:
        return int(value) if math.isfinite(value) and value.is_integer() else value
    raise ValueError(f"a {kind.__name__} has no canonical JSON form")


def canonical_number(number: Fraction) -> Any:
    """The int or float that equals the fraction, else `{"$ratio": [numerator, denominator]}`."""
    if number.denominator == 1:
        return whole(number.numerator)
    try:
        nearest = float(number)
    except OverflowError:
        nearest = math.inf
    if math.isfinite(nearest) and Fraction(nearest) == number:
        return nearest
    return {"$ratio": [whole(number.numerator), whole(number.denominator)]}


def whole(number: int) -> Any:
    """The integer, or `{"$int": hexadecimal}` where it has more digits than can be written as JSON."""
    return number if -_HUGE < number < _HUGE else {"$int": hex(number)}


_text = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _canonical_dict(value: dict[str, Any], view: bool) -> Any:
    if view and len(value) == 1:
        ((tag, content),) = value.items()
        if tag in _IN_ONE_FORM:
            return _IN_ONE_FORM[tag](content)
    for key in value:
        if type(key) is not str:
            raise ValueError(f"a key that is a {type(key).__name__} has no canonical JSON form")
    return {key: item if type(item) in _AS_IS else canonical(item, view) for key, item in value.items()}


def _sorted_set(items: list[Any]) -> Any:
    return {"$set": sorted((canonical(item, True) for item in items), key=_text)}


def _sorted_pairs(pairs: list[list[Any]]) -> Any:
    return {"$dict": sorted((canonical(pair, True) for pair in pairs), key=lambda pair: _text(pair[0]))}


def _ratio(parts: list[Any]) -> Any:
    return canonical_number(Fraction(*(int(part["$int"], 16) if isinstance(part, dict) else part for part in parts)))


def _decimal(text: str) -> Any:
    sign, digits, exponent = Decimal(text).as_tuple()
    if not any(digits):
        return 0
    if not isinstance(exponent, int) or len(digits) + abs(exponent) <= _MOST_DIGITS:
        return canonical_number(Fraction(text))
    significant = "".join(map(str, digits)).rstrip("0")
    return {"$decimal": f"{'-' * sign}{significant}E{exponent + len(digits) - len(significant)}"}


_IN_ONE_FORM: dict[str, Callable[[Any], Any]] = {
    "$set": _sorted_set,
    "$dict": _sorted_pairs,
    "$ratio": _ratio,
    "$decimal": _decimal,
}
