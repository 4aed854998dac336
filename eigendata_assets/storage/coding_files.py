"""What belongs to a generated environment, as files: suites, plan, log, feedback, and the spec it was built from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from eigendata_assets.artifacts.coding import EnvironmentLog, EnvironmentPlan, Feedback
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Suite
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.storage.files import replaced_folder, write_text

ArtifactT = TypeVar("ArtifactT", bound=Artifact)
_HINT = "`eigendata generate SPEC --until environment` makes one."


@dataclass(frozen=True, slots=True)
class EnvironmentFiles:
    """The files in the folder of a domain's artifacts; every write is whole or not at all."""

    folder: Path

    @property
    def suites_folder(self) -> Path:
        """`unit_cases.json` and `workflow_cases.json`, and the pytest files that run them."""
        return self.folder / "suites"

    @property
    def log_file(self) -> Path:
        """Every round of the last making."""
        return self.folder / "environment_log.json"

    @property
    def plan_file(self) -> Path:
        """The functions in the order of their implementation."""
        return self.folder / "environment_plan.json"

    @property
    def feedback_file(self) -> Path:
        """What the environment asks of the database."""
        return self.folder / "feedback" / "to_database.json"

    @property
    def feedback_to_environment_file(self) -> Path:
        """What trajectories ask of the environment."""
        return self.folder / "feedback" / "to_environment.json"

    @property
    def built_spec_file(self) -> Path:
        """The spec as it was when the environment was made."""
        return self.folder / "environment_spec.json"

    def write_suites(self, suites: Iterable[Suite], script: str) -> None:
        """The suites are in their files, each with a test file that needs nothing of ours."""
        with replaced_folder(self.suites_folder) as folder:
            for suite in suites:
                (folder / f"{suite.kind}_cases.json").write_text(_suite_text(suite), encoding="utf-8")
                text = script.replace("KIND", suite.kind).replace("MODULE", suite.module)
                text = text.replace("TOOLKIT", suite.toolkit)
                (folder / f"test_{suite.kind}.py").write_text(text, encoding="utf-8")

    def read_suite(self, kind: Literal["unit", "workflow"]) -> Suite:
        """A suite; raises RequestError where there is none, InputError where the file is not one."""
        return _read(self.suites_folder / f"{kind}_cases.json", Suite)

    def read_module(self, name: str) -> str:
        """The text of the environment's module."""
        path = self.folder / "environment" / f"{name}.py"
        if not path.exists():
            raise RequestError(f"{path} is not there", hint=_HINT)
        return path.read_text(encoding="utf-8")

    def write_plan_and_log(self, plan: EnvironmentPlan, log: EnvironmentLog) -> None:
        """Plan and log are in their files."""
        write_text(self.plan_file, plan.to_json(indent=1) + "\n")
        write_text(self.log_file, log.to_json(indent=1) + "\n")

    def read_log(self) -> EnvironmentLog:
        """The log of the last making."""
        return _read(self.log_file, EnvironmentLog)

    def write_built_spec(self, spec: DomainSpec) -> None:
        """The spec is kept, so that a later change of it can be told."""
        write_text(self.built_spec_file, spec.model_dump_json(indent=1) + "\n")

    def read_built_spec(self) -> DomainSpec:
        """The spec of the environment that is there."""
        return _read(self.built_spec_file, DomainSpec)

    def write_feedback(self, feedback: Feedback) -> None:
        """The request to the database is in its file."""
        write_text(self.feedback_file, feedback.to_json(indent=1) + "\n")

    def read_feedback(self) -> Feedback | None:
        """The last request to the database; None where there never was one."""
        return _read(self.feedback_file, Feedback) if self.feedback_file.exists() else None

    def write_feedback_to_environment(self, feedback: Feedback) -> None:
        """The request of trajectories to the environment is in its file."""
        write_text(self.feedback_to_environment_file, feedback.to_json(indent=1) + "\n")

    def read_feedback_to_environment(self) -> Feedback | None:
        """The last request to the environment; None where there never was one."""
        path = self.feedback_to_environment_file
        return _read(path, Feedback) if path.exists() else None


def _suite_text(suite: Suite) -> str:
    """JSON with a case, and a table of a state, to a line."""
    document = suite.model_dump()
    cases = ",\n".join(json.dumps(case) for case in document.pop("cases"))
    states = ",\n".join(f"{json.dumps(name)}: {json.dumps(state)}" for name, state in document.pop("states").items())
    head = json.dumps(document)[1:-1]
    return f'{{{head},\n"states": {{\n{states}\n}},\n"cases": [\n{cases}\n]}}\n'


def _read(path: Path, kind: type[ArtifactT]) -> ArtifactT:
    if not path.exists():
        raise RequestError(f"{path} is not there", hint=_HINT)
    try:
        return kind.model_validate_json(path.read_text(encoding="utf-8"))
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(first["msg"], where=(str(path), ".".join(map(str, first["loc"])))) from None
