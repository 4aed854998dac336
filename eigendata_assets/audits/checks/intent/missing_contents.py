"""A reference writes a text of which the request gives nothing (EigenData 4.1: the request is underspecified)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.argument_texts import Phrase, alike
from eigendata_assets.audits.associations import stem
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.wording import words

_LONG = 4
_FEWEST = 3


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Texts that a write keeps, none of whose longer words were said by anybody, shown or passed before."""
    for group in alike(subject, lambda phrase: bool(phrase.seen.changed) and has_no_source(phrase)):
        phrase = group[0]
        yield reference_defect(
            subject,
            [each.seen for each in group],
            f"Nothing that was said or shown tells what {phrase.parameter} is to say; the reference writes "
            f"{phrase.value!r}.",
            expected=f"a request that says what {phrase.parameter} is about",
            repair=f"Say {phrase.value!r} in the request.",
            confidence=0.86,
            facts={"parameter": phrase.parameter, "passed": phrase.value},
        )


def has_no_source(phrase: Phrase) -> bool:
    """Whether a text has several words of its own, and none of them has a source."""
    if phrase.origin.kind != "free":
        return False
    given = {stem(word) for text in (phrase.known.said, *phrase.known.shown_texts) for word in words(text)}
    own = {stem(word) for word in words(phrase.value) if len(word) >= _LONG}
    return len(own) >= _FEWEST and not own & given


CHECK = Check(
    code="text_without_source",
    component="intent",
    title="A request does not say anything of the text that is to be written.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
