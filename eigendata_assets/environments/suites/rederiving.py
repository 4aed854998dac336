"""A case that contradicts its spec, made anew: the same calls on the same state, with what the spec demands."""

from __future__ import annotations

from collections.abc import Mapping

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Case, Expectation, ExpectedCall, Tables, with_changes
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.argument_rules import accepts, completed, is_required, is_valid
from eigendata_assets.environments.suites.interpreter import interpret
from eigendata_assets.environments.suites.unit_cases import expected_call


def rederived(domain: DomainSpec, behaviours: Mapping[str, Behaviour], case: Case, state: Tables) -> Case:
    """The case with every call's result and changes as the spec has them."""
    tables, calls = with_changes(state, case.given), []
    for call in case.calls:
        made = _call(domain, behaviours, call, tables)
        tables = with_changes(tables, made.changes)
        calls.append(made)
    return case.model_copy(update={"calls": tuple(calls), "source": "rule"})


def _call(domain: DomainSpec, behaviours: Mapping[str, Behaviour], call: ExpectedCall, tables: Tables) -> ExpectedCall:
    tool = domain.tools[call.tool]
    if accepts(tool, call.arguments):
        outcome = interpret(domain, behaviours[call.tool], completed(tool, call.arguments), tables)
        return expected_call(call.tool, call.arguments, outcome)
    wrong = [
        name
        for name, parameter in tool.parameters.items()
        if name in call.arguments
        and not (call.arguments[name] is None and not is_required(parameter))
        and not is_valid(parameter, call.arguments[name])
    ]
    known = call.arguments.keys() <= tool.parameters.keys()
    expect: Expectation = "invalid" if wrong and known else "refused"
    return ExpectedCall(
        tool=call.tool, arguments=call.arguments, expect=expect, result=wrong[0] if expect == "invalid" else None
    )
