"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.trajectory import (
    altered_texts,
    invented_texts,
    other_references,
    quoted_variant,
    unexplained_values,
)

CHECKS: tuple[Check, ...] = (
    altered_texts.CHECK,
    invented_texts.CHECK,
    other_references.CHECK,
    quoted_variant.CHECK,
    unexplained_values.CHECK,
)
