"""Foreign text and values as something a person can read on one line, with nothing in it that acts.

Control characters (a terminal obeys them), line separators and marks that turn the direction of writing are written as
escapes. What is long is cut, and says how long it was.
"""

from __future__ import annotations

import json
import re
import unicodedata

from eigendata_assets.artifacts.frozen import Json

NOTHING = "none"
"""Shown where a state has no value."""

_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_JOINERS = frozenset("\u200c\u200d")
_DEEPEST = 20
_LEAD = 30
_FAR = 20_000


class Prose(str):
    """Markdown that we wrote; any other string is foreign and becomes a code span."""

    __slots__ = ()


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line without characters that act, cut where it is longer than `limit` characters."""
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    shown = "".join(map(_visible, cut))
    return shown if cut is text else f"{shown} ({len(text):,} characters)"


def _visible(character: str) -> str:
    if character.isprintable() or character in _JOINERS or unicodedata.category(character) not in _ACTING:
        return character
    return json.dumps(character)[1:-1] if ord(character) != 127 else "\\u007f"


def readable(value: Json, depth: int = 0) -> str:
    """A value of a state as text: JSON, with sets as `{1, 2}` and keys of dictionaries as they are."""
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, list | tuple):
        return f"[{_joined(value, depth)}]"
    if not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    tag, content = next(iter(value.items())) if len(value) == 1 else ("", None)
    if tag == "$set" and isinstance(content, list):
        return f"{{{_joined(content, depth)}}}" if content else "set()"
    if (
        tag == "$dict"
        and isinstance(content, list)
        and all(isinstance(each, list) and len(each) == 2 for each in content)
    ):
        pairs = [(readable(key, depth + 1), item) for key, item in content]
    else:
        pairs = [(json.dumps(key, ensure_ascii=False), item) for key, item in value.items()]
    return f"{{{', '.join(f'{key}: {readable(item, depth + 1)}' for key, item in pairs)}}}"


def _joined(items: list[Json] | tuple[Json, ...], depth: int) -> str:
    return ", ".join(readable(item, depth + 1) for item in items)


def compared(before: Json, after: Json, limit: int = 120) -> tuple[str, str]:
    """Two values as text of about `limit` characters each; where one is longer, from a little before they differ."""
    left, right = (NOTHING if value is None else readable(value) for value in (before, after))
    start = max(0, _same(left, right) - _LEAD) if max(len(left), len(right)) > limit else 0
    return _window(left, start, limit), _window(right, start, limit)


def _window(text: str, start: int, limit: int) -> str:
    shown = one_line(text[start : start + limit], limit)
    if not start and len(text) <= limit:
        return shown
    more = "…" if start + limit < len(text) else ""
    return f"{'…' if start else ''}{shown}{more} ({len(text):,} characters)"


def _same(left: str, right: str) -> int:
    """How many characters two texts begin with in common; not looked for for ever."""
    pairs = zip(left[:_FAR], right[:_FAR], strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right), _FAR))


def code_span(text: str) -> Prose:
    r"""The text as a Markdown code span that can stand in a cell of a table.

    A pipe is escaped; after a backslash, where Markdown programs disagree about the escape, it is written `\u007c`.
    """
    if not text:
        return Prose("")
    piped = re.sub(r"(?<=\\)\|", r"\\u007c", text).replace("|", "\\|")
    longest = max(map(len, re.findall(r"`+", piped)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or piped[0] == piped[-1] == " " else ""
    return Prose(f"{fence}{pad}{piped}{pad}{fence}")


def as_markdown(value: object) -> str:
    """What a template may write: numbers and our prose as they are, everything else as a code span on one line."""
    return str(value) if isinstance(value, Prose | int) else code_span(one_line(str(value)))
