"""TestingAgent without a model (EigenData 3.3.1): the suites of a domain, derived from its spec and database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite, Tables
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.suites.slices import sample_of
from eigendata_assets.environments.suites.unit_cases import UnitTests, unit_tests
from eigendata_assets.environments.suites.workflow_cases import workflow_tests
from eigendata_assets.environments.synthesis.module_code import class_name

SAMPLE_ROWS = 80


@dataclass(frozen=True, slots=True)
class Suites:
    """Both suites; `untold` and `undefined` say, by tool, what no case tells apart and what has no meaning."""

    unit: Suite
    workflow: Suite
    untold: dict[str, tuple[str, ...]]
    undefined: dict[str, tuple[str, ...]]


def derive_suites(
    domain: DomainSpec,
    behaviours: Mapping[str, Behaviour],
    database: Tables,
    only: Collection[str] | None = None,
    labelled: Mapping[str, Collection[str]] | None = None,
) -> Suites:
    """The suites of the tools that have steps; with `only`, of these tools, and of workflows in which they take part.

    `labelled` are rows (table to keys) that the search shall look at in any case: edge cases of the database.
    """
    sample = sample_of(domain, database, SAMPLE_ROWS, labelled or {})
    wanted = [name for name in behaviours if only is None or name in only]
    made = {name: unit_tests(domain, name, behaviours[name], sample) for name in wanted}
    module, toolkit = domain.name, class_name(domain.name)
    cases = tuple(case for each in made.values() for case in each.cases)
    states = {name: state for each in made.values() for name, state in each.states.items()}
    unit = Suite(kind="unit", module=module, toolkit=toolkit, states=states, cases=cases)
    flows, flow_states = workflow_tests(domain, behaviours, _starts(made), set(wanted))
    workflow = Suite(kind="workflow", module=module, toolkit=toolkit, states=flow_states, cases=flows)
    untold = {name: each.untold for name, each in made.items() if each.untold}
    undefined = {name: each.undefined for name, each in made.items() if each.undefined}
    return Suites(unit, workflow, untold, undefined)


def _starts(made: Mapping[str, UnitTests]) -> dict[str, UnitTests]:
    return {name: each for name, each in made.items() if any(case.purpose == "happy path" for case in each.cases)}
