"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.trajectory import quoted_units, quoted_variant

CHECKS: tuple[Check, ...] = (quoted_variant.CHECK, quoted_units.CHECK)
