"""The environment does not do what a case of the domain's suites says (EigenData 3.3.2, 3.4.4), and who is at fault.

The spec is asked, as the JudgeAgent does: a case that contradicts it is at fault itself, else the code is. Of a case,
either the calls are wrong or what is expected of them (`faulty_part`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eigendata_assets.artifacts.coding import CaseFailure, Verdict
from eigendata_assets.artifacts.findings import Component, Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.suites import Case, Suite
from eigendata_assets.artifacts.trajectory import Call
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.generated import entry_id
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.judge_agent import judged_by_spec

_SHOWN = 400
_REPAIR: dict[Component, str] = {
    "implementation": "Mend the function; `eigendata env repair` does so where a rule or a model can.",
    "trajectory": "Mend the calls of this case: the spec gives something else for them.",
    "evaluation": "Mend what the case expects of its calls: the spec says otherwise.",
}

Failed = tuple[Suite, Case, CaseFailure]


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Each tool whose code fails cases, with the first of them; and each case that is itself at fault."""
    if subject.spec is None:
        return
    behaviours = read_behaviours(subject.spec)
    cases = {(suite.kind, case.id): (suite, case) for suite in subject.suites for case in suite.cases}
    of_code: dict[str, list[Failed]] = {}
    for kind, failure in subject.case_failures:
        suite, case = cases[kind, failure.case]
        judged = all(tool in behaviours for tool in case.tools)
        verdict = judged and judged_by_spec(subject.spec, behaviours, case, failure, suite.states[case.state])
        if verdict and verdict.fault == "test":
            yield _defect(subject, [(suite, case, failure)], faulty_part(case, suite, verdict), f"case {case.id}")
        else:
            of_code.setdefault(failure.tool, []).append((suite, case, failure))
    for tool, failed in of_code.items():
        yield _defect(subject, failed, "implementation", f"cases of {tool}")


def faulty_part(case: Case, suite: Suite, verdict: Verdict) -> Component:
    """Whether a case that contradicts the spec makes the wrong calls (trajectory) or expects the wrong things of them.

    Calls are wrong where one cannot be done that should, where a workflow leaves out what it is about, and where what
    they give has little in common with what is expected. A single other value is a wrong expectation.
    """
    test, spec = verdict.evidence["test"], verdict.evidence["spec"]
    if "result" not in spec:
        return "trajectory"
    before = case.calls[: _place(case, test)]
    if suite.kind == "workflow" and before and not spec["changes"] and not any(call.changes for call in case.calls):
        return "trajectory"
    if (test["expect"] == "value") == isinstance(spec["result"], str):
        return "trajectory" if test["expect"] == "value" else "evaluation"
    other_result, other_changes = (_differing(test[part], spec[part]) for part in ("result", "changes"))
    if other_result and other_changes:
        return "trajectory"
    return "evaluation" if other_changes or other_result <= 1 else "trajectory"


def _place(case: Case, test: Json) -> int:
    return next(number for number, call in enumerate(case.calls) if call.model_dump() == test)


def _differing(one: Json, other: Json) -> int:
    """How many values differ; lists of different lengths differ in all they have."""
    if isinstance(one, dict) and isinstance(other, dict):
        return sum(_differing(one.get(key), other.get(key)) for key in one.keys() | other.keys())
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return sum(map(_differing, one, other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) + len(other)
    return int(one != other)


def _defect(subject: AuditSubject, failed: Sequence[Failed], component: Component, cause: str) -> Defect:
    suite, case, first = failed[0]
    names = [entry_id(of, each.id) for of, each, _ in failed]
    others = f" {len(failed) - 1} other cases are not met either." if len(failed) > 1 else ""
    return Defect(
        function=f"{suite.toolkit}.{first.tool}",
        cause=cause,
        message=f"{case.id} ({case.about}) is not met: {first.message[:_SHOWN]}.{others}",
        evidence=Evidence(
            entry=entry_id(suite, case.id),
            toolkits=(suite.toolkit,),
            calls=tuple(Call(name=call.tool, arguments=call.arguments) for call in case.calls[: first.call + 1]),
            expected=str(first.expected)[:_SHOWN],
            facts={"seen": first.seen, "cases": [each.id for _, each, _ in failed]},
        ),
        repair=_REPAIR[component],
        component=component,
        affects=tuple(dict.fromkeys(name for name in names if name in subject.by_id)) or None,
    )


CHECK = Check(
    code="case_not_met",
    component="implementation",
    title="The environment does not do what a case of the domain's suites says.",
    needs=frozenset({"suites", "spec"}),
    run=run,
)
