"""Whether a number follows from what was said and shown: a stricter question than whether anything at all explains it.

Digits of identifiers (`B-13`) count only as they are; what the data stores counts only under a related name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.explanations import rates
from eigendata_assets.audits.known_texts import Known
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.wording import number_set, numbers

_IDENTIFIER = re.compile(r"\b[A-Za-z]+[-_]?\d[\w-]*|\b\d+[A-Za-z_]+\w*")
_SCALES = (1.0, 2.0, 4.0, 7.0, 10.0, 12.0, 24.0, 30.0, 52.0, 60.0, 100.0, 365.0, 1000.0, 3600.0)
"""Halves and quarters, days, months, hours and minutes, per cent and thousandths."""
_PARTS = (7.0, 12.0, 60.0)
"""Of so many days, months or dozens, minutes or seconds one unit has to the next: an hour and twenty minutes."""
_FRACTIONS = (0.25, 0.5)
_DIGITS = 4
_IN_A_ROW = 3
_FEW = 24
_SMALL = 5.0
"""Up to here a number is too easily meant without being said: once, a pair, a few."""


def follows(value: float, known: Known, shown: Sequence[Json], state: Json, related: Iterable[str]) -> bool:
    """Whether a number was said, shown, stored under a related name, or is made of such by at most two steps.

    `shown` are the arguments and results of the calls before; what the tool itself says is among what is known.
    """
    operands = _operands(known.said, shown) | _composed(known.said)
    stored = set(_stored_under(state, frozenset(related)))
    told = known.told_numbers | stored
    if abs(value) <= _SMALL or value in known.numbers | told:
        return True
    if _near(value, operands | told | _pairs(set(known.told_numbers), stored)):
        return True
    scaled = {each * scale for each in operands for scale in _SCALES}
    scaled |= {each / scale for each in operands for scale in _SCALES}
    if _near(value, scaled):
        return True
    large = {each for each in operands if abs(each) > 1}
    made = _pairs(large, large | {each for each in told if abs(each) > 1})
    if operands & {2.0, 0.5}:
        made |= _sums({each * 2 for each in large} | {each / 2 for each in large}, large)
    if len(large) <= _FEW:
        made |= _sums(_sums(large, large), large)
    made |= {each * rate for each in large for rate in rates(known)}
    return _near(value, made, exact=True)


def _operands(said: str, shown: Sequence[Json]) -> set[float]:
    """What was said, passed or returned as a quantity; each also without its sign."""
    found = set(number_set(_IDENTIFIER.sub(" ", said)))
    for _, each in (pair for value in shown for pair in leaves_by_key(value)):
        if isinstance(each, str):
            found |= number_set(_IDENTIFIER.sub(" ", each))
        elif not isinstance(each, bool):
            found.add(float(each))
    return found | {-each for each in found}


def _composed(said: str) -> set[float]:
    """What two numbers said in a row make: `a minute and a half`, `two hours and ten minutes` in minutes."""
    row = list(numbers(_IDENTIFIER.sub(" ", said)))
    pairs = [(one, other) for at, one in enumerate(row) for other in row[at + 1 : at + _IN_A_ROW]]
    halves = {one + other for one, other in pairs if other in _FRACTIONS}
    return halves | {one * parts + other for one, other in pairs for parts in _PARTS}


def _stored_under(state: Json, related: frozenset[str]) -> Iterator[float]:
    for key, leaf in leaves_by_key(state):
        if isinstance(leaf, int | float) and not isinstance(leaf, bool) and related & set(words_of(key)):
            yield float(leaf)


def _pairs(left: set[float], right: set[float]) -> set[float]:
    found = {result for one in left for other in right for result in (one + other, one - other, one * other)}
    return found | {one / other for one in left for other in right if other}


def _sums(left: set[float], right: set[float]) -> set[float]:
    return {result for one in left for other in right for result in (one + other, one - other)}


def _near(value: float, candidates: Iterable[float], exact: bool = False) -> bool:
    """Whether the number is one of the candidates, rounded as people round; `exact`: to a fraction at most."""
    digits = range(1 if exact else 0, _DIGITS)
    return any(abs(each - value) <= 1.0 and any(round(each, n) == value for n in digits) for each in candidates)
