"""What the name and the words of a tool promise: to look something up, to change something, or that luck decides."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.naming import singular, words_of
from eigendata_assets.audits.subject import AuditSubject

READS = frozenset(
    "get list show view read find search look lookup fetch retrieve query display describe count check is has can "
    "estimate calculate compute convert compare preview verify validate track".split()
)
"""Verbs of tools that only tell something."""

WRITES = frozenset(
    "add append approve archive assign authenticate block book borrow buy cancel cast change clear close comment copy "
    "create decline decrease delete deposit disable edit enable enroll extend fill follow fund grant increase insert "
    "join leave like lock login logout make mark merge modify move mute open order pay pin place post publish purchase "
    "put refund register reject release remove rename renew reply report reschedule reserve resolve return revoke "
    "save schedule sell send set share start stop submit subscribe swap transfer undo unfollow unlike unlock "
    "unsubscribe update upload waive withdraw write".split()
)
"""Verbs of tools that change something."""

_MOST = re.compile(
    r"\b(?:up to|at most|no more than|a maximum of|the first|the top) (\d+) (\w+(?: \w+)?)", re.IGNORECASE
)
_MOVES = frozenset({"in", "out", "off", "on", "into"})
_OF_LOOK_UPS = frozenset({"status", "history", "details", "info", "list", "summary", "stats"})
_SHARED_PREFIX = 20
_LUCK = re.compile(
    r"\brandom|\bsimulat|\bnon-?deterministic|\bcurrent (date|time)|\bnow\b|\btoday|\bvar(y|ies)\b|\bchance|"
    r"\bshuffl|\bunique|\bgenerat|\bestimat|\bapproximat|\bsampl",
    re.IGNORECASE,
)


def verb_of(tool: ToolSchema) -> str:
    """The first word of the name that is a verb we know; empty without one."""
    return next((word for word in words_of(tool.name) if word in READS | WRITES), "")


def announced_most(tool: ToolSchema) -> tuple[int, frozenset[str]] | None:
    """How many of what a tool says that it gives at most; None where it says nothing.

    Of `up to 20 cheap rooms` it is 20, and the words that may name the things: `cheap` and `room`.
    """
    found = _MOST.search(tool.description)
    things = frozenset(singular(word) for word in found.group(2).casefold().split()) if found else frozenset()
    return (int(found.group(1)), things) if found else None


def only_tells(tool: ToolSchema) -> bool:
    """Whether the name promises to change nothing: `get_login_status` does, `get_or_create_user` does not."""
    words = words_of(tool.name)
    verb = verb_of(tool)
    after = words[words.index(verb) + 1 :] if verb in READS and verb else []
    joined = bool({"or", "and"} & set(after)) and bool(WRITES & set(after))
    return verb in READS and not joined and not set(after[:1]) & _MOVES


def is_to_change(tool: ToolSchema) -> bool:
    """Whether the name promises that the tool changes something: its first word says so, or its only other word."""
    words = list(words_of(tool.name))
    begins = (
        words[:1]
        if words[:1] and words[0] in WRITES
        else words[1:]
        if len(words) == 2 and words[0] not in READS
        else []
    )
    return bool(begins) and begins[0] in WRITES and not set(words) & _OF_LOOK_UPS


def own_words(subject: AuditSubject, tool: ToolSchema) -> str:
    """The tool's description without what all tools of its toolkit say alike."""
    others = [each.description for each in subject.toolset.tools if each.toolkit == tool.toolkit]
    shared = sum(1 for _ in takewhile(lambda letters: len({*letters}) == 1, zip(*others, strict=False)))
    return tool.description[shared if len(others) > 1 and shared >= _SHARED_PREFIX else 0 :]


def all_words(subject: AuditSubject, tool: ToolSchema) -> str:
    """All that the schema says about a tool, its parameters and its results, and the code about itself."""
    method = subject.code.methods.get(tool.key)
    texts = [own_words(subject, tool), *_descriptions(tool.parameters), *_descriptions(tool.returns or {})]
    return "\n".join([*texts, method.docstring if method else ""])


def admits_luck(subject: AuditSubject, tool: ToolSchema) -> bool:
    """Whether something is said that lets results differ from call to call."""
    return _LUCK.search(all_words(subject, tool)) is not None


def _descriptions(schema: Json) -> list[str]:
    if isinstance(schema, list):
        return [text for each in schema for text in _descriptions(each)]
    if not isinstance(schema, dict):
        return []
    own: list[Any] = [schema["description"]] if isinstance(schema.get("description"), str) else []
    return own + [text for part in schema.values() for text in _descriptions(part)]
