"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.schema import (
    accepted_values,
    annotated_types,
    argument_types,
    cases_against_schema,
    constraints,
    contradictory_formats,
    defaults,
    described_units,
    duplicates,
    offered_parameters,
    refused_types,
    rejected_values,
    result_keys,
    result_types,
    sometimes_missing,
    stored_types,
    stored_units,
    swapped_descriptions,
    undeclared_keys,
    undiscoverable,
    unit_contradictions,
)

CHECKS: tuple[Check, ...] = (
    argument_types.CHECK,
    stored_types.CHECK,
    annotated_types.CHECK,
    refused_types.CHECK,
    offered_parameters.CHECK,
    rejected_values.CHECK,
    accepted_values.CHECK,
    constraints.CHECK,
    cases_against_schema.CHECK,
    defaults.CHECK,
    unit_contradictions.CHECK,
    described_units.CHECK,
    stored_units.CHECK,
    swapped_descriptions.CHECK,
    result_keys.CHECK,
    undeclared_keys.CHECK,
    result_types.CHECK,
    duplicates.CHECK,
    undiscoverable.CHECK,
    contradictory_formats.CHECK,
    sometimes_missing.CHECK,
)
