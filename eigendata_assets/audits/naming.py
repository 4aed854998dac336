"""Names of parameters and result keys as words, and when two of them name the same quantity."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_EMPTY = frozenset(
    {"current", "new", "old", "the", "total", "target", "value", "amount", "to", "of", "next", "in", "a"}
)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in snake_case or camelCase, in lower case."""
    return tuple(word.casefold() for word in _WORD.findall(name))


def same_quantity(left: str, right: str) -> bool:
    """Whether two names are the same but for words that only qualify, like `speed` and `currentSpeed`."""
    one, other = (tuple(word for word in words_of(name) if word not in _EMPTY) for name in (left, right))
    return bool(one) and one == other


def singular(word: str) -> str:
    """An English plural without its ending; other words as they are."""
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ss", "ss"), ("s", "")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word
