"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.evaluation import number_formats, other_paths

CHECKS: tuple[Check, ...] = (other_paths.CHECK, number_formats.CHECK)
