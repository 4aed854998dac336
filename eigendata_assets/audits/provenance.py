"""Where the value of an argument comes from: what the user said, what tools gave before, what the schema says."""

from __future__ import annotations

import json
import re

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.subject import AuditSubject, SeenCall, user_words

_FEWEST_CHARACTERS = 3
_SAID_IN_WORDS = re.compile(r"[\d:.,/-]{4,}(t[\d:.]+z?)?|\d+(st|nd|rd|th|am|pm|%)?", re.IGNORECASE)
"""Dates, times and amounts: people say them in words."""


def is_token(value: Json) -> bool:
    """Whether a value names one thing and cannot be worded another way: one word of letters and digits."""
    if not isinstance(value, str) or len(value) < _FEWEST_CHARACTERS or re.search(r"\s", value):
        return False
    return any(each.isdigit() for each in value) and not _SAID_IN_WORDS.fullmatch(value)


def plain(text: str) -> str:
    """Letters and digits alone, in lower case: how a thing is recognized in whatever way it is written."""
    return re.sub(r"[\W_]+", "", text.casefold())


def known_before(subject: AuditSubject, seen: SeenCall, tool: ToolSchema) -> str:
    """All that the assistant has read when it makes a call, as `plain` text: words of the user, results, the schema."""
    entry = subject.by_id[seen.entry]
    earlier = subject.calls_in[seen.entry]
    results = [each.result.shown for each in earlier[: earlier.index(seen)] if each.result]
    said = user_words(entry, seen.turn + 1)
    schema = json.dumps([tool.description, tool.parameters], ensure_ascii=False)
    return plain(" ".join([*said, *results, schema]))


def has_source(value: Json, known: str) -> bool:
    """Whether a value is in what is known; a date or code may be written with other signs between its parts."""
    return plain(str(value)) in known
