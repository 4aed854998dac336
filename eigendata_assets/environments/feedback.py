"""Cross-component feedback (EigenData 3.5): what the environment needs of the database, as an artifact."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.coding import Feedback, Need
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite, Tables
from eigendata_assets.environments.behaviour.read import read_behaviours


def missing_columns(domain: DomainSpec, database: Tables) -> list[Need]:
    """Columns of the spec that rows of the database do not have, and tables that are not there."""
    needs = []
    for name, table in domain.tables.items():
        row = next(iter(database.get(name, {}).values()), None)
        lacking = [] if row is None else [column for column in table.columns if column not in row]
        if name not in database or lacking:
            what = f"columns {', '.join(lacking)}" if lacking else "table"
            needs.append(Need(kind="column", subject=name, message=f"the database has no {what} of {name}"))
    return needs


def missing_records(domain: DomainSpec, unit: Suite) -> list[Need]:
    """Tools that could not be made to succeed with any rows of the database: there is nothing to try them on."""
    happy = {case.id.partition(":")[0] for case in unit.cases if case.purpose == "happy path"}
    return [
        Need(
            kind="records",
            subject=name,
            message=f"no rows were found with which {name} does what it is asked",
            seen={"requires": _requirements(domain, name)},
        )
        for name in read_behaviours(domain)
        if name not in happy
    ]


def feedback_of(name: str, needs: Sequence[Need], before: Feedback | None) -> Feedback:
    """What the database stage is asked for by the environment; a request that stays open counts its rounds."""
    return Feedback(
        domain=name, sender="environment", receiver="database", round=_round(before), needs=tuple(needs)
    )  # fmt: skip


def feedback_to_environment(name: str, needs: Sequence[Need], before: Feedback | None) -> Feedback:
    """What the environment is asked for by the trajectories: behaviours that are others than the spec's."""
    return Feedback(
        domain=name, sender="trajectories", receiver="environment", round=_round(before), needs=tuple(needs)
    )  # fmt: skip


def _round(before: Feedback | None) -> int:
    return before.round + 1 if before is not None and before.needs else 1


def _requirements(domain: DomainSpec, name: str) -> list[str]:
    return [step.require for step in domain.tools[name].steps or () if hasattr(step, "require")]
