"""A domain's description: what is written in the workspace's `domains/NAME.yaml`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact

Name = r"^[a-z][a-z0-9_]{0,62}$"


class BfclSource(Artifact):
    """The multi-turn part of the Berkeley Function-Calling Leaderboard, from its published package."""

    kind: Literal["bfcl"] = "bfcl"
    version: str = Field(pattern=r"^[0-9]+(\.[0-9]+)*$")
    categories: tuple[str, ...] = Field(min_length=1)

    @property
    def title(self) -> str:
        """What it is, for people."""
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
    def title(self) -> str:
        """What it is, for people."""
        return f"{self.kind} {self.file}"


class DialoguesSource(Artifact):
    """A team's own dialogues, as published trajectory documents, with the code and schemas of their tools.

    `trajectories` are files of one document a line, `environment` is the folder of the code, `schemas` a file of tool
    schemas.
    """

    kind: Literal["dialogues"] = "dialogues"
    trajectories: tuple[str, ...] = Field(min_length=1)
    environment: str
    schemas: str
    shard_size: int = Field(default=1000, ge=1, le=1000)

    @property
    def title(self) -> str:
        """What it is, for people."""
        return f"{self.kind} {', '.join(self.trajectories)}"


Source = Annotated[BfclSource | SpecSource | DialoguesSource, Field(discriminator="kind")]


class Domain(Artifact):
    """One domain of the workspace.

    `depends_on` says which functions a trajectory depends on: those that it uses, or also those that it was offered
    (for data that teaches choice among tools).
    `ignore_state` names parts of the state that outcome-aware metrics do not compare (logs and counters), as
    `Toolkit.attribute`.
    """

    format_version: int = FORMAT_VERSION
    name: str = Field(pattern=Name)
    source: Source
    depends_on: Literal["used", "offered"] = "used"
    ignore_state: tuple[str, ...] = ()
