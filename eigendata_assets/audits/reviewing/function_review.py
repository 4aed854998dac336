"""The reviewer of one function: its specification against its code, each claim with calls that show it (issue 7)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Literal

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.canonical import canonical_json
from eigendata_assets.artifacts.findings import Component, Evidence
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits import causes
from eigendata_assets.audits.expectations import told
from eigendata_assets.audits.reviewing.answers import Answer, Fields
from eigendata_assets.audits.reviewing.claims import (
    ClaimDroppedError,
    ClaimedCall,
    Draft,
    Dropped,
    Expected,
    check_quote,
    read_calls,
    read_expectation,
    read_json,
)
from eigendata_assets.audits.reviewing.code_text import abridged, code_text
from eigendata_assets.audits.reviewing.dialogue_text import call_text
from eigendata_assets.audits.schema_reading import declared_values, parameters_of
from eigendata_assets.audits.subject import AuditSubject

CODE = "function_review"
NOTHING = "nothing"
"""The start of a claim whose calls are made without any state loaded."""

_STARTS, _SAMPLES = 2, 3


class FunctionClaim(Artifact):
    """One defect of a function, as its reviewer claims it; `quote` is verbatim from the specification or the code."""

    concerns: Literal[
        "parameter type",
        "parameter existence",
        "parameter description",
        "parameter default",
        "parameter constraint",
        "parameter value",
        "result",
        "behaviour",
    ]
    name: str
    value: str
    component: Literal["schema", "implementation"]
    message: str
    quote: str
    repair: str
    start: str
    calls: list[ClaimedCall]
    expected: Expected


class FunctionReply(Artifact):
    """All that a reviewer has against a function; nothing where it is as it should be."""

    claims: list[FunctionClaim]


FUNCTION_REVIEWER = Agent("function_reviewer", Prompt.beside(__file__, "function_review.md"), FunctionReply)


def reviewed_functions(subject: AuditSubject) -> list[ToolSchema]:
    """The tools that can be reviewed: those that can be executed."""
    if subject.environment is None:
        return []
    kits = {kit.name for kit in subject.environment.toolkits}
    return [tool for tool in subject.toolset.tools if tool.toolkit in kits]


def fields_of(subject: AuditSubject, tool: ToolSchema) -> Fields:
    """What a reviewer is shown of a function."""
    examples = [seen.call for seen in subject.calls_of.get(tool.key, ()) if not seen.failed][:_SAMPLES]
    neighbours = [each for each in subject.toolset.tools if each.toolkit == tool.toolkit and each != tool]
    return {
        "function": tool.name,
        "toolkit": tool.toolkit,
        "specification": specification(tool),
        "code": code_text(subject, tool.key),
        "others": "\n".join(f"- {each.name}({', '.join(_parameters(each))})" for each in neighbours),
        "starts": [{"id": each.id, "state": _state(each, tool.toolkit)} for each in starts(subject, tool)],
        "examples": [call_text(call) for call in examples],
    }


def specification(tool: ToolSchema) -> str:
    """What the schema says of a tool, as JSON."""
    shown = {"name": tool.name, "description": tool.description, "parameters": tool.parameters, "returns": tool.returns}
    return json.dumps(shown, indent=1, ensure_ascii=False)


def starts(subject: AuditSubject, tool: ToolSchema) -> list[Trajectory]:
    """Some entries on whose different initial states the tool can be tried; those that call it come first."""
    callers = set(subject.callers(tool.key))
    loaded = [entry for entry in subject.entries if tool.toolkit in entry.toolkits and not entry.load_options]
    loaded = loaded or [entry for entry in subject.entries if tool.toolkit in entry.toolkits]
    by_state: dict[str, Trajectory] = {}
    for entry in sorted(loaded, key=lambda each: each.id not in callers):
        by_state.setdefault(canonical_json(entry.initial_state.get(tool.toolkit)), entry)
    return list(by_state.values())[:_STARTS]


def drafts(subject: AuditSubject, tool: ToolSchema, answer: Answer[FunctionReply]) -> Iterator[Draft | Dropped]:
    """The claims of one reply, each as a draft that can be executed, or dropped with the reason."""
    for claim in answer.value.claims:
        try:
            yield _draft(subject, tool, claim, answer.made_by)
        except ClaimDroppedError as error:
            yield Dropped(CODE, error.reason)


def _draft(subject: AuditSubject, tool: ToolSchema, claim: FunctionClaim, made_by: str) -> Draft:
    check_quote(claim.quote, f"{_plain_specification(tool)}\n{code_text(subject, tool.key)}")
    if claim.start not in ("", NOTHING, *(each.id for each in starts(subject, tool))):
        raise ClaimDroppedError("no such start")
    calls = read_calls(claim.calls, [each.name for each in subject.toolset.of_toolkits((tool.toolkit,))])
    if tool.name not in [call.name for call in calls]:
        raise ClaimDroppedError("not demonstrated")
    expectation = read_expectation(claim.expected)
    component: Component = claim.component
    return Draft(
        code=CODE,
        component=component,
        function=tool.key,
        cause=_cause(claim, f"{call_text(calls[-1])}: {told(expectation)}"),
        message=claim.message,
        repair=claim.repair,
        affects=_affected(subject, tool, claim, calls),
        evidence=Evidence(
            entry=claim.start if claim.start not in ("", NOTHING) else None,
            toolkits=(tool.toolkit,),
            calls=calls,
            expected=told(expectation),
            facts={"specification": claim.quote},
            expectation=expectation,
        ),
        made_by=made_by,
        own=len(calls),
        reviewed=tool.name,
    )


def _affected(
    subject: AuditSubject, tool: ToolSchema, claim: FunctionClaim, calls: Sequence[Call]
) -> tuple[str, ...] | None:
    """The entries that meet the defect: those that give the parameter, or call the function in the demonstrated way.

    A way to call is the parameters that are given, and the values of those that choose between few. What is wrong with
    every result concerns all that call it.
    """
    if claim.concerns == "result":
        return None
    if claim.concerns.startswith("parameter ") and claim.name in parameters_of(tool):
        return subject.callers(tool.key, claim.name)
    way = _way(tool, next(call for call in reversed(calls) if call.name == tool.name))
    met = [seen.entry for seen in subject.calls_of.get(tool.key, ()) if _way(tool, seen.call) == way]
    return tuple(dict.fromkeys(met))


def _way(tool: ToolSchema, call: Call) -> dict[str, Json]:
    schemas = parameters_of(tool)
    chosen = {name for name, value in call.arguments.items() if isinstance(value, bool) or _lists(schemas.get(name))}
    return {name: value if name in chosen else "given" for name, value in call.arguments.items()}


def _lists(schema: dict[str, Json] | None) -> bool:
    return bool(schema and declared_values(schema))


def _cause(claim: FunctionClaim, shown: str) -> str:
    """The name of the cause, as a rule that finds the same defect would give it; else by what was `shown`."""
    if claim.concerns == "parameter value":
        return causes.parameter_value(claim.name, read_json(claim.value or "null"))
    if claim.concerns == "parameter constraint":
        return causes.parameter_constraint(claim.name, claim.value.strip('"'))
    if claim.concerns == "result":
        return causes.result_key(claim.name or causes.WHOLE)
    named = {
        "parameter type": causes.parameter_type,
        "parameter existence": causes.parameter_unknown,
        "parameter description": causes.parameter_text,
        "parameter default": causes.parameter_default,
    }
    return named[claim.concerns](claim.name) if claim.concerns in named else f"behaviour of {shown}"


def _plain_specification(tool: ToolSchema) -> str:
    """All texts of a schema, so that a quotation is found whether it has JSON's escapes or not."""
    return "\n".join([specification(tool), *_texts([tool.description, tool.parameters, tool.returns])])


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _texts(item)


def _parameters(tool: ToolSchema) -> Sequence[str]:
    return list(parameters_of(tool))


def _state(entry: Trajectory, toolkit: str) -> str:
    return json.dumps(abridged(entry.initial_state.get(toolkit, {})), ensure_ascii=False)
