"""UserSimulatorAgent and the assistant's words by rule: phrasings of `wording.yaml`, tasks and labels of the tools."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from random import Random

import yaml

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.trajectories.dialogues.values import capital, named, singular, written

_PARTICLES = frozenset({"in", "out", "off", "up"})
_LINKS = frozenset({"for", "in", "to", "by", "of", "with", "from", "at", "on", "out", "into"})
_VERBS = {
    "get": "look up", "search": "search for", "quote": "give me a quote for", "gives": "give me", "says": "tell me",
}  # fmt: skip
_NAMES = frozenset({"number", "day", "code", "e-mail", "name", "new", "full", "first", "last"})
_LONGEST_TASK, _IN_FIGURES = 18, 0.3
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


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
        parts |= {name.capitalize(): capital(value) for name, value in parts.items()}
        chosen: str = self.random.choice(list(found))
        said = chosen.format(**parts)
        return said[:-1] if said.endswith("..") else said

    def written(self, name: str, value: Json) -> str:
        """A value of this name as a person writes it: money and measures with their unit, days sometimes in figures."""
        if isinstance(value, str):
            is_day = _DAY.fullmatch(value)
            return value if is_day and self.random.random() < _IN_FIGURES else written(value)
        return named(name, value)[1]


def task_words(tool: str) -> str:
    """What a tool does, from its name: `book_flight` is `book the flight`."""
    verb, *rest = tool.split("_")
    verb = _VERBS.get(verb, verb)
    if len(rest) > 1 and rest[0] in _PARTICLES:
        return " ".join([verb, rest[0], "the", *rest[1:]])
    if not rest or rest[0] in _LINKS:
        return " ".join([verb, *rest])
    return " ".join([verb, "the", *rest])


def is_plain(tool: str) -> bool:
    """Whether a name is a verb and what it is done to, so that it reads as a sentence."""
    return not _LINKS & set(tool.split("_")[1:])


@cache
def described_task(description: str) -> str:
    """What a tool does, from its description, as a request: `Lists the loans of a member, ...` is `list the loans ...`.

    Empty where the beginning is no such sentence, or tells more than a user would say.
    """
    plain = re.sub(r" ?\([^)]*\)", "", description)
    plain = re.sub(r"(?:the )?up to \d+ ", lambda match: "the " if match[0].startswith("the") else "", plain)
    first = re.split(r"[,;:.]| - | and (?=\w+[^s\W]s\b)", plain)[0].strip()
    verb, _, rest = first.partition(" ")
    if not re.fullmatch(r"[A-Z][a-z]+[^s]s", verb) or not rest or len(first.split()) > _LONGEST_TASK:
        return ""
    return "" if re.search(r"[\d_]", rest) else f"{_base_form(verb.lower())} {rest}"


def _base_form(verb: str) -> str:
    """`lists` is `list`, `carries` is `carry`, `switches` is `switch`."""
    if verb in _VERBS:
        return _VERBS[verb]
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("ches", "shes", "sses", "xes", "zes")) else verb[:-1]


def said_label(name: str, parameter: Parameter | None, value: Json) -> str:
    """What a user calls a parameter: as `label_of`, and the number of what is counted."""
    label = label_of(name, parameter)
    if isinstance(value, list) and len(value) == 1:
        return singular(label)
    own = name.replace("_", " ").removesuffix(" usd").removesuffix(" id")
    return named(label, value)[0] if label == own else label


def label_of(name: str, parameter: Parameter | None) -> str:
    """What people call a parameter: the beginning of its description where that is a name, else its own name."""
    return _label(name, parameter.description if parameter else "")


@cache
def _label(name: str, description: str) -> str:
    own = name.replace("_", " ").removesuffix(" usd").removesuffix(" id")
    clause = re.split(r"[,;:(.]| - ", description)[0].strip()
    part = re.fullmatch(r"(?i)(?:a )?part of (?:the |its |a )?(.+)", clause)
    words = (part[1] if part else clause).split()
    is_name = 0 < len(words) <= 4 and (part or words[0].lower() in {*own.lower().split(), *_NAMES})
    if not is_name:
        return own
    label = " ".join(words)
    return label if words[0].isupper() else label[0].lower() + label[1:]
