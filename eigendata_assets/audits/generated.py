"""A generated domain as something to audit: its suites are its references, and its database is an entry without calls.

The cases in which every call must succeed are the references; those that must fail say what the environment refuses,
and are looked at by the checks that need `suites`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.coding import CaseFailure
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite, SuiteKind, with_changes
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.environments.suites.running import run_cases
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox
from eigendata_assets.execution.replay import replay_trajectories

DATABASE = "database"
"""The id of the entry that is the database."""


@dataclass(frozen=True, slots=True)
class GeneratedDomain:
    """The artifacts of a generated domain; `state` is the whole database, as the environment's loader takes it."""

    name: str
    source: str
    spec: DomainSpec
    toolset: Toolset
    environment: EnvironmentCode
    files: Mapping[str, str]
    suites: tuple[Suite, ...]
    state: Mapping[str, Json]


def generated_subject(domain: GeneratedDomain, sandbox: Sandbox, entries: Sequence[Trajectory] = ()) -> AuditSubject:
    """The domain with its cases executed; `entries` (executed already) take the place of those made of the suites."""
    if not entries:
        made = [entry for entry in case_entries(domain) if entry.category != "refusal"]
        entries = replay_trajectories(made, domain.environment, sandbox)
    return AuditSubject(
        name=domain.name,
        source=domain.source,
        toolset=domain.toolset,
        entries=(*entries, database_entry(domain)),
        environment=domain.environment,
        files=domain.files,
        turn_checked=False,
        suites=domain.suites,
        case_failures=tuple(_failures(domain, sandbox)),
        spec=domain.spec,
    )


def case_entries(domain: GeneratedDomain) -> Iterator[Trajectory]:
    """All cases as entries, not executed; of category `refusal` are those with a call that must fail."""
    for suite in domain.suites:
        for case in suite.cases:
            refusal = any(call.expect != "value" for call in case.calls)
            state = with_changes(suite.states[case.state], case.given)
            calls = [Call(name=call.tool, arguments=call.arguments) for call in case.calls]
            yield _entry(domain, entry_id(suite, case.id), "refusal" if refusal else suite.kind, state, calls)


def entry_id(suite: Suite, case: str) -> str:
    """The id of the entry that is a case."""
    return f"{suite.kind} {case}"


def _failures(domain: GeneratedDomain, sandbox: Sandbox) -> Iterator[tuple[SuiteKind, CaseFailure]]:
    for suite in domain.suites:
        module = domain.files[f"{suite.module}.py"]
        yield from ((suite.kind, failure) for failure in run_cases(suite, suite.cases, module, sandbox))


def database_entry(domain: GeneratedDomain) -> Trajectory:
    """The entry without calls whose initial state is the whole database."""
    return _entry(domain, DATABASE, DATABASE, domain.state, [])


def _entry(
    domain: GeneratedDomain, name: str, category: str, state: Mapping[str, Json], calls: Sequence[Call]
) -> Trajectory:
    toolkit = domain.environment.toolkits[0].name
    policy = Message(role="system", content=domain.spec.policy)
    turn = Turn(messages=(policy,), steps=tuple(Step(calls=(call,)) for call in calls))
    return Trajectory(
        id=name,
        category=category,
        toolkits=(toolkit,),
        tools=tuple(domain.toolset.by_key),
        turns=(turn,) if calls else (),
        initial_state={toolkit: state},
        provenance=Provenance(source=domain.source, version="1", entry=name),
    )
