"""A reference misspells a name that the user put in quotation marks (EigenData 4.1, trajectory errors 2)."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from eigendata_assets.audits.argument_texts import texts_in
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.known_texts import Known, known_at
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall
from eigendata_assets.audits.text_origin import is_phrase

_ALIKE = 0.85
_SHORTEST = 4


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Names that stand nowhere, beside a quotation of nearly that name which no call passes."""
    same: dict[tuple[str, str, str], list[SeenCall]] = {}
    for calls in subject.calls_in.values():
        passed = {text for seen in calls for _, text in texts_in(seen.call.arguments)}
        for seen in calls:
            for name, text in texts_in(seen.call.arguments):
                if len(text) >= _SHORTEST and not is_phrase(text):
                    quoted = _nearly(text, known_at(subject, seen), passed)
                    if quoted:
                        same.setdefault((name, text, quoted), []).append(seen)
    for (name, text, quoted), seen_calls in same.items():
        yield reference_defect(
            subject,
            seen_calls,
            f"The user says {quoted!r}, and {name} is {text!r}, which stands nowhere else; no call passes {quoted!r}.",
            expected=f"{name} as the user says it: {quoted!r}",
            repair=f"Pass {quoted!r}.",
            confidence=0.85,
            facts={"parameter": name, "passed": text, "given": quoted},
        )


def _nearly(text: str, known: Known, passed: set[str]) -> str | None:
    """A quotation that no call passes, and that is nearly a text which stands nowhere."""
    free = [each for each in known.quoted if each not in passed and not any(each in other for other in passed)]
    alike = [each for each in free if _ALIKE <= SequenceMatcher(None, each, text).ratio() < 1]
    if not alike or any(text in other for other in known.texts) or text.strip("#@$") in alike:
        return None
    digits = [each for each in alike if _digits(each) == _digits(text)]
    return digits[0] if digits else None


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


CHECK = Check(
    code="name_altered",
    component="trajectory",
    title="A reference misspells a name that the user quotes.",
    needs=frozenset({"references", "requests"}),
    run=run,
)
