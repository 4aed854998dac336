"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.implementation import values_treated_as_else

CHECKS: tuple[Check, ...] = (values_treated_as_else.CHECK,)
