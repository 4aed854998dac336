"""A tool declares a result type that its results do not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from eigendata_assets.artifacts.findings import SchemaEdit
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import WHOLE, result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import declare_result
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import fits, result_properties, type_of, type_text, types_of
from eigendata_assets.audits.subject import AuditSubject


@dataclass(frozen=True, slots=True)
class _Seen:
    """A value that a call returned at some place of its result."""

    observation: Observation
    value: Json


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Results, and values under declared keys, of which none that was ever returned has the declared type."""
    for tool in subject.toolset.tools:
        answers = [_Seen(each, each.result.value) for each in subject.observations.succeeded(tool.key) if each.result]
        given = subject.results_of(tool.key)
        yield from _compare(tool, WHOLE, types_of(tool.returns or {}), answers, given)
        for key, schema in result_properties(tool).items():
            values = [
                _Seen(each.observation, each.value[key])
                for each in answers
                if isinstance(each.value, dict) and key in each.value
            ]
            others = [value[key] for value in given if isinstance(value, dict) and key in value]
            yield from _compare(tool, key, types_of(schema), values, others)


def _compare(
    tool: ToolSchema, place: str, declared: frozenset[str], seen: list[_Seen], references: list[Json]
) -> Iterator[Defect]:
    """The defect where neither what was tried nor what references got has a declared type."""
    told = [each for each in seen if each.value is not None and not _unwritable(each.value, declared)]
    values = [*references, *(each.value for each in told)]
    if not declared or not told or any(value is not None and fits(value, declared) for value in values):
        return
    kinds = Counter(type_of(each.value) for each in told)
    usual = kinds.most_common(1)[0][0]
    what = "The result" if place == WHOLE else f"The result's {place}"
    yield Defect(
        function=tool.key,
        cause=result_key(place),
        message=f"{what} is declared {type_text(declared)}, and is always {' or '.join(sorted(kinds))}.",
        evidence=told[0].observation.evidence(
            f"{place} of the type {type_text(declared)}", declared=sorted(declared), returned=dict(kinds)
        ),
        repair=f"Declare {'the result' if place == WHOLE else place} as {usual}.",
        confidence=0.9,
        edits=(_edit(tool, place, kinds),),
    )


def _edit(tool: ToolSchema, place: str, kinds: Counter[str]) -> SchemaEdit:
    """The types that were returned; a list in place of an object is taken for a list of such objects."""
    if place != WHOLE:
        return declare_result(tool, place, kinds)
    types = sorted(kinds)
    whole: Json = {"type": types[0] if len(types) == 1 else types}
    if types == ["array"] and tool.returns and "object" in types_of(tool.returns):
        whole["items"] = tool.returns
    return SchemaEdit(tool=tool.key, path=("returns",), value=whole)


def _unwritable(value: Json, declared: frozenset[str]) -> bool:
    """Whether a text is what Python shows of a container that JSON cannot hold; that is another defect."""
    return isinstance(value, str) and value[:1] in ("{", "[", "(") and not declared & {"string"}


CHECK = Check(
    code="result_of_undeclared_type",
    component="schema",
    title="The schema declares a result type that no result has.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
