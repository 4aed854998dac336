"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.evaluation import echoed_numbers, free_texts, other_paths

CHECKS: tuple[Check, ...] = (
    filled_numbers.CHECK,
    free_texts.CHECK,
    number_formats.CHECK,
    other_paths.CHECK,
)
