"""A text quotes what an earlier call would have given with another flag (EigenData 4.1, figure 15)."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.flags import is_half_quoted, turned
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.quotations import later_texts, texts_of
from eigendata_assets.audits.schema_reading import parameters_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall, user_words

_SHORTEST = 3


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Reference calls whose result is not quoted, while that of the same call with a flag turned round is."""
    for tool in subject.toolset.tools:
        tried = {(each.probe.setting, each.probe.parameter): each for each in subject.observations.of(tool.key, "flag")}
        for seen in subject.calls_of[tool.key] if tried else ():
            if is_half_quoted(subject, seen):
                for flag in parameters_of(tool):
                    other = tried.get((turned(subject, seen, flag).setting, flag))
                    if other:
                        yield from _quoted(subject, seen, other)


def _quoted(subject: AuditSubject, seen: SeenCall, other: Observation) -> Iterator[Defect]:
    """The defect where a later text has what the other call gives, and not what this one gave."""
    if other.result is None or other.failed or seen.result is None:
        return
    given, instead = texts_of(seen.result.value), texts_of(other.result.value)
    said = " ".join(user_words(subject.by_id[seen.entry])).casefold()
    for later, text in later_texts(subject, seen):
        for key, wanted in instead.items():
            actual = given.get(key, "")
            fits = len(wanted) >= _SHORTEST and wanted in text and wanted != actual and actual not in text
            if fits and wanted.casefold() not in said:
                yield _defect(seen, later, other, (actual, wanted))
                return


def _defect(seen: SeenCall, later: SeenCall, other: Observation, texts: tuple[str, str]) -> Defect:
    actual, wanted = texts
    flag = other.probe.parameter or ""
    return Defect(
        function=seen.tool,
        cause=f"{wanted!r} quoted for {actual!r}",
        message=f"{seen.call.name} gives {actual!r}, and {later.call.name} then quotes {wanted!r}, which it would have "
        f"given with {flag}={other.probe.arguments[flag]}.",
        evidence=other.evidence(
            f"a quotation of {actual!r}, or this call", quoted=dict(later.call.arguments), given=seen.result.value
            if seen.result
            else None, flag=flag
        ),
        repair=f"Call {seen.call.name} with {flag}={other.probe.arguments[flag]}, or quote {actual!r}.",
        confidence=0.85,
        affects=(seen.entry,),
    )  # fmt: skip


CHECK = Check(
    code="quotes_another_variant",
    component="trajectory",
    title="A reference quotes what a call would have given with another flag.",
    needs=frozenset({"schemas", "references", "requests", "results", "probes"}),
    run=run,
)
