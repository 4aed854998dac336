"""The checks of this component, in the order in which they are listed."""

from __future__ import annotations

from eigendata_assets.audits.check import Check
from eigendata_assets.audits.checks.intent import (
    ambiguous_records,
    ambiguous_words,
    contradictory_spans,
    missing_contents,
    missing_literals,
    overdrawn_requests,
    unanswered_turns,
    unknowable_values,
    unsaid_choices,
)

CHECKS: tuple[Check, ...] = (
    ambiguous_records.CHECK,
    ambiguous_words.CHECK,
    contradictory_spans.CHECK,
    missing_contents.CHECK,
    overdrawn_requests.CHECK,
    missing_literals.CHECK,
    unanswered_turns.CHECK,
    unknowable_values.CHECK,
    unsaid_choices.CHECK,
)
