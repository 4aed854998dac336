"""A request announces a text or a value, and does not give it (issue: literals missing)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject, user_words
from eigendata_assets.audits.wording import quotations

_THINGS = r"(message|text|words?|sentence|phrase|content|title|caption|comment|description|name|password)"
_ANNOUNCED = re.compile(
    rf"\b(the following {_THINGS}|{_THINGS} (below|as follows|that follows)|this {_THINGS}\s*:|{_THINGS} is\s*:)",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"''|\"\"|``|\u201c\u201d|\u2018\u2019|\[\s*\]|<\s*>|\{\s*\}")
_SHORT = 2


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Turns that announce a text with nothing after it, in the last words of the user or in any later turn."""
    same: dict[str, list[tuple[Trajectory, int]]] = {}
    for entry in subject.entries:
        for number, turn in enumerate(entry.turns):
            said = " ".join(message.content for message in turn.messages if message.role == "user")
            if turn.steps and _is_missing(said) and not _comes_later(entry, number):
                same.setdefault(said, []).append((entry, number))
    return (_defect(said, group) for said, group in same.items())


def _is_missing(said: str) -> bool:
    """Whether quotation marks are empty, or nothing follows an announcement."""
    if _EMPTY.search(said):
        return True
    return any(
        len(said[match.end() :].split()) < _SHORT and not quotations(said) for match in _ANNOUNCED.finditer(said)
    )


def _comes_later(entry: Trajectory, number: int) -> bool:
    return any(quotations(text) for text in user_words(entry)[number + 1 :])


def _defect(said: str, group: list[tuple[Trajectory, int]]) -> Defect:
    entry, number = group[0]
    return Defect(
        function=None,
        cause=f"missing literal in turn {number}",
        message=f"The request announces a text that it does not give: {said!r}.",
        evidence=Evidence(entry=entry.id, expected="the text that is announced", facts={"turn": number, "said": said}),
        repair="Give the text in the request.",
        confidence=0.75,
        affects=tuple(dict.fromkeys(each.id for each, _ in group)),
    )


CHECK = Check(
    code="announced_text_missing",
    component="intent",
    title="A request announces a text that it does not give.",
    needs=frozenset({"references", "requests"}),
    run=run,
)
