"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.trajectory import (
    altered_names,
    altered_quotes,
    altered_texts,
    exact_amounts,
    failing_calls,
    forgotten_requests,
    invented_texts,
    other_record,
    other_references,
    quoted_units,
    quoted_variant,
    repeated_calls,
    schema_violations,
    unasked_writes,
    unexplained_values,
)

CHECKS: tuple[Check, ...] = (
    altered_names.CHECK,
    altered_quotes.CHECK,
    altered_texts.CHECK,
    exact_amounts.CHECK,
    failing_calls.CHECK,
    forgotten_requests.CHECK,
    invented_texts.CHECK,
    other_record.CHECK,
    other_references.CHECK,
    quoted_units.CHECK,
    quoted_variant.CHECK,
    repeated_calls.CHECK,
    schema_violations.CHECK,
    unasked_writes.CHECK,
    unexplained_values.CHECK,
)
