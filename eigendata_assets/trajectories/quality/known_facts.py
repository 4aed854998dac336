"""What can be known at a moment of a dialogue: what was said, what was returned, what the definitions of tools say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Step, Trajectory
from eigendata_assets.trajectories.quality.collection import Collection
from eigendata_assets.trajectories.quality.labelled_numbers import LabelledNumbers
from eigendata_assets.verification.template.conveyed import in_words, numbers, words

_MIXED = re.compile(r"(?<![\w@.-])[\w]+(?:[-_/.@+][\w]+)*(?![\w@])")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_CLOCK = re.compile(r"(?<!\d)(\d{1,2}):\d{2}")
_QUANTITY = re.compile(r"\d[\d.,]*[a-zA-Z]{1,3}")
_IN_WORDS = {in_words(number): Decimal(number) for number in (*range(21), *range(30, 101, 10))}
_LONGEST_NAME = 4
_MOST_ROUNDED = Decimal(10**15)
_DERIVED_FROM = 60
"""From at most so many of the last different amounts, sums and differences are formed."""


@dataclass(slots=True)
class KnownFacts:
    """Names as runs of words, numbers in every reading and by field, how many things there are, amounts to add up."""

    names: set[str] = field(default_factory=set)
    numbers: set[Decimal] = field(default_factory=set)
    amounts: dict[Decimal, None] = field(default_factory=dict)
    counts: set[Decimal] = field(default_factory=set)
    labelled: LabelledNumbers = field(default_factory=LabelledNumbers)

    def hear(self, text: str) -> None:
        """What a text says is known."""
        names, found = _facts_of(text)
        self.names |= names
        self.numbers |= found

    def learn(self, value: Json) -> None:
        """What a value holds is known: its texts, its numbers, the length of its lists and the sums over them."""
        self.hear(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        self.counts.update(_counts(value))
        self.labelled.learn(value)
        for amount in _amounts(value):
            self.amounts.pop(amount, None)
            self.amounts[amount] = None

    def says_name(self, name: str) -> bool:
        """Whether a code, address or name was said; case, accents and punctuation do not matter."""
        found = words(name)
        return not found or "".join(found) in self.names

    def says_number(self, text: str) -> bool:
        """Whether some reading of a written number is known, is a known one rounded, or follows from two amounts."""
        readings = _readings(text)
        return not readings or any(self._explains(each, "%" in text or "percent" in text) for each in readings)

    def _explains(self, number: Decimal, is_share: bool) -> bool:
        if number in self.numbers or number in self.amounts or number in self.counts:
            return True
        exponent = number.as_tuple().exponent
        places = max(0, -exponent) if isinstance(exponent, int) else 0
        if any(_rounded(each, places) == number for each in (*self.numbers, *self.amounts)):
            return True
        recent = tuple(self.amounts)[-_DERIVED_FROM:]
        return any(_follows(number, places, is_share, left, right) for left, right in combinations(recent, 2))


def facts_by_step(collection: Collection, entry: Trajectory) -> Iterator[tuple[tuple[int, int, Step], KnownFacts]]:
    """Each step with what is known before it; the same object grows, so look before you go on."""
    known = KnownFacts()
    heard: set[str] = set()
    for number, (turn, offered) in enumerate(zip(entry.turns, collection.offered(entry), strict=True)):
        for tool in (tool for tools in offered.values() for tool in tools if tool.key not in heard):
            known.hear(_definition(tool))
            heard.add(tool.key)
        for message in turn.messages:
            known.hear(message.content)
            if message.role != "system":
                known.labelled.hear(message.content)
        for place, step in enumerate(turn.steps):
            yield (number, place, step), known
            for call in step.calls:
                known.learn(call.arguments)
            for result in step.results:
                known.learn(result.value)
                known.hear(result.shown)


def identifiers_in(text: str) -> Iterator[str]:
    """The codes and addresses in a text: letters and digits in one, such as `HAT-017` or `ann@example.com`."""
    for match in _MIXED.finditer(text):
        if _is_identifier(match[0]):
            yield match[0]


def _is_identifier(token: str) -> bool:
    if "@" in token:
        return True
    if _QUANTITY.fullmatch(token):
        return False  # 3pm, 2nd, 30GB
    pieces = re.split(r"[^A-Za-z0-9]+", token)
    if any(_mixes(piece) for piece in pieces):
        return True
    return any(each.isalpha() and each.isupper() for each in pieces) and any(
        each.isdigit() and len(each) > 2 for each in pieces
    )


def _mixes(piece: str) -> bool:
    has_both = any(map(str.isalpha, piece)) and any(map(str.isdigit, piece))
    return has_both and not _QUANTITY.fullmatch(piece)


def _definition(tool: ToolSchema) -> str:
    return f"{tool.name} {tool.description} {json.dumps(tool.parameters)}"


@lru_cache(2048)
def _facts_of(text: str) -> tuple[frozenset[str], frozenset[Decimal]]:
    """Runs of up to four words joined, identifiers of any length, and the numbers, of a text."""
    found = words(text)
    identifiers = {"".join(words(each)) for each in identifiers_in(text)}
    runs = ("".join(found[start : start + many]) for many in range(1, _LONGEST_NAME + 1) for start in range(len(found)))
    in_digits = {Decimal(each) for each in _DIGITS.findall(text)}
    written = {_IN_WORDS[word] for word in found if word in _IN_WORDS}
    hours = {Decimal(int(hour) % 12 or 12) for hour in _CLOCK.findall(text)}
    late = {Decimal(int(hour) % 12 + 12) for hour in _CLOCK.findall(text)}
    return frozenset(identifiers.union(runs)), frozenset(
        in_digits | written | hours | late | {number for number, _ in numbers(text)}
    )


def _readings(text: str) -> set[Decimal]:
    return {number for number, _ in numbers(text)} or {Decimal(each) for each in _DIGITS.findall(text)}


def _rounded(number: Decimal, places: int) -> Decimal | None:
    """The number with so many places, where it has more and rounding says something."""
    exponent = number.as_tuple().exponent
    more = isinstance(exponent, int) and -exponent > places
    return round(number, places) if more and abs(number) < _MOST_ROUNDED else None


def _follows(number: Decimal, places: int, is_share: bool, left: Decimal, right: Decimal) -> bool:
    """Whether a number is the sum, difference or product of two amounts, or the share of one in the other."""
    derived = [left + right, abs(left - right), left * right]
    if is_share:
        derived += [100 * part / whole for part, whole in ((left, right), (right, left)) if whole]
    return any(number in (each, _rounded(each, places)) for each in derived)


def _amounts(value: Json) -> Iterator[Decimal]:
    """The numbers in a value, and the sum over each list's fields."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from _amounts(inner)
    elif isinstance(value, list):
        yield from _sums(value)
        for inner in value:
            yield from _amounts(inner)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        amount = Decimal(str(value))
        if amount.is_finite():
            yield amount


def _counts(value: Json) -> Iterator[Decimal]:
    """How many there are in each list and table."""
    if isinstance(value, dict | list):
        yield Decimal(len(value))
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _counts(inner)


def _sums(items: list[Json]) -> Iterator[Decimal]:
    columns: dict[str, list[Decimal]] = {}
    for item in items:
        fields = item if isinstance(item, dict) else {"": item}
        for name, value in fields.items():
            if isinstance(value, int | float) and not isinstance(value, bool) and Decimal(str(value)).is_finite():
                columns.setdefault(name, []).append(Decimal(str(value)))
    for column in columns.values():
        yield sum(column, Decimal(0))
