"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.schema import argument_types, result_keys

CHECKS: tuple[Check, ...] = (argument_types.CHECK, result_keys.CHECK)
