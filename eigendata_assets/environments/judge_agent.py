"""JudgeAgent (EigenData 3.3.1): when a test fails, is the code at fault or the test? With the evidence it used."""

from __future__ import annotations

import json
from typing import Literal

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.coding import CaseFailure, Verdict
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Case, ExpectedCall, Tables, with_changes
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.coding_agent import failure_text
from eigendata_assets.environments.described import function_text, state_text, tables_text
from eigendata_assets.environments.suites.argument_rules import accepts, completed
from eigendata_assets.environments.suites.interpreter import Outcome, interpret
from eigendata_assets.environments.suites.running import canonical_text


class JudgeReply(Artifact):
    """Who is at fault, and why, with what the description says about it."""

    fault: Literal["code", "test"]
    reason: str
    quote: str


JUDGE = Agent("judge_agent", Prompt.beside(__file__, "judge_agent.md"), JudgeReply)


async def judge(
    domain: DomainSpec, behaviours: dict[str, Behaviour], case: Case, failure: CaseFailure, state: Tables, code: str,
    chat: ChatModel,
) -> Verdict:  # fmt: skip
    """The verdict on one failed case.

    Where every function that the case calls has steps, the spec itself is asked: the case is carried out by the
    interpreter, and a test that contradicts it is at fault. Else a model reads the description.
    """
    if all(tool in behaviours for tool in case.tools):
        return judged_by_spec(domain, behaviours, case, failure, state)
    reply = await JUDGE.ask(
        chat,
        tables=tables_text(domain),
        now=domain.now,
        function=function_text(domain, failure.tool),
        state=state_text(with_changes(state, case.given)),
        code=code,
        calls=[_call_text(call) for call in case.calls],
        failure=failure_text(failure),
    )
    evidence = {"description": reply.value.quote, "expected": failure.expected, "seen": failure.seen}
    return Verdict(
        case=case.id, fault=reply.value.fault, reason=reply.value.reason, evidence=evidence,
        made_by=reply.provenance.made_by,
    )  # fmt: skip


def _call_text(call: ExpectedCall) -> str:
    arguments, result = json.dumps(call.arguments), json.dumps(call.result)
    changes = f", and changes {json.dumps(call.changes)}" if call.changes else ""
    return f"{call.tool}({arguments}) must give the {call.expect} {result}{changes}"


def judged_by_spec(
    domain: DomainSpec, behaviours: dict[str, Behaviour], case: Case, failure: CaseFailure, state: Tables
) -> Verdict:
    """The verdict of the spec: the case against what the interpreter makes of it."""
    tables = with_changes(state, case.given)
    evidence: dict[str, Json]
    for call in case.calls:
        contradiction = _contradiction(domain, behaviours, call, tables)
        if contradiction is not None:
            evidence = {"test": call.model_dump(), "spec": contradiction}
            reason = f"the test of {call.tool} contradicts the spec"
            return Verdict(case=case.id, fault="test", reason=reason, evidence=evidence)
        tables = with_changes(tables, call.changes)
    evidence = {"call": failure.tool, "arguments": failure.arguments, "spec": failure.expected, "code": failure.seen}
    return Verdict(
        case=case.id, fault="code", reason=f"the spec says what the test says: {case.about}", evidence=evidence
    )


def _contradiction(
    domain: DomainSpec, behaviours: dict[str, Behaviour], call: ExpectedCall, tables: Tables
) -> dict[str, Json] | None:
    """What the spec says of a call, where the test says something else."""
    tool = domain.tools[call.tool]
    valid = accepts(tool, call.arguments)
    if call.expect in ("invalid", "refused") or not valid:
        return {"valid arguments": valid} if valid == (call.expect in ("invalid", "refused")) else None
    meant = interpret(domain, behaviours[call.tool], completed(tool, call.arguments), tables)
    says: dict[str, Json] = {"result": meant.value if meant.error is None else meant.error, "changes": meant.changes}
    test = {"result": call.result, "changes": call.changes}
    fits = (meant.error is None) == (call.expect == "value") and _defined(meant)
    return None if fits and canonical_text(says) == canonical_text(test) else says


def _defined(outcome: Outcome) -> bool:
    return outcome.undefined is None
