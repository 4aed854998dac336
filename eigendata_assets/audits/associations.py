"""Which words of requests go with which tools, counted over all entries; each request counts once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.wording import plain, quotations, words

_ENDING = re.compile(r"(ation|ing|ion|ed|es|ly|al|s|e)$")
_FEWEST = 3
_TWICE = 2


@dataclass(frozen=True, slots=True)
class Request:
    """What was said since the last turn in which something was changed, and the turn that answers it."""

    entry: str
    turn: int
    said: str


@dataclass(frozen=True)
class Associations:
    """How often words stand in requests, and with which tools; and which tools are called in one turn."""

    words: Counter[str]
    words_with: Counter[tuple[str, str]]
    tools: Counter[str]
    together: Counter[tuple[str, str]]

    def for_tool(self, said: str, tool: str, own: bool) -> float:
        """The share of the other requests with a word of the text that call a tool, for the word with the greatest.

        `own` says that the text itself was counted with the tool.
        """
        shares = [0.0]
        for word in features(said):
            others, having = self.words_with[word, tool] - own, self.words[word] - 1
            if having >= _FEWEST and others >= _TWICE:
                shares.append(others / having)
        return max(shares)

    def with_others(self, tool: str, called: frozenset[str]) -> float:
        """The share of the turns with one of the other called tools that call a tool, too."""
        others = [each for each in called if each != tool and self.tools[each] > _FEWEST]
        return max(((self.together[each, tool] - 1) / (self.tools[each] - 1) for each in others), default=0.0)


def requests_of(subject: AuditSubject) -> list[Request]:
    """The requests of all entries, one for each turn."""
    found = []
    for entry in subject.entries:
        waiting: list[str] = []
        for number, turn in enumerate(entry.turns):
            waiting += [message.content for message in turn.messages if message.role == "user"]
            found.append(Request(entry.id, number, "\n".join(waiting)))
            if any(step.changed for step in turn.steps):
                waiting = []
    return found


def associate(subject: AuditSubject, requests: list[Request]) -> Associations:
    """The counts; entries that say the same count once, with all tools that any of them calls."""
    called: dict[str, set[str]] = {}
    for request in requests:
        called.setdefault(plain(request.said), set()).update(tools_called(subject, request))
    counts = Associations(Counter(), Counter(), Counter(), Counter())
    for said, tools in called.items():
        found = features(said)
        counts.words.update(found)
        counts.tools.update(tools)
        counts.words_with.update((word, tool) for word in found for tool in tools)
        counts.together.update((one, other) for one in tools for other in tools)
    return counts


def tools_called(subject: AuditSubject, request: Request) -> frozenset[str]:
    """The tools that the turn of a request calls."""
    return frozenset(seen.tool for seen in subject.calls_in[request.entry] if seen.turn == request.turn)


def features(text: str) -> frozenset[str]:
    """The stems of a text's words outside quotation marks, and each two in a row."""
    for quoted in quotations(text):
        text = text.replace(quoted, " ")
    stems = [stem(word) for word in words(text) if not word[0].isdigit()]
    return frozenset([*stems, *(f"{one} {other}" for one, other in pairwise(stems))])


def stem(word: str) -> str:
    """A word without its usual ending: `booking`, `booked` and `books` are one."""
    return _ENDING.sub("", word) if len(word) > _FEWEST + 1 else word
