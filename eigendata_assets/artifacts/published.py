"""The JSON Schemas of our documents, as published in `schemas/`; `make schemas` writes them anew.

What others build against our documents is these files, so they are in the repository and a test compares them with
the models. A document that people write is described as it is read (defaults may be left out), one that we write as it
is written (every field is there).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import DataclassField, ModelField, TypedDictField

from eigendata_assets.artifacts.coding import EnvironmentLog, EnvironmentPlan, Feedback
from eigendata_assets.artifacts.dataset import Dataset, GenerationReport
from eigendata_assets.artifacts.diversity import DiversityReport
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.environment import EnvironmentManifest
from eigendata_assets.artifacts.findings import (
    AuditBaseline,
    AuditReport,
    CheckList,
    EvidenceRun,
    Finding,
    PolishReport,
)
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact, Json
from eigendata_assets.artifacts.key_calls import KeyCalls
from eigendata_assets.artifacts.model_results import ModelRun
from eigendata_assets.artifacts.overview import DoctorReport, DomainList, DomainOverview
from eigendata_assets.artifacts.patch_report import PatchReport
from eigendata_assets.artifacts.pilot import PilotReport
from eigendata_assets.artifacts.plan import FunctionUse, RefreshReport
from eigendata_assets.artifacts.quality import DialogueChecks
from eigendata_assets.artifacts.spec.consistency import ConsistencyReport
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.population_plan import PopulationPlan
from eigendata_assets.artifacts.suites import Suite
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.artifacts.verdicts import Evaluation
from eigendata_assets.artifacts.verification_function import SoundnessReport, VerificationFunction

Field = ModelField | DataclassField | TypedDictField

DOCUMENTS: Mapping[str, type[Artifact]] = {
    "audit_baseline": AuditBaseline,
    "audit_report": AuditReport,
    "check_list": CheckList,
    "consistency_report": ConsistencyReport,
    "dataset": Dataset,
    "dialogue_checks": DialogueChecks,
    "diversity_report": DiversityReport,
    "doctor_report": DoctorReport,
    "domain": Domain,
    "environment": EnvironmentManifest,
    "environment_log": EnvironmentLog,
    "environment_plan": EnvironmentPlan,
    "feedback": Feedback,
    "generation_report": GenerationReport,
    "test_suite": Suite,
    "domain_list": DomainList,
    "domain_overview": DomainOverview,
    "evaluation": Evaluation,
    "evidence_run": EvidenceRun,
    "finding": Finding,
    "function_use": FunctionUse,
    "key_calls": KeyCalls,
    "model_run": ModelRun,
    "patch_report": PatchReport,
    "pilot_report": PilotReport,
    "population_plan": PopulationPlan,
    "polish_report": PolishReport,
    "refresh_report": RefreshReport,
    "soundness_report": SoundnessReport,
    "tool_schema": ToolSchema,
    "toolset": Toolset,
    "trajectory": Trajectory,
    "verification_function": VerificationFunction,
}
"""Name to type of every document."""

WRITTEN_BY_PEOPLE = frozenset({"audit_baseline", "domain"})

FOLDER = Path(__file__).parent / "schemas"

SPEC_SCHEMA = Path(__file__).parent / "spec" / "schemas" / "domain_spec.schema.json"
"""The form of domain specs, for editors; a spec is written by people and has no format version."""


class AsWritten(GenerateJsonSchema):
    """Describes a document that we write: no field is left out because it has its default."""

    def field_is_required(self, field: Field, total: bool) -> bool:
        """Every field is there."""
        return self.mode == "serialization" or super().field_is_required(field, total)


def schema_of(name: str) -> dict[str, Json]:
    """The JSON Schema (draft 2020-12) of a document; `format_version` must be there and be ours.

    A type that has no field for it is a part of other documents too; standing alone it carries it beside its fields.
    """
    mode: Literal["validation", "serialization"] = "validation" if name in WRITTEN_BY_PEOPLE else "serialization"
    schema = DOCUMENTS[name].model_json_schema(schema_generator=AsWritten, mode=mode)
    version = {"const": FORMAT_VERSION, "title": "Format Version", "type": "integer"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:eigendata:{name}:{FORMAT_VERSION}",
        **schema,
        "properties": {**schema["properties"], "format_version": version},
        "required": ["format_version", *(each for each in schema.get("required", ()) if each != "format_version")],
    }


def published() -> dict[str, str]:
    """File name to text of every schema."""
    return {f"{name}.schema.json": json.dumps(schema_of(name), indent=2) + "\n" for name in DOCUMENTS}


def spec_schema() -> str:
    """The JSON Schema of a domain spec, as text."""
    identity = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:eigendata:domain_spec"}
    return json.dumps({**identity, **DomainSpec.model_json_schema(by_alias=True)}, indent=2) + "\n"


def write(folder: Path) -> tuple[str, ...]:
    """The folder holds exactly the schemas; gives the names of the files that are other than before."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = published()
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.schema.json")}
    for name in found.keys() - wanted.keys():
        (folder / name).unlink()
    changed = [name for name, text in wanted.items() if found.get(name) != text]
    for name in changed:
        (folder / name).write_text(wanted[name], encoding="utf-8")
    return tuple(sorted([*changed, *(found.keys() - wanted.keys())]))


def main() -> None:
    """The published schemas are those of the models; says which files that changed."""
    changed = write(FOLDER)
    SPEC_SCHEMA.parent.mkdir(exist_ok=True)
    SPEC_SCHEMA.write_text(spec_schema(), encoding="utf-8")
    sys.stdout.write("".join(f"{name}\n" for name in changed) or "All schemas are up to date.\n")


if __name__ == "__main__":
    main()
