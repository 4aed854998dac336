"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.database import (
    broken_bounds,
    broken_references,
    broken_statements,
    mixed_types,
    record_fields,
    stray_keys,
    stray_values,
)

CHECKS: tuple[Check, ...] = (
    broken_bounds.CHECK,
    broken_references.CHECK,
    broken_statements.CHECK,
    mixed_types.CHECK,
    record_fields.CHECK,
    stray_keys.CHECK,
    stray_values.CHECK,
)
