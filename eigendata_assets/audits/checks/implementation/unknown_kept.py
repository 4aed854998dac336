"""A write keeps a value that a look-up under the same name refuses as unknown."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """For each write and look-up, the values that the one stores and the other refuses, before and after that."""
    groups: dict[tuple[str, str | None], list[ToldStory]] = {}
    for told in subject.observations.stories:
        is_kept = told.story.kind == "unknown_kept" and told.complete
        if is_kept and told.succeeded(0) and told.succeeded(1) and not told.succeeded(2):
            groups.setdefault((told.story.tool, told.story.other), []).append(told)
    for group in groups.values():
        yield _defect(group)


def _defect(group: list[ToldStory]) -> Defect:
    first = group[0]
    names = [told.story.parameter or "" for told in group]
    other, value = first.story.calls[2].name, first.story.calls[1].arguments[names[0]]
    return Defect(
        function=first.story.tool,
        cause=parameter_value(", ".join(names), "unknown"),
        message=f"It stores any {', '.join(names)}, such as {value!r}, which {other} refuses as unknown.",
        evidence=first.evidence(1, f"an error, as {other} gives it", refused_by=other, parameters=list(names)),
        repair=f"Check {', '.join(names)} as {other} does.",
        confidence=0.75,
    )


CHECK = Check(
    code="unknown_value_stored",
    component="implementation",
    title="A write stores a value that a look-up under the same name refuses as unknown.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
