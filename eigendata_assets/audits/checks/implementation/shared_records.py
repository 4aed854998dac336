"""A change of one record changes another, because both hold the same default (aliasing of internal state)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.story import ToldStory
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.state_diff import state_diff


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Makers of records that share a default: two are made alike, one is changed, and both are different."""
    told_of = set[str]()
    for told in subject.observations.stories:
        story = told.story
        if story.kind != "shared" or story.tool in told_of or not told.complete or len(told.texts) < 4:
            continue
        places = _changed_alike(told)
        if len(places) > 1 and all(told.succeeded(place) for place in range(3)):
            told_of.add(story.tool)
            yield Defect(
                function=story.tool,
                cause=f"shared default of {story.parameter}",
                message=f"Two records made without {story.parameter} share one value: {story.calls[2].name} on one of "
                f"them changes {' and '.join(places[:2])}.",
                evidence=told.evidence(2, "a change of one record", changed=list(places)),
                repair=f"Make a new value for {story.parameter} in each call, not one in the signature.",
                confidence=0.9,
            )


def _changed_alike(told: ToldStory) -> list[str]:
    """The records in which the last call made one and the same change."""
    toolkit = told.story.setting.toolkit
    changes = state_diff({toolkit: json.loads(told.texts[2])}, {toolkit: json.loads(told.texts[3])})
    parts = [(each.table, each.key, json.dumps(each.after)) for each in changes if "." in each.key]
    same = [(table, key) for table, key, after in parts if sum(after == other for _, _, other in parts) > 1]
    return sorted({f"{table}.{key}" for table, key in same})


CHECK = Check(
    code="records_share_a_default",
    component="implementation",
    title="A change of one record changes another that was made alike.",
    needs=frozenset({"schemas", "probes", "code"}),
    run=run,
)
