"""A request gives a beginning, an end and a length that do not agree (issue: the request contradicts itself)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.wording import numbers

_TIME = (
    r"(?:\d{1,2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?|noon|midnight)"
    r"(?:\s+(?:o'clock|in the (?:morning|afternoon|evening)|at night))?"
)
_SPAN = re.compile(
    rf"\b(?:from|between)\s+({_TIME})\s*(?:to|until|till|through|and|-|\u2013)\s*({_TIME})", re.IGNORECASE
)
_LENGTH = re.compile(
    r"\b(?:for|lasting|which is|that is|that's)\s+((?:[\w.]+\s+){0,3}?[\w.]+)[\s-]+(hours?|minutes?)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_HALF_DAY, _DAY, _HOUR = 12 * 60, 24 * 60, 60
_LESS = re.compile(r"\b(any|some|within|at least|at most|up to|about|less|longest|each|every|per)\b", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Sentences with one span of time and one length, where no reading of the times gives that length."""
    for entry in subject.entries:
        for number, turn in enumerate(entry.turns):
            for message in turn.messages if turn.steps else ():
                for sentence in _SENTENCE.split(message.content) if message.role == "user" else ():
                    if contradicts_itself(sentence):
                        yield _defect(entry, number, sentence)


def contradicts_itself(sentence: str) -> bool:
    """Whether a sentence says from when until when, and for how long, and the two do not agree."""
    spans, lengths = _SPAN.findall(sentence), _LENGTH.findall(sentence)
    if len(spans) != 1 or len(lengths) != 1 or _LESS.search(sentence):
        return False
    (start, end), (amount, unit) = spans[0], lengths[0]
    said = {each * (_HOUR if unit.casefold().startswith("hour") else 1) for each in numbers(amount)}
    possible = {(to - at) % _DAY for at in _minutes(start) for to in _minutes(end)}
    return bool(said) and not possible & (said | {sum(said)})


def _minutes(text: str) -> set[int]:
    """The minutes of the day that a time can mean: without `am` or `pm`, before and after noon."""
    low = text.casefold()
    if "noon" in low and "after" not in low:
        return {_HALF_DAY}
    if "midnight" in low:
        return {0}
    hour, _, rest = re.sub(r"[^\d:]", "", low).partition(":")
    at = int(hour) % 24 * _HOUR + int(rest or 0)
    return {at, at % _HALF_DAY, at % _HALF_DAY + _HALF_DAY}


def _defect(entry: Trajectory, number: int, sentence: str) -> Defect:
    return Defect(
        function=None,
        cause=f"span of time in turn {number}",
        message=f"The request gives a beginning, an end and a length that do not agree: {sentence!r}.",
        evidence=Evidence(
            entry=entry.id,
            toolkits=entry.toolkits,
            calls=entry.calls,
            expected="times and a length that agree",
            facts={"turn": number, "said": sentence},
        ),
        repair="Say the times or the length alone, or make them agree.",
        confidence=0.85,
        affects=(entry.id,),
    )


CHECK = Check(
    code="span_contradicts_length",
    component="intent",
    title="A request gives times and a length that do not agree.",
    needs=frozenset({"references", "requests"}),
    run=run,
)
