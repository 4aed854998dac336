"""Two versions of a toolset side by side, as those who patch trajectories ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from jsonschema import Draft202012Validator

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits import argument_paths as paths
from eigendata_assets.audits.changes import Change, FunctionAdded, FunctionRemoved, ParameterRenamed, SchemaDiff
from eigendata_assets.audits.mapping import FunctionMapping


@dataclass(frozen=True)
class ChangedTools:
    """Two versions of a toolset, what changed between them, and what a person says about it."""

    before: Toolset
    after: Toolset
    diff: SchemaDiff
    mapping: Sequence[FunctionMapping] = field(default_factory=tuple)

    @cached_property
    def id(self) -> str:
        """A hash by which a patched row says which changes it has seen."""
        return canonical_hash(
            [self.diff.model_dump(mode="json"), [line.model_dump(mode="json") for line in self.mapping]]
        )

    @cached_property
    def by_function(self) -> dict[str, list[Change]]:
        """Function before to its changes; functions without any are not there."""
        found: dict[str, list[Change]] = {}
        for each in self.diff.changes:
            if not isinstance(each, FunctionAdded):
                found.setdefault(each.function, []).append(each)
        return found

    @cached_property
    def lines(self) -> Mapping[str, FunctionMapping]:
        """Function before to its line of the mapping."""
        return {line.function: line for line in self.mapping}

    @cached_property
    def origins(self) -> Mapping[str, str]:
        """Function after to function before, for those that are renamed."""
        return {after: before for before, after in self.diff.renamed.items()}

    def owner(self, trajectory: Trajectory, name: str, *, after: bool = False) -> str | None:
        """The key of the function that a call by this name runs: that of the last toolkit that has it."""
        known = (self.after if after else self.before).by_key
        keys = [f"{toolkit}.{name}" for toolkit in trajectory.toolkits if f"{toolkit}.{name}" in known]
        return keys[-1] if keys else None

    def successor(self, function: str) -> ToolSchema | None:
        """The function after, under whatever name; None where there is none."""
        gone = any(isinstance(each, FunctionRemoved) for each in self.by_function.get(function, ()))
        return None if gone else self.after.by_key.get(self.diff.renamed.get(function, function))

    def path_after(self, function: str, path: str) -> str:
        """The path of a parameter in the new schema: every step of it may have been renamed."""
        names = {each.parameter: each.to for each in self.diff.of(function) if isinstance(each, ParameterRenamed)}
        found, walked = [], ""
        for step in paths.steps_of(path):
            walked = f"{walked}[]" if step == "[]" else f"{walked}.{step}" if walked else step
            found.append(names.get(walked, step))
        return ".".join(found).replace(".[]", "[]")

    def problems_of(self, call: Call, tool: ToolSchema) -> list[str]:
        """What the schema of a function has against a call."""
        if tool.key not in self._validators or self._validators[tool.key][0] is not tool:
            schema = {"additionalProperties": False, **tool.parameters}
            self._validators[tool.key] = (tool, Draft202012Validator(schema))
        errors = self._validators[tool.key][1].iter_errors(call.arguments)
        return [f"{error.json_path}: {error.message}"[:200] for error in errors]

    @cached_property
    def _validators(self) -> dict[str, tuple[ToolSchema, Draft202012Validator]]:
        return {}
