"""Texts in later arguments that quote earlier results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.units import Unit, unit_of

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.]*\d)")
_NEXT_WORD = re.compile(r"\s?([^\W\d]+(?:/h|/s)?|%)")


def numbers_in(text: str) -> set[str]:
    """The numbers of a text, as they are written."""
    return set(_NUMBER.findall(text))


def rewritten(text: str, numbers: Mapping[str, str]) -> str:
    """The text with some of its numbers written otherwise."""
    return _NUMBER.sub(lambda match: numbers.get(match.group(), match.group()), text)


def measured_in(text: str) -> Iterator[tuple[str, Unit]]:
    """The numbers of a text that a unit follows, and those units."""
    for match in _NUMBER.finditer(text):
        word = _NEXT_WORD.match(text, match.end())
        unit = unit_of(word.group(1)) if word else None
        if unit:
            yield match.group(), unit


def text_arguments(seen: SeenCall) -> Iterator[tuple[str, str]]:
    """The arguments of a call that are texts, with their names."""
    for name, value in seen.call.arguments.items():
        if isinstance(value, str) and value:
            yield name, value


def later_texts(subject: AuditSubject, seen: SeenCall) -> Iterator[tuple[SeenCall, str]]:
    """The texts in the arguments of all calls that an entry makes after a call."""
    calls = subject.calls_in[seen.entry]
    for later in calls[calls.index(seen) + 1 :]:
        for _, text in text_arguments(later):
            yield later, text


def texts_of(value: Json) -> dict[str, str]:
    """The texts in a result, by the nearest key."""
    return {key: leaf for key, leaf in leaves_by_key(value) if isinstance(leaf, str)}
