"""A tool that by its name only looks something up changes the state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.naming import singular
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import WRITES, all_words, only_tells, own_words

_ALSO = re.compile(
    rf"\b(?:and|also|then|which|it)\s+(?:also\s+|then\s+)?(?:{'|'.join(sorted(WRITES))})(?:e?s)?\b", re.IGNORECASE
)
"""A second clause of a description, whose verb is one of changing: `and mark them as read`."""

_CHANGING = WRITES | {"correct", "adjust", "record", "replace", "reset", "apply", "take"}


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Look-ups that succeed and have changed the state, and whose description does not say so."""
    for tool in filter(only_tells, subject.toolset.tools):
        if _ALSO.search(all_words(subject, tool)) or _begins_with_change(own_words(subject, tool)):
            continue
        changed = [each for each in subject.observations.succeeded(tool.key) if each.changes]
        if not changed:
            continue
        places = sorted({each.table for each in changed[0].changes})
        yield Defect(
            function=tool.key,
            cause="look-up that changes the state",
            message=f"By its name {tool.name} only looks something up, and it changes {', '.join(places)}.",
            evidence=changed[0].evidence("the state as it was before the call", changed=list(places)),
            repair="Do not change the state, or give the tool a name and a description that say so.",
            confidence=0.85 if len(changed) > 1 else 0.75,
        )


def _begins_with_change(description: str) -> bool:
    """Whether the first word of a description is a verb of changing, so that the name is not all that is promised."""
    first = singular(next(iter(description.split()), "").casefold().strip(".,:;"))
    return first in _CHANGING


CHECK = Check(
    code="look_up_changes_state",
    component="implementation",
    title="A tool that by its name only looks something up changes the state.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
