"""A reference passes a text that nobody gave where a given one was asked for (EigenData 4.1, trajectory errors 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.audits.argument_texts import Phrase, alike
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject

_LITERALLY = re.compile(
    r"\b(verbatim|word for word|exact(ly)?|as (it )?is|the (entire|full|whole) (content|text))\b", re.IGNORECASE
)
_UNKNOWN = 0.5
_WORDS = 6


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Texts most of whose words were never said, shown or stored, where the user asks for a literal copy."""
    for group in alike(subject, is_invented):
        phrase = group[0]
        yield reference_defect(
            subject,
            [each.seen for each in group],
            f"The request asks for a literal copy, but {round(100 - 100 * phrase.origin.known)} % of the words of "
            f"{phrase.parameter} were neither said nor shown before: {phrase.value!r}.",
            expected=f"{phrase.parameter} as it was said or shown",
            repair=f"Pass what the request refers to as {phrase.parameter}.",
            confidence=0.9,
            facts={"parameter": phrase.parameter, "passed": phrase.value, "share of known words": phrase.origin.known},
        )


def is_invented(phrase: Phrase) -> bool:
    """Whether a literal copy was asked for, and something else is passed."""
    if phrase.origin.kind != "free" or phrase.origin.known >= _UNKNOWN or len(phrase.value.split()) < _WORDS:
        return False
    return bool(_LITERALLY.search(phrase.known.said))


CHECK = Check(
    code="text_invented",
    component="trajectory",
    title="A reference passes a text that was neither said nor shown, where a copy was asked for.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
