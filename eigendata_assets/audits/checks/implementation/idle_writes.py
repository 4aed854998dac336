"""A tool that is to change something reports success and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
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
        if any(each.changed for each in seen) or not any(_brings_news(each) or _is_promised(each) for each in known):
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


def _is_promised(observation: Observation) -> bool:
    """Whether the result repeats an argument under a name, under which the record that another names has another."""
    result = observation.result.value if observation.result else None
    if not isinstance(result, dict) or not observation.texts:
        return False
    given = observation.probe.arguments
    records = [record for key in given.values() if isinstance(key, str) for record in _records(observation.after, key)]
    told = {name: value for name, value in result.items() if value in given.values()}
    return any(name in record and record[name] != told[name] for record in records for name in told)


def _records(state: Json, key: str) -> Iterator[dict[str, Json]]:
    """The records under a key, anywhere in a state."""
    if isinstance(state, dict | list):
        for name, part in state.items() if isinstance(state, dict) else enumerate(state):
            if name == key and isinstance(part, dict):
                yield part
            yield from _records(part, key)


CHECK = Check(
    code="write_without_effect",
    component="implementation",
    title="A tool that is to change something reports success and changes nothing.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
