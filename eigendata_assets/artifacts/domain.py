"""A domain's description: what is written in the workspace's `domains/NAME.yaml`."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact

Name = r"^[a-z][a-z0-9_]{0,62}$"


class BfclSource(Artifact):
    """The multi-turn part of the Berkeley Function-Calling Leaderboard, from its published package."""

    kind: Literal["bfcl"] = "bfcl"
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    categories: tuple[str, ...] = Field(min_length=1)

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.kind} {self.version}"


class SpecSource(Artifact):
    """A domain spec in the workspace, `file` (from the workspace's folder), from which everything is generated.

    `scale` multiplies the rows of tables that depend on no other; `seed` takes the place of the spec's own.
    """

    kind: Literal["spec"] = "spec"
    file: str = Field(pattern=r"^specs/[a-z0-9_]+\.yaml$")
    scale: int = Field(default=1, ge=1, le=1000)
    seed: int | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.kind} {self.file}"


class Domain(Artifact):
    """One domain of the workspace.

    `ignore_state` names parts of the state that outcome-aware metrics do not compare (logs and counters), as
    `Toolkit.attribute`.
    """

    format_version: int = FORMAT_VERSION
    name: str = Field(pattern=Name)
    source: BfclSource | SpecSource = Field(discriminator="kind")
    ignore_state: tuple[str, ...] = ()
