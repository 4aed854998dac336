"""The three workflows of EigenData 3.3.4 that make an environment: schema-implement, code-repair, code-patch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.coding import CaseFailure, EnvironmentLog, EnvironmentPlan, Round, Workflow
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite, Tables
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.judge_agent import judged_by_spec
from eigendata_assets.environments.orchestrator import BOUNDS, Bounds, Work
from eigendata_assets.environments.planner import plan_environment
from eigendata_assets.environments.spec_changes import affected_tools
from eigendata_assets.environments.suites.deriving import Suites, derive_suites
from eigendata_assets.environments.suites.running import run_cases
from eigendata_assets.environments.suites.slices import sample_of
from eigendata_assets.environments.synthesis.module_code import class_name, methods_of
from eigendata_assets.execution.protocol import Sandbox

DESCRIBED_ROWS = 4
LABELLED_ROWS = 8
"""How many edge cases of each table are among the rows on which tests of described functions are written."""


@dataclass(frozen=True, slots=True)
class Made:
    """An environment as text, its suites, its plan, and how it came about."""

    module: str
    unit: Suite
    workflow: Suite
    plan: EnvironmentPlan
    log: EnvironmentLog


@dataclass(frozen=True, slots=True)
class Setting:
    """What every workflow needs: the spec, a database of it, its labelled rows, a sandbox and a model."""

    domain: DomainSpec
    database: Tables
    labelled: Mapping[str, Sequence[str]]
    sandbox: Sandbox
    chat: ChatModel
    bounds: Bounds = BOUNDS


async def schema_implement(setting: Setting) -> Made:
    """A new environment: planned, derived or written function by function, tested, judged and reviewed."""
    domain, behaviours = setting.domain, read_behaviours(setting.domain)
    plan = await plan_environment(domain, behaviours, setting.chat)
    suites = derive_suites(domain, behaviours, setting.database, labelled=setting.labelled)
    work = _work(setting, plan, suites.unit, suites.workflow)
    await work.implement(work.order, "generate")
    await work.connect()
    await work.pass_review()
    return _made(work, plan, suites, "schema-implement", work.order)


async def code_repair(setting: Setting, module: str, unit: Suite, workflow: Suite) -> Made:
    """An environment whose suites pass again: what fails is attributed to code or test, and only that is mended."""
    domain = setting.domain
    plan = await plan_environment(domain, read_behaviours(domain), setting.chat)
    work = _work(setting, plan, unit, workflow)
    before = methods_of(module, class_name(domain.name), domain.tools)
    work.methods.update(before)
    missing = [name for name in work.order if name not in before]
    failures = run_cases(unit, unit.cases, module, setting.sandbox)
    if _cannot_be_imported(failures):
        failures = run_cases(unit, unit.cases, work.module, setting.sandbox)
    await work.repair_unit([each for each in failures if each.tool not in missing])
    if missing:
        await work.implement(missing, "generate")
    await work.connect()
    _no_regressions(work, unit, {each.case for each in failures})
    touched = [name for name in work.order if work.methods.get(name) != before.get(name)]
    return _made(work, plan, None, "code-repair", touched, module if not touched else None)


async def code_patch(setting: Setting, old: DomainSpec, module: str, unit: Suite, workflow: Suite) -> Made:
    """An environment that follows a changed spec: only affected functions are written anew, others keep their text.

    The suites of affected functions are derived anew; the old ones are run too, and where one fails, either the new
    spec contradicts it, or it is a regression.
    """
    domain, behaviours = setting.domain, read_behaviours(setting.domain)
    plan = await plan_environment(domain, behaviours, setting.chat)
    affected = affected_tools(old, domain)
    suites = derive_suites(domain, behaviours, setting.database, only=affected, labelled=setting.labelled)
    work = _work(setting, plan, _merged(unit, suites.unit, affected), _merged(workflow, suites.workflow, affected))
    kept = methods_of(module, class_name(old.name), domain.tools)
    work.methods.update({name: text for name, text in kept.items() if name not in affected or name in old.tools})
    await work.implement([name for name in work.order if name in affected], "refine")
    await work.connect()
    await work.pass_review()
    _validate_against_old(work, unit, affected)
    return _made(work, plan, suites, "code-patch", sorted(affected))


def _work(setting: Setting, plan: EnvironmentPlan, unit: Suite, workflow: Suite) -> Work:
    order = tuple(function.name for function in plan.functions)
    labelled = {table: _spread(keys, LABELLED_ROWS) for table, keys in setting.labelled.items()}
    state = sample_of(setting.domain, setting.database, DESCRIBED_ROWS, labelled)
    behaviours = read_behaviours(setting.domain)
    return Work(setting.domain, behaviours, order, unit, workflow, state, setting.sandbox, setting.chat, setting.bounds)


def _spread(keys: Sequence[str], most: int) -> Sequence[str]:
    """So many of them at most, evenly: edge cases lie label by label, so that few labels are left out."""
    return keys[:: -(-len(keys) // most) or 1]


def _made(
    work: Work, plan: EnvironmentPlan, suites: Suites | None, workflow: Workflow, touched: Sequence[str],
    module: str | None = None,
) -> Made:  # fmt: skip
    log = EnvironmentLog(
        domain=work.domain.name,
        workflow=workflow,
        rounds=tuple(work.rounds),
        untested={} if suites is None else suites.untold,
        unverified=tuple(sorted(work.unverified)),
        touched=tuple(name for name in work.domain.tools if name in touched),
    )
    return Made(work.module if module is None else module, work.unit, work.workflow, plan, log)


def _merged(old: Suite, new: Suite, affected: set[str]) -> Suite:
    """The old cases of what is not affected, and the new ones."""
    kept = [case for case in old.cases if not affected & {*case.tools, case.id.partition(":")[0]}]
    used = {case.state for case in kept}
    states = {name: state for name, state in old.states.items() if name in used}
    renamed = {name: name if name not in states else f"{name}-again" for name in new.states}
    fresh = [case.model_copy(update={"state": renamed[case.state]}) for case in new.cases]
    states |= {renamed[name]: state for name, state in new.states.items()}
    return new.model_copy(update={"cases": (*kept, *fresh), "states": states})


def _validate_against_old(work: Work, unit: Suite, affected: set[str]) -> None:
    """Old cases on the new code: one that fails is a regression, unless the new spec contradicts it."""
    cases = {case.id: case for case in unit.cases if all(tool in work.domain.tools for tool in case.tools)}
    failures = run_cases(unit, list(cases.values()), work.module, work.sandbox)
    verdicts = [
        judged_by_spec(work.domain, work.behaviours, cases[each.case], each, unit.states[cases[each.case].state])
        for each in failures
        if each.tool in work.behaviours
    ]
    regressions = {verdict.case.partition(":")[0] for verdict in verdicts if verdict.fault == "code"}
    work.unverified |= regressions
    work.rounds.append(
        Round(
            stage="unit", subject=f"old suite, {len(affected)} functions affected", outer=1, inner=1, mode="refine",
            made_by="rule", cases=len(cases), failures=tuple(failures), verdicts=tuple(verdicts),
        )
    )  # fmt: skip


def _no_regressions(work: Work, unit: Suite, failed_before: set[str]) -> None:
    """A function of which a case fails now that passed before is unverified."""
    same = {case.id for case in unit.cases} & {case.id for case in work.unit.cases}
    failures = run_cases(work.unit, work.unit.cases, work.module, work.sandbox)
    work.unverified |= {each.tool for each in failures if each.case in same and each.case not in failed_before}


def _cannot_be_imported(failures: Sequence[CaseFailure]) -> bool:
    return bool(failures) and all(failure.problem == "import" for failure in failures)
