"""A value that the schema lists falls into the branch of another one (EigenData 4.1, figure 6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.audits.branches import values_told_apart
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.probing.observations import Observation, Setting
from eigendata_assets.audits.schema_reading import declared_values, parameters_of
from eigendata_assets.audits.subject import AuditSubject

Effects = dict[Setting, Observation]
"""What a value did in each setting."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Listed values that no branch of the code names, and that do exactly what another such value does."""
    for tool in subject.toolset.tools:
        method = subject.code.methods.get(tool.key)
        for name, schema in parameters_of(tool).items():
            listed = declared_values(schema)
            named = values_told_apart(method.node, name, listed) if method else frozenset()
            unnamed = [value for value in listed if value not in named]
            if not method or not named & set(listed) or len(unnamed) < 2:
                continue
            effects = {value: _effects(subject, tool.key, name, value) for value in map(str, unnamed)}
            for value, other in _alike([value for value in unnamed if isinstance(value, str)], effects):
                seen = next(iter(effects[value].values()))
                yield Defect(
                    function=tool.key,
                    cause=parameter_value(name, value),
                    message=f"{name}={value!r} does exactly what {other!r} does: no branch of the code is for it.",
                    evidence=seen.evidence(
                        f"{value!r} has an effect of its own",
                        parameter=name,
                        same_as=other,
                        branches_for=sorted(map(str, named & set(listed))),
                        line=method.place,
                    ),
                    repair=f"Implement {value!r}, or remove it from the values of {name}.",
                    confidence=0.9,
                    affects=_users(subject, tool.key, name, value),
                )


def _effects(subject: AuditSubject, tool: str, name: str, value: str) -> Effects:
    tried = subject.observations.of(tool, "enum", parameter=name)
    return {
        each.probe.setting: each
        for each in tried
        if each.probe.arguments[name] == value and each.result and not each.failed
    }


def _alike(values: Sequence[str], effects: dict[str, Effects]) -> Iterator[tuple[str, str]]:
    """Each value that does what another does, and that other; the one that the effect names is right."""
    settled: set[str] = set()
    for value in sorted(values, key=lambda each: not _names_itself(each, effects[each])):
        other = next((each for each in settled if _same(effects[value], effects[each])), None)
        if other is None:
            settled.add(value)
        else:
            yield value, other


def _same(left: Effects, right: Effects) -> bool:
    both = left.keys() & right.keys()
    return bool(both) and all(_outcome(left[setting]) == _outcome(right[setting]) for setting in both)


def _outcome(observation: Observation) -> tuple[Json, str]:
    return observation.result.value if observation.result else None, observation.texts[1]


def _names_itself(value: str, effects: Effects) -> bool:
    """Whether the result, or the state afterwards, names the value."""
    return any(each.result and value in f"{each.result.shown} {each.changes}" for each in effects.values())


def _users(subject: AuditSubject, tool: str, name: str, value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(seen.entry for seen, given in subject.values_of(tool, name) if given == value))


CHECK = Check(
    code="listed_value_treated_as_another",
    component="implementation",
    title="A value that the schema lists has no branch in the code, and does what another one does.",
    needs=frozenset({"schemas", "code", "probes"}),
    run=run,
)
