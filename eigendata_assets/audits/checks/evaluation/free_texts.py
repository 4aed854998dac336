"""A text that the user leaves open is compared word by word (EigenData 4.1, evaluation errors 1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.audits.argument_texts import Phrase, phrases
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.intent.missing_contents import has_no_source
from eigendata_assets.audits.checks.trajectory.invented_texts import is_invented
from eigendata_assets.audits.reference_defects import call_evidence
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.text_origin import names_in
from eigendata_assets.audits.wording import words


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters to which references give their own wording, where the state or the result repeats it."""
    same: dict[tuple[str, str], list[Phrase]] = {}
    for phrase in phrases(subject) if subject.turn_checked else ():
        given = not is_invented(phrase) and not has_no_source(phrase)
        if phrase.origin.kind == "free" and given and not _is_listing(phrase) and _is_compared(phrase):
            same.setdefault((phrase.seen.tool, phrase.parameter), []).append(phrase)
    return (_defect(subject, tool, name, group) for (tool, name), group in same.items())


def _is_listing(phrase: Phrase) -> bool:
    """Whether the text holds nothing but what calls returned before, or mostly identifiers."""
    if len(names_in(phrase.value)) * 2 > len(phrase.value.split()):
        return True
    returned = {word for each in phrase.known.returned for word in words(str(each))}
    return set(words(phrase.value)) <= returned


def _is_compared(phrase: Phrase) -> bool:
    """Whether another wording would give another state or another result."""
    return bool(phrase.seen.changed) or (phrase.seen.result is not None and phrase.value in phrase.seen.result.shown)


def _defect(subject: AuditSubject, tool: str, parameter: str, group: Sequence[Phrase]) -> Defect:
    first = group[0]
    entries = tuple(dict.fromkeys(phrase.seen.entry for phrase in group))
    return Defect(
        function=tool if tool in subject.toolset.by_key else None,
        cause=f"wording of {parameter}",
        message=f"The user does not say how {parameter} is to be worded, and the reference words it in its own way, "
        f"such as {first.value!r} (entries: {len(entries)}); the check compares it word by word.",
        evidence=call_evidence(
            subject,
            first.seen,
            "another wording of the same accepted",
            {"parameter": parameter, "wordings": sorted({phrase.value for phrase in group})[:10]},
        ),
        repair=f"Do not compare the wording of {parameter}, or have the user say it.",
        confidence=0.85,
        affects=entries,
    )


CHECK = Check(
    code="free_text_compared",
    component="evaluation",
    title="The benchmark's check compares word by word a text that the user leaves open.",
    needs=frozenset({"references", "requests", "results"}),
    run=run,
)
