"""What tools do, as people ask for it: by the beginning of a tool's description, or else by its name."""

from __future__ import annotations

import re
from functools import cache

from eigendata_assets.trajectories.dialogues.naming import is_verb, names, plain_words

_PARTICLES = frozenset({"in", "out", "off", "up"})
_LINKS = frozenset({"for", "in", "to", "by", "of", "with", "from", "at", "on", "out", "into", "as"})
_ASKING = ("where", "how", "which", "what", "who", "when", "whether")
_ARTICLES = ("the", "all", "a", "an", "every")
_BEHIND_NOUNS = frozenset({"whose", "that", "which", "who", "of", "with", "where", "and"})
_LONGEST_TASK = 18


def task_words(tool: str) -> str:
    """What a tool does, from its name: `book_flight` is `book the flight`."""
    verb, *rest = _words(tool)
    if not is_verb(verb):
        return f"run \N{LEFT DOUBLE QUOTATION MARK}{' '.join([verb, *rest])}\N{RIGHT DOUBLE QUOTATION MARK}"
    as_asked = "search for" if verb == "search" else names()["as_asked"].get(verb, verb)
    if len(rest) > 1 and rest[0] in _PARTICLES:
        return " ".join([as_asked, rest[0], "the", *rest[1:]])
    if not rest or rest[0] in _LINKS:
        return " ".join([as_asked, *rest])
    return " ".join([as_asked, "the", *rest])


def is_plain(tool: str) -> bool:
    """Whether a name is a verb and what it is done to, so that it reads as a sentence."""
    verb, *rest = _words(tool)
    return bool(rest) and is_verb(verb) and not _LINKS & set(rest)


def _words(tool: str) -> list[str]:
    """The words of a name, written out but for the first: a short form is no verb."""
    return [tool.split("_")[0], *plain_words(tool.partition("_")[2])] if "_" in tool else [tool]


@cache
def described_task(description: str) -> str:
    """What a tool does, from its description, as a request: `Lists the loans of a member, ...` is `list the loans ...`.

    A description may also be an order, or name what is given. Empty where the beginning is nothing of that, or tells
    more than a user would say.
    """
    plain = re.sub(r" ?\([^)]*\)", "", " ".join(description.split()))
    plain = re.sub(r"^(?:This|The) (?:tool|function|method|endpoint|call) ", "", plain)
    plain = re.sub(r"(?:the )?up to \d+ ", lambda match: "the " if match[0].startswith("the") else "", plain)
    first = re.split(r"[,;:.]| - | and (?=\w+[^s\W]s\b)", plain)[0].strip()
    first = re.sub(r" (?:and|or|but|then)$", "", first)
    if not first or len(first.split()) > _LONGEST_TASK or re.search(r"[\d_]", first):
        return ""
    return _asked(first)


def _asked(first: str) -> str:
    """The beginning of a description as what somebody is asked to do."""
    verb, _, rest = first.partition(" ")
    opening, follows = verb.lower(), rest.partition(" ")[0].lower()
    if opening in _ASKING:
        return f"tell me {opening} {rest}"
    if opening in _ARTICLES:
        return f"show me {opening} {rest}"
    if is_verb(opening) and rest:
        return f"{_as_asked(opening)} {rest}"
    if not rest or follows in _BEHIND_NOUNS:
        return f"show me the {_lowered(first)}" if follows in _BEHIND_NOUNS else ""
    if re.fullmatch(r"[a-z]+[^s]s", opening):
        return f"{_as_asked(_base_form(opening))} {_others_too(rest)}"
    return ""


def _as_asked(verb: str) -> str:
    return str(names()["as_asked"].get(verb, verb))


def _others_too(rest: str) -> str:
    """A second verb in its base form: `or unblocks a place` is `or unblock a place`."""
    return re.sub(r"^(or|and|then) (\w+[^s]s)\b", lambda match: f"{match[1]} {_base_form(match[2])}", rest)


def _base_form(verb: str) -> str:
    """`lists` is `list`, `carries` is `carry`, `switches` is `switch`."""
    if verb.endswith("ies"):
        return f"{verb[:-3]}y"
    return verb[:-2] if verb.endswith(("ches", "shes", "sses", "xes", "zes")) else verb[:-1]


def _lowered(text: str) -> str:
    return text if text[:2].isupper() else text[:1].lower() + text[1:]
