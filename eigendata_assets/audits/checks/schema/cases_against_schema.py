"""A case of the domain's suites and the schema disagree about which arguments are valid (EigenData 3.3.2, 3.4.4).

Only cases that the environment meets are asked: what it takes or refuses there, and what the suite wants of it, is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.suites import Case, ExpectedCall, Suite
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.causes import parameter_constraint
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.generated import entry_id
from eigendata_assets.audits.subject import AuditSubject

_MUST_FAIL = frozenset({"invalid", "refused"})


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Each tool with the first case that it must refuse and its schema allows, and the first the other way round."""
    judged_by = {tool.key: _validator(tool.parameters) for tool in subject.toolset.tools}
    unmet = {(kind, failure.case) for kind, failure in subject.case_failures}
    told: set[tuple[str, str]] = set()
    for suite in subject.suites:
        for case in suite.cases:
            for number, call in enumerate(case.calls if (suite.kind, case.id) not in unmet else ()):
                tool = subject.toolset.by_key.get(f"{suite.toolkit}.{call.tool}")
                problem = _problem(judged_by[tool.key], call) if tool else None
                if tool and problem and (tool.key, problem[0]) not in told:
                    told.add((tool.key, problem[0]))
                    yield _defect(tool, suite, case, number, *problem)


def _validator(schema: dict[str, Any]) -> Draft202012Validator | None:
    """What judges arguments; None where the schema is none."""
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError:
        return None
    return Draft202012Validator(schema)


def _problem(validator: Draft202012Validator | None, call: ExpectedCall) -> tuple[str, str] | None:
    """The cause and the words for it, where schema and case do not agree about a call."""
    if validator is None:
        return None
    wrong = next(validator.iter_errors(call.arguments), None)
    if call.expect == "value" and wrong:
        name = ".".join(map(str, wrong.absolute_path)) or "the call"
        said = f"the tool takes it, and the schema forbids it: {wrong.message}"
        return parameter_constraint(name, str(wrong.validator)), said
    if call.expect in _MUST_FAIL and not wrong and not _has_format(validator.schema, str(call.result)):
        return parameter_constraint(str(call.result), "refusal"), "the tool refuses it, and the schema allows it"
    return None


def _has_format(schema: Any, name: str) -> bool:
    """Whether a parameter is a text of a form, which tools read more closely than schemas can say."""
    return "format" in schema.get("properties", {}).get(name, {})


def _defect(tool: ToolSchema, suite: Suite, case: Case, number: int, cause: str, said: str) -> Defect:
    call = case.calls[number]
    return Defect(
        function=tool.key,
        cause=cause,
        message=f"{case.id} ({case.about}): {said}.",
        evidence=Evidence(
            entry=entry_id(suite, case.id),
            toolkits=(suite.toolkit,),
            calls=tuple(Call(name=each.tool, arguments=each.arguments) for each in case.calls[: number + 1]),
            expected="schema and tool take the same arguments",
            facts={"arguments": call.arguments, "expected": call.expect},
        ),
        repair="Declare the parameters as the tool takes them.",
        confidence=0.95,
    )


CHECK = Check(
    code="schema_against_cases",
    component="schema",
    title="The schema allows what the tool refuses, or forbids what it takes, by the domain's suites.",
    needs=frozenset({"schemas", "suites"}),
    run=run,
)
