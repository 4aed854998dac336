"""What a patch did, or would do, in numbers and with the rows that it had to leave."""

from __future__ import annotations

from pydantic import Field

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact


class OpenRow(Artifact):
    """A row that no rule could finish, and why."""

    id: str
    problems: tuple[str, ...]


class PatchReport(Artifact):
    """`decoded` rows depend on a changed function; `outcomes` counts what became of them, `steps` their segments.

    `reasons` counts for each change the rows that it touches. `needs_a_model` lists the rows left as they were. With
    `dry_run`, nothing was executed or written.
    """

    format_version: int = FORMAT_VERSION
    domain: str = ""
    dry_run: bool = False
    changes: tuple[str, ...]
    shards: int = 0
    shards_changed: int = 0
    rows: int = 0
    decoded: int = 0
    outcomes: dict[str, int] = {}
    steps: dict[str, int] = {}
    reasons: dict[str, int] = {}
    needs_a_model: tuple[OpenRow, ...] = Field(default=(), repr=False)
