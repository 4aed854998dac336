"""An unknown input is answered as if it were known (EigenData 4.1, implementation errors, case 2)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_value
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.checks.implementation.effects import effect_of, says_no
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import leaves_by_key, parameters_of, types_of
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.audits.tool_words import all_words

_ABSENCE = re.compile(
    r"\bno\b|\bnot\b|\bnone\b|n't\b|\bunknown\b|\binvalid\b|\bunavailable\b|\bn/?a\b|\bmissing\b|\bnothing\b|"
    r"\bunable\b|\bcannot\b|\bfail",
    re.IGNORECASE,
)

_COUNTED = re.compile(r"count|total|sum|number|how_?many|length|size", re.IGNORECASE)
_SOUGHT = re.compile(r"query|text|keyword|pattern|term|message|content|string|word|phrase", re.IGNORECASE)


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters for which known values give different results, and all unknown ones give one and the same value."""
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            if types_of(schema) == {"string"}:
                yield from (*_sentinel(subject, tool, name), *_zero(subject, tool, name))


def _sentinel(subject: AuditSubject, tool: ToolSchema, name: str) -> Iterator[Defect]:
    seen = subject.observations
    unknown = [each for each in seen.of(tool.key, "unknown", parameter=name) if _succeeded(each)]
    strange = [each for each in seen.of(tool.key, "boundary", parameter=name) if _succeeded(each)]
    known = [*seen.of(tool.key, "plain"), *seen.of(tool.key, "data", "stored_key", parameter=name)]
    if not unknown or not strange or any(each.changed for each in unknown):
        return
    answer = effect_of(unknown[0], name).result
    if not any(effect_of(each, name).result == answer for each in strange):
        return
    known = [each for each in known if _succeeded(each) and name in each.probe.arguments]
    here = [each for each in known if each.probe.setting == unknown[0].probe.setting]
    stored = [each for each in known if _is_key(each, name)]  # a key of no record here is unknown here
    stored_here = [each for each in stored if each.probe.setting == unknown[0].probe.setting]
    told_apart = _tells_apart(here, here, answer, name) or _tells_apart(stored_here, stored, answer, name)
    if not told_apart and not _names_a_record(name, stored_here, answer):
        return
    leaves = _content(unknown[0])
    if not leaves or _documented(leaves, all_words(subject, tool)):
        return
    yield _defect(
        tool, name, unknown[0], leaves, _written_differently(seen.of(tool.key, "case", parameter=name), answer, name)
    )


def _zero(subject: AuditSubject, tool: ToolSchema, name: str) -> Iterator[Defect]:
    """Numbers that are looked up, and are 0 for what is unknown, and for what is known in other letters."""
    if _COUNTED.search(tool.name) or _SOUGHT.search(name):
        return
    seen = subject.observations
    for known in seen.of(tool.key, "plain"):
        if known.changed or not _number_in(known, name):
            continue
        here = [each for each in seen.of(tool.key, parameter=name) if each.probe.setting == known.probe.setting]
        unknown = [each for each in here if each.probe.variation == "unknown"]
        varied = [each for each in here if each.probe.variation == "case"]
        if unknown and varied and all(_number_in(each, name) == 0 for each in (*unknown, *varied)):
            yield _defect(tool, name, unknown[0], [0], str(varied[0].probe.arguments[name]))
            return


def _number_in(observation: Observation, name: str) -> float | None:
    """The one number in a result that holds nothing else, but for the parameter's own value."""
    value = observation.result.value if _succeeded(observation) and observation.result else None
    given = observation.probe.arguments.get(name)
    leaves = [leaf for _, leaf in leaves_by_key(value) if leaf != given]
    only = leaves[0] if len(leaves) == 1 else None
    return float(only) if isinstance(only, int | float) and not isinstance(only, bool) else None


def _tells_apart(here: list[Observation], known: list[Observation], answer: str, name: str) -> bool:
    """Whether known values have several answers, and none on this state has the answer of the unknown."""
    answers = {effect_of(each, name).result for each in known}
    return bool(here) and len(answers) > 1 and answer not in {effect_of(each, name).result for each in here}


def _names_a_record(name: str, stored: list[Observation], answer: str) -> bool:
    """Whether the parameter is an id, and every record that it names here has another answer than the unknown."""
    return words_of(name)[-1:] == ("id",) and bool(stored) and all(effect_of(e, name).result != answer for e in stored)


def _is_key(observation: Observation, name: str) -> bool:
    """Whether the value that the parameter was given is the key or the `id` of a record in the state."""
    value = canonical_json(observation.probe.arguments[name])
    text = observation.texts[0] if observation.texts else ""
    return f"{value}:" in text or f'"id": {value}' in text


def _succeeded(observation: Observation) -> bool:
    return observation.result is not None and not observation.failed


def _content(observation: Observation) -> list[object]:
    """The values of a result that could be taken for an answer, none repeated; none where it is empty or says no."""
    value = observation.result.value if observation.result else None
    given = observation.probe.arguments.values()
    leaves = [leaf for _, leaf in leaves_by_key(value) if leaf and leaf is not True and leaf not in given]
    return [] if says_no(value) else leaves


def _documented(leaves: list[object], words: str) -> bool:
    """Whether the answer for the unknown is announced, as a text with which people tell of absence would be."""
    return all(isinstance(leaf, str | int | float) and str(leaf).casefold() in words.casefold() for leaf in leaves)


def _written_differently(varied: list[Observation], answer: str, name: str) -> str | None:
    """A known value in other letters that gets the answer for the unknown."""
    found = [each for each in varied if _succeeded(each) and effect_of(each, name).result == answer]
    return str(found[0].probe.arguments[name]) if found else None


def _defect(tool: ToolSchema, name: str, seen: Observation, leaves: list[object], other: str | None) -> Defect:
    told = [leaf for leaf in leaves if isinstance(leaf, str) and _ABSENCE.search(leaf)]
    sentence = any(len(leaf.split()) > 1 for leaf in told)
    also = f" So is {other!r}, which differs from a known value in its letters only." if other else ""
    return Defect(
        function=tool.key,
        cause=parameter_value(name, "unknown"),
        message=f"An unknown {name} is answered with {leaves[0]!r:.60}, as if it were known.{also}",
        evidence=seen.evidence("an error that says that the value is unknown", answer=leaves[:5], also=other),
        repair=f"Return an error for an unknown {name}" + (", and compare without regard to case." if other else "."),
        confidence=0.6 if sentence else (0.8 if told else 0.9),
    )


CHECK = Check(
    code="unknown_input_answered",
    component="implementation",
    title="An unknown input is answered with a value, as if it were known.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
