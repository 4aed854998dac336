"""Calls under the names that the implementation still has: a new schema may come before the code that follows it.

Where the environment has no tool of the new name but one of the old, the old one is run; a parameter that it only knows
by its old name is given under that, one that it does not know is left out, and a value of a changed type is given as
the annotation of the parameter wants it. Nothing is adapted where the implementation follows the new schema.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.changes import ParameterRenamed, TypeChanged
from eigendata_assets.audits.conversion import converted
from eigendata_assets.environments.reach import Reach
from eigendata_assets.execution.protocol import RawCall

CallAdapter = Callable[[Trajectory, Call], RawCall]
"""How a call of a dialogue is given to the environment."""

_JSON_TYPE = {"int": "integer", "float": "number", "str": "string", "bool": "boolean"}


def as_written(trajectory: Trajectory, call: Call) -> RawCall:
    """The call as it stands: the environment follows the new schema."""
    del trajectory
    return call.name, call.arguments


@dataclass(frozen=True, slots=True)
class ImplementationNames:
    """A `CallAdapter` for an environment whose code may still have the old names; `reach` is that of the code now."""

    tools: ChangedTools
    reach: Reach

    def __call__(self, trajectory: Trajectory, call: Call) -> RawCall:
        """Tool and arguments as the implementation has them."""
        new = self.tools.owner(trajectory, call.name, after=True)
        old = self.tools.origins.get(new or "", new)
        if new is None or old is None or self.tools.by_function.get(old) is None:
            return call.name, call.arguments
        implemented = new if new in self.reach.tools else old
        known = self.reach.parameters.get(implemented)
        if known is None:
            return call.name, call.arguments
        return implemented.rpartition(".")[2], self._arguments(old, call, known)

    def _arguments(self, function: str, call: Call, known: Mapping[str, str]) -> dict[str, Json]:
        before = {
            each.to: each.parameter
            for each in self.tools.diff.of(function)
            if isinstance(each, ParameterRenamed) and "." not in each.parameter and "[" not in each.parameter
        }
        retyped = {each.parameter for each in self.tools.diff.of(function) if isinstance(each, TypeChanged)}
        found: dict[str, Json] = {}
        for name, value in call.arguments.items():
            old = before.get(name, name)
            place = name if name in known or "**" in known else old
            if place in known or "**" in known or self._was_known(function, old):
                kind = _JSON_TYPE.get(known.get(place, ""))
                other = converted(value, {"type": kind}) if kind and old in retyped else None
                found[place] = other[0] if other else value
        return found

    def _was_known(self, function: str, parameter: str) -> bool:
        """Whether the old schema had the parameter; then the code gets it, though it may not expect it."""
        tool = self.tools.before.by_key.get(function)
        return tool is not None and parameter in (tool.parameters.get("properties") or {})
