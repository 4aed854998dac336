"""What is said about a spec: where, what, and how bad it is."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.frozen import Artifact

SpecPath = tuple[str | int, ...]
"""From the top of the spec to what is spoken of: `("tables", "flights", "checks", 0, "that")`."""


class Remark(Artifact):
    """One thing about a place of a spec; an error has to be mended, a warning is for some rows only."""

    path: SpecPath
    message: str
    severity: Literal["error", "warning"] = "error"


def written(path: SpecPath) -> str:
    """A path as people write it: `tables.flights.checks[0].that`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".") or "the whole"
