"""Where the text of an argument comes from: copied, copied and altered, filled in, or written freely."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.audits.known_texts import Known
from eigendata_assets.audits.wording import likeness, numbers, plain, words

Kind = Literal["copied", "altered quotation", "altered result", "filled in", "free"]
"""copied: it stands somewhere as it is. altered: nearly so. filled in: a quotation with blanks. free: none of these."""

PHRASE = 3
"""From so many words (numbers are none) on, a text is a phrase, and no name or date."""

_ALIKE = 0.85
_NAME = 6
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*\d|\d\w*_|\d{6}")
_PART_ALIKE = 0.5
_BLANK = re.compile(r"(?i:\bx{2,}\b)|\bX\b|\{\w*\}|<\w+>|\[\w+\]|_{2,}|\.{3}|\$\w*\{")


@dataclass(frozen=True, slots=True)
class Origin:
    """`source` is the text that it was copied from; `how` says how it differs; `known` is the share of known words."""

    kind: Kind
    source: str = ""
    how: str = ""
    known: float = 1.0


def is_phrase(text: str) -> bool:
    """Whether a text has several words; a date or a number has none."""
    return len(text.split()) >= PHRASE and sum(not word[0].isdigit() for word in words(text)) >= PHRASE


def names_in(text: str) -> list[str]:
    """The identifiers within a text: of letters and digits, or of many digits; no amounts and no dates."""
    return [each for each in re.findall(r"[\w.@-]*\w", text) if len(each) >= _NAME and _IDENTIFIER.search(each)]


def origin_of(value: str, known: Known, used: Iterable[str] = ()) -> Origin:
    """The origin of a phrase; `used` are quotations that other arguments repeat as they are."""
    cut = next((each for each in known.quoted if each != value and each.rstrip(".!?") == value.rstrip(".!?")), None)
    if cut is not None and value not in known.quoted and value not in known.shown_texts:
        return Origin("altered quotation", cut, "the punctuation at its end is other")
    if any(value.lstrip("#@$") in text for text in known.texts):
        return Origin("copied")
    free = [quoted for quoted in known.quoted if quoted not in set(used)]
    quoted = max(free, key=lambda text: likeness(text, value), default="")
    if likeness(quoted, value) >= _ALIKE or (_BLANK.search(quoted) and likeness(quoted, value) >= _PART_ALIKE):
        if "".join(quoted.split()) == "".join(value.split()):
            return Origin("copied", quoted)
        blank = _BLANK.search(quoted) or _other_numbers(quoted, value)
        return Origin("filled in" if blank else "altered quotation", quoted, difference(quoted, value))
    turned = next((text for text in free if is_phrase(text) and _has_the_words_of(text, value)), None)
    if turned is not None:
        return Origin("altered quotation", turned, difference(turned, value) or "some of its words are others")
    phrases = [text for text in known.shown_texts if is_phrase(text)]
    shown = max(phrases, key=lambda text: likeness(text, value), default="")
    how = difference(shown, value)
    if shown and how:
        return Origin("altered result", shown, how)
    if plain(value) in known.plain_text:
        return Origin("copied")
    found = words(value)
    return Origin("free", known=sum(word in known.words for word in found) / len(found))


def difference(source: str, value: str) -> str:
    """How a text differs from its source, in words; empty where it is not a copy of it."""
    left, right = words(source), words(value)
    if left == right:
        spaces = "".join(source.split()) == "".join(value.split())
        return "its line breaks or spaces are others" if spaces else "its punctuation or case is other"
    if Counter(left) == Counter(right):
        return "its words are in another order"
    if likeness(source, value) >= _ALIKE:
        return "some of its words are others"
    parts = _is_subsequence(right, left) and len(right) >= 2 * PHRASE
    return "words in its middle are missing" if parts and likeness(source, value) >= _PART_ALIKE else ""


def _has_the_words_of(source: str, value: str) -> bool:
    """Whether nearly all words of two texts are the same, in whatever order."""
    left, right = Counter(words(source)), Counter(words(value))
    return sum((left & right).values()) >= _ALIKE * max(left.total(), right.total())


def _is_subsequence(part: list[str], whole: list[str]) -> bool:
    rest = iter(whole)
    return all(word in rest for word in part)


def _other_numbers(source: str, value: str) -> bool:
    """Whether two texts differ in the values of their numbers, and in nothing else."""
    left, right = (re.sub(r"[\d.,]*\d", "", text) for text in (source, value))
    return left == right and set(numbers(source)) != set(numbers(value))
