"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.implementation import (
    enum_values,
    failed_writes,
    idle_parameters,
    idle_writes,
    later_look_ups,
    limits,
    look_ups,
    lost_authors,
    not_json,
    raised_errors,
    resources_spent,
    sentinels,
    shared_records,
    sorting,
    undoings,
    unknown_kept,
    unmet_cases,
    unseen_writes,
    unsteady_results,
    values_treated_as_else,
)

CHECKS: tuple[Check, ...] = (
    raised_errors.CHECK,
    values_treated_as_else.CHECK,
    enum_values.CHECK,
    limits.CHECK,
    sentinels.CHECK,
    failed_writes.CHECK,
    look_ups.CHECK,
    unsteady_results.CHECK,
    not_json.CHECK,
    idle_parameters.CHECK,
    idle_writes.CHECK,
    lost_authors.CHECK,
    undoings.CHECK,
    later_look_ups.CHECK,
    unseen_writes.CHECK,
    resources_spent.CHECK,
    unknown_kept.CHECK,
    unmet_cases.CHECK,
    shared_records.CHECK,
    sorting.CHECK,
)
