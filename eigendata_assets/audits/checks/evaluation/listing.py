"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.evaluation import echoed_numbers, free_texts, number_formats, other_paths

CHECKS: tuple[Check, ...] = (
    echoed_numbers.CHECK,
    free_texts.CHECK,
    number_formats.CHECK,
    other_paths.CHECK,
)
