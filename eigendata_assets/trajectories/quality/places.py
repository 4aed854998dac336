"""Where a rule does not hold."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a dialogue (or the tool), what is wrong there, and what would mend it."""

    where: str
    message: str
    hint: str
    function: str | None = None


def at(turn: int, step: int, function: str | None = None) -> str:
    """A place in words; turns and steps count from 0."""
    return f"turn {turn}, step {step}" + (f", {function}" if function else "")
