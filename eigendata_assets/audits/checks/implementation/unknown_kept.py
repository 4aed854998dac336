"""A write keeps a value that a look-up under the same name refuses as unknown."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Where the look-up knows the known value, the write takes an unknown one, and the look-up refuses it still."""
    for told in subject.observations.stories:
        story = told.story
        if story.kind != "unknown_kept" or not told.complete or story.parameter is None:
            continue
        if told.succeeded(0) and told.succeeded(1) and not told.succeeded(2):
            other, value = story.calls[2].name, story.calls[1].arguments[story.parameter]
            yield Defect(
                function=story.tool,
                cause=parameter_value(story.parameter, "unknown"),
                message=f"It takes {story.parameter} = {value!r} and stores it, which {other} refuses as unknown.",
                evidence=told.evidence(1, f"an error, as {other} gives it", refused_by=other),
                repair=f"Check {story.parameter} as {other} does.",
                confidence=0.75,
            )


CHECK = Check(
    code="unknown_value_stored",
    component="implementation",
    title="A write stores a value that a look-up under the same name refuses as unknown.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
