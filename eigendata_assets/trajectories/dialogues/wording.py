"""UserSimulatorAgent and the assistant's words by rule: phrasings of `wording.yaml`, facts of schemas and results."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import yaml

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter

_PARTICLES = frozenset({"in", "out", "off", "up"})
_LINKS = frozenset({"for", "in", "to", "by", "of", "with", "from", "at", "on", "out", "into"})
_DAY, _MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT\d\d:\d\d:00"
_MOST_ITEMS, _MOST_FACTS = 5, 9


@cache
def _phrasings() -> dict[str, Json]:
    loaded: dict[str, Json] = yaml.safe_load(Path(__file__).with_name("wording.yaml").read_text(encoding="utf-8"))
    return loaded


class Voice:
    """Draws phrasings; `written` values are those that a person writes, and a machine must still find in the text."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def say(self, *place: str, **parts: str) -> str:
        """A phrasing of a place, filled in; `{Label}` is the label with a capital letter."""
        found = _phrasings()
        for step in place:
            found = found[step]
        parts |= {name.capitalize(): value[:1].upper() + value[1:] for name, value in parts.items()}
        chosen: str = self.random.choice(list(found))
        return chosen.format(**parts)

    def written(self, value: Json) -> str:
        """A value as a person writes it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list):
            return _joined([self.written(each) for each in value])
        if isinstance(value, str) and re.fullmatch(_DAY, value) and self.random.random() < 0.7:
            return day(value)
        if isinstance(value, str) and re.fullmatch(_MOMENT, value):
            return f"{day(value[:10])} at {value[11:16]}"
        return str(value)


def day(text: str) -> str:
    """A date as people write it: 5 June 2025."""
    moment = date.fromisoformat(text)
    return f"{moment.day} {moment:%B} {moment.year}"


def shown(value: Json) -> str:
    """A value as the assistant tells it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and re.fullmatch(_DAY, value):
        return day(value)
    if isinstance(value, str) and re.fullmatch(_MOMENT, value):
        return f"{day(value[:10])} at {value[11:16]}"
    return "none" if value is None else str(value)


def task_words(tool: str) -> str:
    """What a tool does, from its name: `book_flight` is `book the flight`."""
    verb, *rest = tool.split("_")
    verb = {"get": "look up", "list": "list", "search": "search for"}.get(verb, verb)
    if len(rest) > 1 and rest[0] in _PARTICLES:
        return " ".join([verb, rest[0], "the", *rest[1:]])
    if not rest or rest[0] in _LINKS:
        return " ".join([verb, *rest])
    return " ".join([verb, "the", *rest])


def label_of(name: str, parameter: Parameter | None) -> str:
    """What people call a parameter: the beginning of its description where that is a name, else its own name."""
    own = name.replace("_", " ").removesuffix(" usd").removesuffix(" id")
    clause = re.split(r"[,;:(.]| - ", parameter.description)[0].strip() if parameter else ""
    words = clause.split()
    is_name = 0 < len(words) <= 4 and words[0].lower() in {
        *own.lower().split(),
        "number",
        "day",
        "code",
        "e-mail",
        "name",
    }
    if not is_name:
        return own
    return clause if words[0].isupper() else clause[0].lower() + clause[1:]


def told(value: Json) -> str:
    """What a result says, in words."""
    return " ".join(_sentences(value))


def _sentences(value: Json) -> Iterator[str]:
    if not isinstance(value, dict):
        value = {"result": value}
    plain = {name: each for name, each in value.items() if not isinstance(each, dict | list)}
    if any(each is not None for each in plain.values()):
        yield f"{_capital(_facts(plain))}."
    for name, each in value.items():
        if isinstance(each, dict):
            yield f"{_capital(name.replace('_', ' '))}: {_facts(each)}."
        elif isinstance(each, list):
            yield _list(name, each)


def _list(name: str, items: Sequence[Json]) -> str:
    label = name.replace("_", " ")
    if not items:
        return f"There are no {label}."
    some = [
        f"({number}) {_facts(each) if isinstance(each, dict) else shown(each)}"
        for number, each in enumerate(items[:_MOST_ITEMS], 1)
    ]
    more = f", the first {_MOST_ITEMS}" if len(items) > _MOST_ITEMS else ""
    return f"{_capital(label)} ({len(items)}{more}): {'; '.join(some)}."


def _facts(record: dict[str, Json]) -> str:
    flat = [(name, each) for name, each in record.items() if each is not None and not isinstance(each, dict | list)]
    return ", ".join(f"{name.replace('_', ' ')} {shown(each)}" for name, each in flat[:_MOST_FACTS])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
