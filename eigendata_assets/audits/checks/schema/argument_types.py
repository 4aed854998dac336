"""A parameter is declared with one type, and the references pass another (EigenData 4.1, schema errors, case 1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import parameter_type
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import set_type
from eigendata_assets.audits.schema_reading import fits, leaves_by_key, parameters_of, type_of, types_of
from eigendata_assets.audits.subject import AuditSubject, SeenCall


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Parameters to which references that succeed give values of a type that is not declared.

    A few odd values among many right ones are faults of those references, unless the data itself has them so.
    """
    for tool in subject.toolset.tools:
        for name, schema in parameters_of(tool).items():
            given = [(seen, value) for seen, value in subject.values_of(tool.key, name) if not seen.failed]
            wrong = [(seen, value) for seen, value in given if not fits(value, types_of(schema))]
            if 2 * len(wrong) < len(given):
                wrong = [(seen, value) for seen, value in wrong if _is_in_data(subject, seen, value)]
            if wrong:
                everything = len(wrong) == len(given)
                kinds = {type_of(value) for _, value in wrong} | (frozenset() if everything else types_of(schema))
                yield replace(_defect(subject, tool, name, schema, wrong), edits=(set_type(tool, name, kinds),))


def _is_in_data(subject: AuditSubject, seen: SeenCall, value: Json) -> bool:
    """Whether the initial state, or an earlier result, has the value in the type in which it is passed."""
    earlier = subject.calls_in[seen.entry]
    results = [each.result.value for each in earlier[: earlier.index(seen)] if each.result]
    known = leaves_by_key([subject.by_id[seen.entry].initial_state, *results])
    return any(type(leaf) is type(value) and leaf == value for _, leaf in known)


def _defect(
    subject: AuditSubject, tool: ToolSchema, name: str, schema: dict[str, Any], wrong: list[tuple[SeenCall, Json]]
) -> Defect:
    passed = Counter(type_of(value) for _, value in wrong)
    declared = " or ".join(sorted(types_of(schema)))
    usual = passed.most_common(1)[0][0]
    seen, value = wrong[0]
    return Defect(
        function=tool.key,
        cause=parameter_type(name),
        message=f"{name} is declared {declared}, but {len(wrong)} reference calls pass a {usual}, such as {value!r}, "
        "and succeed.",
        evidence=subject.evidence_of(
            seen,
            f"{name} of type {declared}",
            parameter=name,
            declared=sorted(types_of(schema)),
            passed=dict(passed),
            value=value,
        ),
        repair=f"Declare {name} as {usual}.",
        confidence=0.95,
        affects=tuple(dict.fromkeys(seen.entry for seen, _ in wrong)),
    )


CHECK = Check(
    code="argument_of_undeclared_type",
    component="schema",
    title="References pass a value of a type that the schema does not declare.",
    needs=frozenset({"schemas", "references"}),
    run=run,
)
