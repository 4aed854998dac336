"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.intent import unknowable_values

CHECKS: tuple[Check, ...] = (unknowable_values.CHECK,)
