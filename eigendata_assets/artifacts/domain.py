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


class Domain(Artifact):
    """One domain of the workspace.

    `ignore_state` names parts of the state that outcome-aware metrics do not compare (logs and counters), as
    `Toolkit.attribute`.
    """

    format_version: int = FORMAT_VERSION
    name: str = Field(pattern=Name)
    source: BfclSource
    ignore_state: tuple[str, ...] = ()
