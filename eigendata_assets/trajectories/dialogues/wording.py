"""UserSimulatorAgent and the assistant's words by rule: phrasings of `wording.yaml`, tasks and labels of the tools."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

import yaml

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.dialogues.naming import names, plain_words, question_of
from eigendata_assets.trajectories.dialogues.values import capital, day, named, singular, written

_NAMES = frozenset({
    "number", "day", "date", "time", "code", "e-mail", "email", "name", "new", "full", "first", "last", "address",
    "phone", "title", "type", "kind", "amount", "reason", "text",
})  # fmt: skip
_IN_FIGURES = 0.3
_LONGEST_LABEL, _LONGEST_NAME = 6, 5
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

UNITS = frozenset({"dollars", "weeks", "hours", "years"})
"""The forms in which a value is put in another unit than the argument has."""


@cache
def _phrasings() -> dict[str, Json]:
    loaded: dict[str, Json] = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def _phrasings_of(place: tuple[str, ...]) -> tuple[str, ...]:
    found = _phrasings()
    for step in place:
        found = found[step]
    return tuple(found)


class Voice:
    """Draws phrasings; `written` values are those that a person writes, and a machine must still find in the text."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def say(self, *place: str, **parts: str) -> str:
        """A phrasing of a place, filled in; `{Label}` is the label with a capital letter."""
        parts |= {name.capitalize(): capital(value) for name, value in parts.items()}
        said = self.random.choice(_phrasings_of(place)).format(**parts)
        return said[:-1] if said.endswith("..") else said

    def written(self, name: str, value: Json, *, spoken: bool = False) -> str:
        """A value of this name as a person writes it: money and measures with their unit, days in various ways."""
        if not isinstance(value, str):
            return named(name, value)[1]
        if not _DAY.fullmatch(value):
            return (
                f"\N{LEFT DOUBLE QUOTATION MARK}{value}\N{RIGHT DOUBLE QUOTATION MARK}"
                if _is_speech(value)
                else written(value)
            )
        if not spoken and self.random.random() < _IN_FIGURES:
            return value
        number, month, year = day(value).split(" ")
        return self.random.choice((f"{number} {month} {year}", f"{month} {number}, {year}", f"{number} {month} {year}"))

    def computed(self, form: str, value: Json, other: str) -> str:
        """What a value is computed from as a person puts it: `in 2 weeks`, `3 days after the first day`, `$4.50`."""
        many = f"{value:.2f}" if isinstance(value, float) else str(value)
        unit = form.rpartition("_")[2]
        return self.say("computed", form, value=many, other=other, unit=unit.removesuffix("s") if value == 1 else unit)


def _is_speech(text: str) -> bool:
    """Whether a text is a sentence, so that it has to be quoted."""
    return " " in text and (text[-1] in ".!?" or len(text.split(" ")) > _LONGEST_NAME)


def said_label(name: str, parameter: Parameter | None, value: Json) -> str:
    """What a user calls a parameter: as `label_of`, and the number of what is counted."""
    label = label_of(name, parameter)
    if isinstance(value, list) and len(value) == 1:
        return singular(label)
    return named(label, value)[0] if label == _own_label(name, parameter) else label


@cache
def label_of(name: str, parameter: Parameter | None) -> str:
    """What people call a parameter: the beginning of its description where that is a name, else its own name."""
    own = _own_label(name, parameter)
    clause = re.split(r"[,;:(.]| - ", parameter.description)[0].strip() if parameter else ""
    counted = re.fullmatch(r"(?i)(?:how many|(?:the )?most|maximum|max) (\w.*?)(?: at most)?", clause)
    if counted and parameter and parameter.type == "integer":
        return f"number of {_lowered(counted[1]).removeprefix('number of ')}"
    part = re.fullmatch(r"(?i)(?:a )?part of (?:the |its |a )?(.+)", clause)
    words = re.sub(r"^(?:[Tt]he|[Aa]n?) | (?:id|ID)$", "", part[1] if part else clause).split()
    if not 0 < len(words) <= _LONGEST_LABEL:
        return own
    first, known = words[0].lower(), set(own.lower().split())
    if first == "whether" or part or first in known | _NAMES or (len(words) <= 4 and known & {*map(str.lower, words)}):
        return _lowered(" ".join(words))
    return own


def _own_label(name: str, parameter: Parameter | None) -> str:
    """What the name of a parameter says: a yes or no without its `is`, the end of a span of time, else its words."""
    words = [*plain_words(name)]
    if parameter is not None and parameter.type == "boolean":
        return " ".join(question_of(name))
    if parameter is not None and parameter.format and words[0] in names()["spans"] and len(words) <= 2:
        return str(names()["spans"][words[0]])
    return " ".join(words[:-1] if len(words) > 1 and words[-1] in ("usd", "eur", "id") else words)


def _lowered(text: str) -> str:
    return text if text.split(" ")[0].isupper() else text[:1].lower() + text[1:]
