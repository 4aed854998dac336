"""Small numbers that stand beside the name of a field: `3 seats`, `seats: 3`, where the results say how many seats.

A small number occurs somewhere in nearly every dialogue, so that it was said or returned at all shows little. Beside
the name of a field that was returned or given, it must be a value of that field, or follow from such values.
"""

from __future__ import annotations

import re
from calendar import month_abbr, month_name
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import islice, takewhile

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.verification.template.conveyed import in_words, words

Label = tuple[str, ...]

SMALL = Decimal(99)
"""Greater numbers are rarely there by chance: that they are known at all is enough."""

_NUMBER = re.compile(r"(?<![\w.,:/#@-])\d{1,2}(?![\w:/@%-]|[.,]\d)")
_WORD = r"[A-Za-z]+"
_BEFORE = re.compile(
    rf"((?:{_WORD}[ \t]+){{0,3}}{_WORD})(?:[ \t]*[:=(][ \t]*|[ \t]+(?:is|are|of)[ \t]+|[ \t]+)[$\u20ac\u00a3\u00a5]?$"
)
_AFTER = re.compile(rf"[ \t]+({_WORD}(?:[ \t]+{_WORD}){{0,2}})")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_IN_WORDS = {in_words(number): Decimal(number) for number in (*range(21), *range(30, 91, 10))}
_SEPARATES = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_SAYS_NOTHING = frozenset("a an and are as at be by for from has in is it of on or the to with".split())
"""Words that name no field by themselves."""

_MONTH = rf"(?:{'|'.join((*month_name[1:], *month_abbr[1:]))})\b"
_TO = r"[ \t]*(?:to|until|and|or|[-\u2013])[ \t]*"
_DAY_BEFORE = re.compile(rf"{_MONTH}\.?[ \t]+(?:\d{{1,2}}{_TO})?$")
_DAY_AFTER = re.compile(rf"(?:{_TO}\d{{1,2}})?[ \t]+(?:of[ \t]+)?{_MONTH}")
_HOLDS_DAY = re.compile(rf"\b\d{{4}}-\d\d-\d\d|{_MONTH}")

_PROSE = 4
"""A text of so many words is prose: what it says is not the value of one field alone."""


@dataclass(frozen=True, slots=True)
class Mislabelled:
    """A number that a text gives a field, and the values of the field that are known."""

    written: str
    label: str
    known: tuple[str, ...]


@dataclass(slots=True)
class LabelledNumbers:
    """For every field its numbers: values, lengths of lists, sums over lists; and all numbers that were said.

    `days` are the fields that hold days: the 4 of `your stay from 4 to 6 July` is none of the number of stays.
    """

    fields: dict[Label, set[Decimal]] = field(default_factory=dict)
    days: set[Label] = field(default_factory=set)
    said: set[Decimal] = field(default_factory=set)

    def hear(self, text: str) -> None:
        """Whatever a person says may be repeated."""
        self.said.update(map(Decimal, _NUMBER.findall(text)))
        self.said.update(_IN_WORDS[word] for word in words(text) if word in _IN_WORDS)

    def learn(self, value: Json, name: str = "") -> None:
        """The fields in a value are known, with their numbers."""
        if isinstance(value, dict):
            for key, inner in value.items():
                self.learn(inner, key)
        elif isinstance(value, list):
            self._add(name, [Decimal(len(value))])
            for inner in value:
                self.learn(inner, name)
            self._add_sums(value)
        elif isinstance(value, str):
            if len(value.split()) >= _PROSE:
                self.hear(value)
            self._add(name, _numbers_in(value))
            if _HOLDS_DAY.search(value):
                self.days.add(label_of(name))
        elif isinstance(value, int | float) and not isinstance(value, bool) and Decimal(str(value)).is_finite():
            self._add(name, [Decimal(str(value))])

    def mislabelled(self, text: str) -> Iterator[Mislabelled]:
        """The small numbers in a text that stand beside the name of a field and are none of its numbers."""
        for match in _NUMBER.finditer(text):
            number, is_day = Decimal(match[0]), _is_day(text, match)
            named = [
                (label, known)
                for labels in (_labels_before(text, match.start()), _labels_after(text, match.end()))
                for label, known in self._first_known(labels, is_day=is_day)
            ]
            if named and number not in self.said and not any(_follows(number, known) for _, known in named):
                label, known = named[0]
                yield Mislabelled(match[0], " ".join(label), tuple(str(each) for each in sorted(known)[:5]))

    def _first_known(self, labels: Iterable[Label], *, is_day: bool) -> Iterator[tuple[Label, set[Decimal]]]:
        """The first of some labels that names a field, with its numbers; for a day, one that holds days."""
        found = ((label, self._numbers_of(label, self.days if is_day else self.fields)) for label in labels)
        yield from islice((pair for pair in found if pair[1]), 1)

    def _numbers_of(self, label: Label, fields: Iterable[Label]) -> set[Decimal]:
        """The numbers of all those fields whose names end with the label, or begin with it where it has several words.

        What follows the label is then a unit, as in `bag_fee_usd`.
        """
        size = len(label)
        named = (name for name in fields if name[-size:] == label or (size > 1 and name[:size] == label))
        return set().union(*(self.fields.get(name, set()) for name in named))

    def _add(self, name: str, numbers: Iterable[Decimal]) -> None:
        if label := label_of(name):
            self.fields.setdefault(label, set()).update(numbers)

    def _add_sums(self, items: list[Json]) -> None:
        sums: dict[str, Decimal] = {}
        for item in items:
            for name, value in item.items() if isinstance(item, dict) else ():
                if isinstance(value, int | float) and not isinstance(value, bool) and Decimal(str(value)).is_finite():
                    sums[name] = sums.get(name, Decimal(0)) + Decimal(str(value))
        for name, total in sums.items():
            self._add(name, [total])


def _is_day(text: str, number: re.Match[str]) -> bool:
    """Whether a number is the day of a month: `4 July`, `July 4`, `4 to 6 July`."""
    before = text[max(0, number.start() - 20) : number.start()]
    return bool(_DAY_BEFORE.search(before) or _DAY_AFTER.match(text, number.end()))


@lru_cache(4096)
def label_of(name: str) -> Label:
    """The words of a field's name or of a phrase, in the singular, without what names nothing at the end."""
    found = [_singular(word.lower()) for word in _SEPARATES.split(name) if word]
    while found and found[-1] in _SAYS_NOTHING:
        found.pop()
    return tuple(found)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _labels_before(text: str, start: int) -> Iterator[Label]:
    """What the words before a number may name, the longest first."""
    if before := _BEFORE.search(text[max(0, start - 80) : start]):
        words_before = label_of(before[1])
        ends = (words_before[first:] for first in range(len(words_before)))
        yield from (end for end in ends if not _SAYS_NOTHING.issuperset(end))


def _labels_after(text: str, end: int) -> Iterator[Label]:
    """What the words after a number may name, the longest first; a word that names nothing ends them."""
    if after := _AFTER.match(text, end):
        run = tuple(takewhile(lambda word: word not in _SAYS_NOTHING, label_of(after[1])))
        yield from (run[:many] for many in range(len(run), 0, -1))


def _follows(number: Decimal, known: set[Decimal]) -> bool:
    """Whether a number is one of some, rounded or not, or the sum or difference of two."""
    if number in known or any(round(each) == number for each in known if abs(each) < SMALL):
        return True
    return any(abs(number - each) in known for each in known) and len(known) > 2


@lru_cache(4096)
def _numbers_in(text: str) -> frozenset[Decimal]:
    return frozenset(Decimal(each) for each in _DIGITS.findall(text))
