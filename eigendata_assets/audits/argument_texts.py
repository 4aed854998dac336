"""The phrases among the arguments of references, each with its origin, read once for all checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.text_origin import Origin, is_phrase, origin_of


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text of several words that a reference passes, and where it comes from."""

    seen: SeenCall
    parameter: str
    value: str
    origin: Origin
    known: Known


def phrases(subject: AuditSubject) -> Iterator[Phrase]:
    """All phrases in the arguments of references, in order."""
    for calls in subject.calls_in.values():
        used = [value for seen in calls for _, value in texts_in(seen.call.arguments)]
        for seen in calls:
            texts = [(name, value) for name, value in texts_in(seen.call.arguments) if is_phrase(value)]
            if texts:
                known = known_at(subject, seen)
                for name, value in texts:
                    yield Phrase(seen, name, value, origin_of(value, known, used), known)


def alike(subject: AuditSubject, wanted: Callable[[Phrase], bool]) -> list[list[Phrase]]:
    """The phrases that are wanted, those together in which a tool gets the same text."""
    same: dict[tuple[str, str], list[Phrase]] = {}
    for phrase in filter(wanted, phrases(subject)):
        same.setdefault((phrase.seen.tool, phrase.value), []).append(phrase)
    return list(same.values())


def texts_in(arguments: dict[str, Json]) -> Iterator[tuple[str, str]]:
    """Parameter and text, for every argument that is a text or a list of texts."""
    for name, value in arguments.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str):
                yield name, each
