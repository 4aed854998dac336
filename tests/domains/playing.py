"""The environments of the shipped domains, written by rule and played in the sandbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.synthesis.method_code import method_code
from eigendata_assets.environments.synthesis.module_code import class_name, module_code
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, Sandbox, Toolkit

Call = tuple[str, Mapping[str, Any]]
State = Mapping[str, Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True)
class Environment:
    """A generated environment in a folder, and the sandbox that plays it."""

    name: str
    code: EnvironmentCode
    sandbox: Sandbox

    def play(self, state: State, calls: Sequence[Call]) -> tuple[list[Any], dict[str, Any]]:
        """What each call gives, and the state after the last."""
        replay = Replay("story", (self.name,), {self.name: state}, [list(calls)])
        (outcome,) = self.sandbox.replay(self.code, [replay])
        assert outcome.failure is None, outcome.failure
        assert [result.text for result in outcome.results[0] if result.error] == []
        return [result.value for result in outcome.results[0]], outcome.final_state[self.name]


def write_environment(spec: DomainSpec, folder: Path, sandbox: Sandbox) -> Environment:
    """The environment of a spec, as the rule writes it."""
    behaviours = read_behaviours(spec)
    module = module_code(spec, {tool: method_code(spec, tool, behaviours) for tool in spec.tools})
    (folder / f"{spec.name}.py").write_text(module)
    name = class_name(spec.name)
    return Environment(name, EnvironmentCode(folder, (Toolkit(name, spec.name),), "_load_state"), sandbox)


def keyed(key: str, *rows: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """A table by its key."""
    return {str(row[key]): dict(row) for row in rows}


def error(result: Any) -> str:
    """The message of a call that failed."""
    assert set(result) == {"error"}, result
    return str(result["error"])
