"""A declared value is refused, or does the same as another one (EigenData 4.1, implementation errors, case 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.branches import values_told_apart
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import Effect, effect_of, is_empty
from eigendata_assets.audits.checks.schema.rejected_values import is_meant
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.probing.variations import as_argument
from eigendata_assets.audits.schema_reading import declared_values, description_of, parameters_of
from eigendata_assets.audits.subject import AuditSubject

_REFUSED = re.compile(
    r"invalid|unknown|unsupported|not supported|not (a )?valid|must be|allowed|unrecogni[sz]ed", re.IGNORECASE
)
_ALIASES = re.compile(r"same as|alias|synonym|equivalent|deprecated|treated as|behaves? like", re.IGNORECASE)

ByValue = dict[str, dict[str, Observation]]
"""A declared value as JSON text, to what it gave in each setting."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Declared values that always fail where others succeed, and pairs of values that cannot be told apart."""
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            values = tuple(as_argument(value, schema) for value in declared_values(schema))
            if len(values) < 2:
                continue
            seen = _by_value(subject, tool.key, name)
            yield from _refused(subject, tool.key, name, values, seen)
            if not _ALIASES.search(description_of(schema)):
                yield from _alike(subject, tool.key, name, values, seen)


def _by_value(subject: AuditSubject, tool: str, name: str) -> ByValue:
    found: ByValue = {}
    for each in subject.observations.of(tool, "enum", "plain", parameter=None):
        if each.result and name in each.probe.arguments and each.probe.parameter in (name, None):
            place = canonical_json([each.probe.setting.entry, len(each.probe.setting.prefix)])
            found.setdefault(canonical_json(each.probe.arguments[name]), {})[place] = each
    return found


def _refused(subject: AuditSubject, tool: str, name: str, values: tuple[Json, ...], seen: ByValue) -> Iterator[Defect]:
    """Values that fail in every setting, by a message about the value, where another value succeeds."""
    accepted = {place for tried in seen.values() for place, each in tried.items() if not each.failed}
    for value in values:
        tried = [each for place, each in seen.get(canonical_json(value), {}).items() if place in accepted]
        if not tried or not all(each.failed for each in tried):
            continue
        said = str(tried[0].result.value if tried[0].result else "")
        blamed = _REFUSED.search(said) is not None
        yield Defect(
            function=tool,
            cause=parameter_value(name, value),
            message=f"The schema declares {value!r} for {name}, and the code refuses it: {said[:100]}",
            evidence=tried[0].evidence(f"{name} = {value!r} is accepted, as the schema says", declared=list(values)),
            repair=f"Accept {value!r}, or take it out of the declared values of {name}.",
            confidence=0.9 if blamed else 0.5,
            component="implementation" if is_meant(subject, tool, name, value) else "schema",
        )


def _alike(subject: AuditSubject, tool: str, name: str, values: tuple[Json, ...], seen: ByValue) -> Iterator[Defect]:
    effects = {
        canonical_json(value): {place: effect_of(each) for place, each in tried.items()}
        for value in values
        for tried in [seen.get(canonical_json(value), {})]
    }
    told: set[str] = set()
    for number, value in enumerate(values):
        for other in values[number + 1 :]:
            left, right = (effects[canonical_json(each)] for each in (value, other))
            places = _same_everywhere(left, right)
            if places and canonical_json(other) not in told:
                told.add(canonical_json(other))
                third = [effects[key] for key in effects if key not in (canonical_json(value), canonical_json(other))]
                differs = any(each.get(place) not in (None, left[place]) for each in third for place in places)
                observation = seen[canonical_json(other)][places[0]]
                filters = not observation.changed and _may_filter(subject, observation, name, (value, other))
                yield _alike_defect(tool, name, (value, other), observation, len(places), differs and not filters)


def _same_everywhere(left: dict[str, Effect], right: dict[str, Effect]) -> list[str]:
    """The settings in which two values did the same, something worth telling; none where they ever differ."""
    both = [place for place in left if place in right]
    if any(left[place] != right[place] for place in both):
        return []
    return [place for place in both if not left[place].failed and not is_empty(left[place])]


def _may_filter(subject: AuditSubject, observation: Observation, name: str, pair: tuple[Any, Any]) -> bool:
    """Whether the data may decide what a value gives: a branch is for one of them, or records hold one."""
    tool = observation.probe.tool
    method = subject.code.methods.get(tool)
    listed = declared_values(parameters_of(subject.tool(tool))[name])
    named = values_told_apart(method.node, name, listed) if method else frozenset()
    stored = observation.texts[0] if observation.texts else ""
    return any(value in named or canonical_json(value) in stored for value in pair if isinstance(value, str))


def _alike_defect(
    tool: str, name: str, pair: tuple[Any, Any], observation: Observation, settings: int, differs: bool
) -> Defect:
    value, other = pair
    result = observation.result.value if observation.result else None
    certain = (observation.changed or settings > 1) and (differs or observation.changed)
    return Defect(
        function=tool,
        cause=parameter_value(name, other),
        message=f"{name} = {other!r} does exactly what {value!r} does, in result and state: {result!r:.100}",
        evidence=observation.evidence(f"{other!r} has an effect of its own", same_as=value, settings=settings),
        repair=f"Give {other!r} the effect that the schema promises, or take it out of the declared values.",
        confidence=0.9 if certain else (0.75 if differs and observation.changed else 0.5),
    )


CHECK = Check(
    code="enum_value_without_own_effect",
    component="implementation",
    title="A declared value is refused, or does the same as another one.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
