"""A text asks for the number 32 where the tool says 32.0 (EigenData 4.1, evaluation errors 1; figures 14 and 15)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.argument_texts import texts_in
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.known_texts import known_at
from eigendata_assets.audits.reference_defects import reference_defect
from eigendata_assets.audits.subject import AuditSubject, SeenCall

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\d])")
_FORMAT = re.compile(r"\b(round\w*|integers?|whole|decimals?|digits?|precision|nearest|truncat\w*)\b", re.IGNORECASE)

Found = tuple[SeenCall, str, str, str, str]
"""Call, parameter, its text, the number as it stands there, and as a result showed it."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Texts of references with a number written otherwise than the only result that has it, and nobody said how."""
    same: dict[tuple[str, str, str], list[Found]] = {}
    for seen in subject.calls:
        for name, text in texts_in(seen.call.arguments):
            for written, shown in _rewritten(subject, seen, text):
                same.setdefault((seen.tool, name, text), []).append((seen, name, text, written, shown))
    for group in same.values():
        _, name, text, written, shown = group[0]
        yield reference_defect(
            subject,
            [each[0] for each in group],
            f"{name} has to hold the number as {written} ({text!r}), although the call before it returned {shown}, and "
            "the request does not say how to write it.",
            expected=f"{shown} accepted as well as {written}",
            repair=f"Say in the request how the number is to be written, or accept {shown}.",
            confidence=0.85,
            facts={"parameter": name, "passed": text, "written": written, "returned": shown},
        )


def _rewritten(subject: AuditSubject, seen: SeenCall, text: str) -> Iterator[tuple[str, str]]:
    """A number of the text, and how a result before it shows the same number."""
    candidates = _NUMBER.findall(text)
    if not candidates or (seen.result and not seen.changed and text not in seen.result.shown):
        return
    known = known_at(subject, seen)
    if _FORMAT.search(known.said) or text in known.said:
        return
    returned = [form for each in known.returned for form in _forms(each)]
    for written in dict.fromkeys(candidates):
        others = [form for form in returned if float(form) == float(written) and "." in form + written]
        if others and written not in (*returned, *_NUMBER.findall(known.said)):
            yield written, others[-1]


def _forms(value: Json) -> list[str]:
    """The numbers in a result as it shows them."""
    return _NUMBER.findall(value if isinstance(value, str) else json.dumps(value))


CHECK = Check(
    code="number_in_text_rewritten",
    component="evaluation",
    title="A reference writes a number in a text otherwise than the tool returns it.",
    needs=frozenset({"references", "results"}),
    run=run,
)
