"""Whether a value of a reference can come from anywhere: request, policy, results, data, sums of these.

It errs on the side of the reference: a value is unexplained only where nothing at all speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.dates import is_date, says_date
from eigendata_assets.audits.known_texts import Known
from eigendata_assets.audits.wording import numbers, plain, words

_TRIVIAL = frozenset({0.0, 1.0, 2.0, 10.0, 100.0, 1000.0})
_SMALL = 3
_COARSEST = 500


def is_explained(value: Json, known: Known, program: str = "") -> bool:
    """Whether something speaks for a value; `program` is the source of the tools, whose literals they may return."""
    if isinstance(value, bool) or value is None:
        return True
    if isinstance(value, int | float):
        return number_is_explained(float(value), known)
    return text_is_explained(value, known, program)


def text_is_explained(value: str, known: Known, program: str) -> bool:
    """Whether a text was said, shown, stored, told; is a date that was said; or is made of known words and numbers."""
    bare = plain(value)
    if not bare or bare in known.plain_text or f'"{value}"' in program or f"'{value}'" in program:
        return True
    if is_date(value) and says_date(known.said, value):
        return True
    name = re.sub(r"\.[A-Za-z]{1,4}$", "", value)
    rest = [word for word in words(name) if word not in known.words]
    return all(_is_part(word, known) for word in rest)


def number_is_explained(value: float, known: Known) -> bool:
    """Whether a number is known, or the rounded sum, difference, product or quotient of two that are."""
    direct = known.numbers | known.stored_numbers | known.told_numbers
    if value in direct or value in _TRIVIAL or any(_rounds_to(each, value) for each in direct):
        return True
    said = known.numbers | known.told_numbers | _TRIVIAL
    if any(_rounds_to(result, value) for left in said for right in direct | said for result in _sums(left, right)):
        return True
    return any(_rounds_to(each * rate, value) for each in said for rate in rates(known))


def rates(known: Known) -> Iterable[float]:
    """What calls made of the numbers that they were passed, such as rates of exchange, and the reverse."""
    passed, returned = (
        {float(each) for each in some if isinstance(each, float)} for some in (known.passed, known.returned)
    )
    for left in passed:
        for right in returned:
            yield from (left / right if right else left, right / left if left else right)


def leaves(value: Json) -> Iterable[Json]:
    """The texts and numbers in an argument."""
    if isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from leaves(item)
    else:
        yield value


def _is_part(word: str, known: Known) -> bool:
    """Whether a word is a known number, or a piece, a stem or the initials of known words."""
    if word[0].isdigit():
        return any(number_is_explained(each, known) for each in numbers(word))
    stem = word[: max(_SMALL + 1, len(word) - _SMALL)]
    if len(word) > _SMALL and any(each.startswith(stem) for each in known.words):
        return True
    return len(word) <= _SMALL + 1 and _are_initials(word, known.said)


def _are_initials(word: str, said: str) -> bool:
    """Whether the letters of a short word come in this order in one or two words, and begin one: `nyc`, `nvda`."""
    letters = r"\w*?\s?\w*?".join(map(re.escape, word))
    return bool(re.search(rf"\b{letters}", said.casefold()))


def _sums(left: float, right: float) -> tuple[float, ...]:
    quotients = (left / right if right else left, right / left if left else right)
    return (left + right, left - right, right - left, left * right, *quotients)


def _rounds_to(exact: float, value: float) -> bool:
    if abs(exact - value) > _COARSEST:
        return False
    return any(round(exact, digits) == value for digits in range(-_SMALL, 5))
