"""All checks, component by component; a new one is added to the listing of its component."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.database import listing as database
from eigendata_assets.audits.checks.evaluation import listing as evaluation
from eigendata_assets.audits.checks.implementation import listing as implementation
from eigendata_assets.audits.checks.intent import listing as intent
from eigendata_assets.audits.checks.schema import listing as schema
from eigendata_assets.audits.checks.trajectory import listing as trajectory

CHECKS: tuple[Check, ...] = (
    *schema.CHECKS,
    *implementation.CHECKS,
    *trajectory.CHECKS,
    *evaluation.CHECKS,
    *intent.CHECKS,
    *database.CHECKS,
)
