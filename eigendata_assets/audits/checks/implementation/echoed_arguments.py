"""A write repeats an argument in its result as if it were kept, and keeps it nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import effect_of
from eigendata_assets.audits.probing.hidden_state import touches_hidden_state
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import parameters_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import is_to_change

_FEWEST = 3
_OF_THE_CALL = re.compile(r"passw|secret|token|auth|credential|message|reason|confirm|status|error", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters of writes that decide of nothing but the copy of themselves in the result."""
    for tool in filter(is_to_change, subject.toolset.tools):
        if touches_hidden_state(subject.code, tool.key) or not subject.observations.changes_state(tool.key):
            continue
        for name in parameters_of(tool):
            for tried in _by_setting(subject, tool, name).values():
                key = _echoed_under(tried, name)
                if key and not _OF_THE_CALL.search(name) and _only_echoed(tried, name):
                    yield _defect(tool, name, key, tried)
                    break


def _by_setting(subject: AuditSubject, tool: ToolSchema, name: str) -> dict[str, list[Observation]]:
    """The successful calls on one state that differ in one argument only."""
    found: dict[str, list[Observation]] = {}
    for each in subject.observations.succeeded(tool.key):
        rest = {key: value for key, value in each.probe.arguments.items() if key != name}
        if name in each.probe.arguments and len(each.texts) > 1:
            setting = each.probe.setting
            found.setdefault(canonical_json([setting.entry, len(setting.prefix), rest]), []).append(each)
    return found


def _echoed_under(tried: Sequence[Observation], name: str) -> str | None:
    """The key of the result that always has the argument's value, where at least three values were tried."""
    values = {canonical_json(each.probe.arguments[name]) for each in tried}
    results = [each.result.value if each.result else None for each in tried]
    if len(values) < _FEWEST or not all(isinstance(value, dict) for value in results):
        return None
    keys = list(results[0]) if isinstance(results[0], dict) else []
    pairs = [(each.probe.arguments[name], value) for each, value in zip(tried, results, strict=True)]
    return next((key for key in keys if all(isinstance(v, dict) and v.get(key) == given for given, v in pairs)), None)


def _only_echoed(tried: Sequence[Observation], name: str) -> bool:
    """Whether the state afterwards, and the rest of the result, are the same for all values."""
    return len({each.texts[1] for each in tried}) == 1 and len({effect_of(each, name).result for each in tried}) == 1


def _defect(tool: ToolSchema, name: str, key: str, tried: Sequence[Observation]) -> Defect:
    first = tried[0]
    return Defect(
        function=tool.key,
        cause=f"{name} is echoed and not kept",
        message=f"It answers {key} = {first.probe.arguments[name]!r:.60}, which is {name} as it was given: the "
        f"state is the same for {len(tried)} different values.",
        evidence=first.evidence(f"a state that holds {name}", key=key, parameter=name),
        repair=f"Keep {name}, or do not answer it as what now holds.",
        confidence=0.8,
    )


CHECK = Check(
    code="argument_echoed_not_kept",
    component="implementation",
    title="A write repeats an argument in its result as if it were kept, and keeps it nowhere.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
