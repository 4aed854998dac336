"""Two tools of one toolkit that do the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.schema_reading import parameters_of
from eigendata_assets.audits.subject import AuditSubject


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Pairs of tools with the same code under two names."""
    bodies = subject.code.reach.bodies
    for left, right in combinations(subject.toolset.tools, 2):
        same_code = left.key in bodies and bodies[left.key] == bodies.get(right.key)
        if left.toolkit == right.toolkit and same_code and parameters_of(left).keys() == parameters_of(right).keys():
            yield Defect(
                function=right.key,
                cause=f"duplicate of {left.name}",
                message=f"{right.name} does exactly what {left.name} does.",
                evidence=subject.sample_of(
                    right.key,
                    "one tool for one effect",
                    tools=[left.key, right.key],
                    line=subject.code.methods[right.key].place,
                ),
                repair=f"Keep one of {left.name} and {right.name}, or accept either in the evaluation.",
                severity="warning",
                confidence=0.85,
                affects=tuple(dict.fromkeys((*subject.callers(left.key), *subject.callers(right.key)))),
            )


CHECK = Check(
    code="duplicate_tools",
    component="schema",
    title="Two tools do the same.",
    needs=frozenset({"schemas", "code"}),
    run=run,
)
