"""All that a model's run is judged against."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.key_calls import KeyCall
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.protocol import EnvironmentCode


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A domain's references, executed, by entry id; with their key calls, their tools and their environment."""

    domain: Domain
    toolset: Toolset
    references: Mapping[str, Trajectory]
    key_calls: Mapping[str, Sequence[KeyCall]]
    environment: EnvironmentCode


def replay_id(model: str, entry_id: str, *, as_benchmark: bool = False) -> str:
    """The name of one replay among those of an evaluation."""
    return f"{model}/{entry_id}" + (" as the benchmark runs it" if as_benchmark else "")
