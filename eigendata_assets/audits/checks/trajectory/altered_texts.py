"""A reference passes a quotation or a result otherwise than it was given (EigenData 4.1, trajectory errors 2)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.audits.argument_texts import Phrase, phrases
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject

_CONFIDENCE = {
    ("altered quotation", "the punctuation at its end is other"): 0.72,
    ("altered quotation", "its punctuation or case is other"): 0.75,
    ("altered quotation", "some of its words are others"): 0.85,
    ("altered quotation", "its words are in another order"): 0.85,
    ("altered result", "its words are in another order"): 0.85,
    ("altered result", "its line breaks or spaces are others"): 0.75,
    ("altered result", "its punctuation or case is other"): 0.8,
    ("altered result", "words in its middle are missing"): 0.75,
}


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Texts that are nearly a quotation of the user or a result shown before; the same one once for all entries."""
    same: dict[tuple[str, str, str, str], list[Phrase]] = {}
    for phrase in phrases(subject):
        if phrase.origin.kind in ("altered quotation", "altered result"):
            key = (phrase.seen.tool, phrase.parameter, phrase.value, phrase.origin.source)
            same.setdefault(key, []).append(phrase)
    return (_defect(subject, group) for group in same.values())


def _defect(subject: AuditSubject, group: Sequence[Phrase]) -> Defect:
    phrase, origin = group[0], group[0].origin
    what = "the user's quotation" if origin.kind == "altered quotation" else "what a call before it returned"
    return reference_defect(
        subject,
        [each.seen for each in group],
        f"{phrase.parameter} is {what}, but {origin.how}: {phrase.value!r} instead of {origin.source!r}.",
        expected=f"{phrase.parameter} as it was given: {origin.source!r}",
        repair=f"Pass {origin.source!r}.",
        confidence=_CONFIDENCE.get((origin.kind, origin.how), 0.72),
        facts={"parameter": phrase.parameter, "passed": phrase.value, "given": origin.source, "how": origin.how},
    )


CHECK = Check(
    code="text_altered",
    component="trajectory",
    title="A reference alters a text that it was given to pass on.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
