"""What dialogues record of how they were made: where arguments come from, and executions that were revised."""

from __future__ import annotations

from collections.abc import Iterator

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Trajectory

DIALOGUES = "dialogues"
"""Under this name the dialogues are counted that were revised at all."""


def origins_in(entry: Trajectory) -> Iterator[str]:
    """Where each argument comes from: said, policy, result, derived (and by which formula), or none."""
    for call in entry.provenance.details.get("arguments", []):
        for origin in call["arguments"].values():
            kind = next((each for each in ("said", "policy", "result", "derived") if each in (origin or {})), "none")
            yield kind
            if kind == "derived":
                yield f"derived by {str(_formula(origin)).replace('_', ' ')}"


def revisions_in(entry: Trajectory) -> Iterator[str]:
    """That the dialogue was executed more than once, if so, and what was revised each time."""
    attempts = entry.provenance.details.get("attempts", [])
    if attempts:
        yield DIALOGUES
    yield from (each["revised"] for each in attempts)


def _formula(origin: Json) -> Json:
    return origin["derived"]["formula"] if isinstance(origin["derived"], dict) else ""
