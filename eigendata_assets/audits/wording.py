"""What people write, as far as it can be read without a model: quotations, numbers, words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

_QUOTED = re.compile(
    r"""(?<![\w\\])'(?=\S)(?P<single>(?:[^'\n]|(?<=\w|\\)'(?=\w))+?)(?<=[^\s\\])'(?!\w)"""
    r"""|(?<!\w)"(?=\S)(?P<double>[^"\n]+?)(?<=\S)"(?!\w)"""
    r"""|`(?P<tick>[^`\n]+)`|\u201c(?P<curly>[^\u201d\n]+)\u201d|(?<!\w)\u2018(?P<low>[^\n]+?)\u2019(?!\w)"""
)

_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
)
_NAMED: dict[str, float] = {word: value for value, word in enumerate(f"{_ONES} eighteen nineteen".split())}
_NAMED |= {
    word: (number + 2) * 10
    for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split())
}
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
_NAMED |= {word: number + 1 for number, word in enumerate(_ORDINALS)}
_NAMED |= {"half": 0.5, "quarter": 0.25, "couple": 2, "pair": 2, "double": 2, "twice": 2, "triple": 3, "dozen": 12}
_NAMED |= {"single": 1, "once": 1, "a": 1, "an": 1, "quintet": 5, "no": 0, "none": 0, "both": 2}
_SCALES = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "billion": 10**9}


def quotations(text: str) -> list[str]:
    """What stands in quotation marks, in order.

    An apostrophe within a word is none; a backslash before one is not part of the text.
    """
    found = (next(group for group in match.groups() if group is not None) for match in _QUOTED.finditer(text))
    return [each.replace("\\'", "'").replace('\\"', '"') for each in found]


def words(text: str) -> list[str]:
    """The words and numbers of a text, in one case; `fileName` and `file_name` are two words each."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text).replace("_", " ")
    return re.findall(r"\d+(?:[.,]\d+)*|[^\W\d]+", parted.casefold())


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """A text in one case, without punctuation and `@`, `#` at its ends, and with single spaces."""
    return re.sub(r"\s+", " ", text).strip(" \t\n.,;:!?'\"`@#$").casefold()


def numbers(text: str) -> Iterator[float]:
    """The numbers that a text says, in digits or in words; `1,000`, `two thousand`, `5k` and `third` too."""
    for match in _NUMBER.finditer(text):
        yield float(match.group().replace(",", ""))
    tokens = re.findall(r"\d+(?:\.\d+)?|[a-z]+", text.casefold().replace(",", ""))
    for at, token in enumerate(tokens):
        if token in _NAMED or token[0].isdigit():
            yield from _scaled(tokens, at)


def _scaled(tokens: list[str], at: int) -> Iterator[float]:
    """The number that starts at a token, with the units and scales that follow it."""
    token = tokens[at]
    value = _NAMED[token] if token in _NAMED else float(token)
    yield value
    for follower in tokens[at + 1 : at + 4]:
        if follower in _SCALES:
            value *= _SCALES[follower]
        elif follower in _NAMED and value >= 20 > _NAMED[follower]:
            value += _NAMED[follower]
        else:
            return
        yield value


@lru_cache(maxsize=1 << 14)
def number_set(text: str) -> frozenset[float]:
    """All that `numbers` reads in a text."""
    return frozenset(numbers(text))


def likeness(left: str, right: str) -> float:
    """How much of two texts is the same words in the same order, from 0 to 1."""
    return SequenceMatcher(None, words(left), words(right), autojunk=False).ratio()
