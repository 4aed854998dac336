"""Calls under the names that the code still has: a new schema may come before the code that follows it.

The one place where a call of a dialogue becomes a call of the environment. Where the code has no function of the new
name but one of the old, the old one is run; a parameter that it only knows by its old name is given under that, one
that it does not know is left out, and a value of a changed type is given as the code wants it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eigendata_assets.artifacts.tools import ImplementedAs
from eigendata_assets.execution.conversion import converted

RawCall = tuple[str, Mapping[str, Any]]
"""A tool name and its parsed arguments; on the wire and in hot loops, `artifacts.trajectory.Call` when written down."""


@dataclass(frozen=True, slots=True)
class CallNames:
    """`tools` are the keys of all tools; `implemented_as` has those that the code knows otherwise."""

    tools: frozenset[str] = frozenset()
    implemented_as: Mapping[str, ImplementedAs] = field(default_factory=dict)

    def given(self, toolkits: Sequence[str], call: RawCall) -> RawCall:
        """The call as the environment takes it; a name is that of the last of the toolkits that has it."""
        if not self.implemented_as:
            return call
        name, arguments = call
        keys = [f"{toolkit}.{name}" for toolkit in toolkits if f"{toolkit}.{name}" in self.tools]
        code = self.implemented_as.get(keys[-1]) if keys else None
        return call if code is None else (code.name, _arguments(code, arguments))


NO_NAMES = CallNames()
"""The code has the names of the calls."""


def _arguments(code: ImplementedAs, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code.parameters.get(name, name): _as_type(value, code.types.get(name))
        for name, value in arguments.items()
        if name not in code.left_out
    }


def _as_type(value: Any, kind: str | None) -> Any:
    other = converted(value, {"type": kind}) if kind else None
    return other[0] if other else value
