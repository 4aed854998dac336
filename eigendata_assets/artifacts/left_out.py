"""Places of a batch for which no dialogue was made."""

from __future__ import annotations

from eigendata_assets.artifacts.frozen import Artifact


class LeftOut(Artifact):
    """A place for which no dialogue of its kind was accepted, and why."""

    place: int
    kind: str
    reasons: tuple[str, ...]
