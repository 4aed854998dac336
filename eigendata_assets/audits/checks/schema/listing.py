"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.schema import (
    annotations,
    argument_types,
    defaults,
    offered_parameters,
    result_keys,
    result_types,
    stored_types,
)

CHECKS: tuple[Check, ...] = (
    argument_types.CHECK,
    stored_types.CHECK,
    annotations.CHECK,
    offered_parameters.CHECK,
    defaults.CHECK,
    result_keys.CHECK,
    result_types.CHECK,
)
