"""Which tools change the state, as execution shows it."""

from __future__ import annotations

from collections.abc import Sequence

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Trajectory


def with_observed_mutations(toolset: Toolset, executed: Sequence[Trajectory]) -> Toolset:
    """The tools, with `mutates_state` True where some call of a tool changed the public state of its toolkit.

    It is False where a tool was called and never changed it, and stays None where it was never called.
    """
    seen: dict[str, bool] = {}
    for trajectory in executed:
        owners = {tool.name: tool for tool in toolset.of_toolkits(trajectory.toolkits)}
        for step in (step for turn in trajectory.turns for step in turn.steps if step.results):
            for call in step.calls:
                if tool := owners.get(call.name):
                    seen[tool.key] = seen.get(tool.key, False) or tool.toolkit in step.changed
    return Toolset(tools=tuple(tool.model_copy(update={"mutates_state": seen.get(tool.key)}) for tool in toolset.tools))
