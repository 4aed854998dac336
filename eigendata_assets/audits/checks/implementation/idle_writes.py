"""A tool that is to change something reports success and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import says_no
from eigendata_assets.audits.probing.hidden_state import touches_hidden_state
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import leaves_by_key
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import is_to_change

_ALREADY = re.compile(r"\balready\b|\bno change|\bnot changed|\bunchanged", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Tools whose verb is one of changing, of whose successful calls none has changed the state."""
    for tool in filter(is_to_change, subject.toolset.tools):
        seen = [
            each
            for each in subject.observations.succeeded(tool.key)
            if not says_no(each.result.value if each.result else None)
        ]
        known = [each for each in seen if each.probe.variation in ("plain", "data")]
        if any(each.changed for each in seen) or not any(_brings_news(each) for each in known):
            continue
        if touches_hidden_state(subject.code, tool.key):
            continue
        yield Defect(
            function=tool.key,
            cause="write without effect",
            message=f"{len(seen)} calls of {tool.name} succeed, and none changes the state.",
            evidence=known[0].evidence("a state in which the change is seen", calls=len(seen)),
            repair="Carry out the change, or report that nothing was done.",
            confidence=0.8 if len({each.probe.setting.entry for each in known}) > 1 else 0.7,
        )


def _brings_news(observation: Observation) -> bool:
    """Whether an argument is not yet in the state, so that carrying out the call must change it."""
    if not observation.texts or _ALREADY.search(str(observation.result.value if observation.result else "")):
        return False
    stored = {canonical_json(leaf) for _, leaf in leaves_by_key(observation.before)}
    given = {canonical_json(leaf) for _, leaf in leaves_by_key(dict(observation.probe.arguments))}
    return bool(stored) and bool(given - stored)


CHECK = Check(
    code="write_without_effect",
    component="implementation",
    title="A tool that is to change something reports success and changes nothing.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
