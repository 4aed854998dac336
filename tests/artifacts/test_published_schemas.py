"""The JSON Schemas in the repository are those of the models, and the documents we write fit them."""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import eigendata_assets.artifacts as room
from eigendata_assets.artifacts.diversity import (
    Distribution,
    DiversityReport,
    NearDuplicate,
    PairUse,
    ParameterUse,
    ToolUse,
)
from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.artifacts.environment import EnvironmentManifest, ToolkitClass
from eigendata_assets.artifacts.findings import (
    AuditBaseline,
    AuditReport,
    AuditSummary,
    CheckDescription,
    CheckList,
    CheckRun,
    ComponentCount,
    Evidence,
    EvidenceRun,
    Finding,
    FunctionCoverage,
    KnownFinding,
)
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.key_calls import KeyCall, KeyCalls
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelEntry, ModelRun, ModelStep
from eigendata_assets.artifacts.overview import Diagnosis, DoctorReport, DomainList, DomainOverview
from eigendata_assets.artifacts.patch_report import OpenRow, PatchReport
from eigendata_assets.artifacts.plan import FunctionUse, OpenTrajectory, RefreshReport, StaleTrajectory
from eigendata_assets.artifacts.published import (
    DOCUMENTS,
    FOLDER,
    SPEC_SCHEMA,
    WRITTEN_BY_PEOPLE,
    published,
    schema_of,
    spec_schema,
    write,
)
from eigendata_assets.artifacts.quality import DialogueChecks, DialogueVerdict, ModelCheck, RuleFailure, RuleRun
from eigendata_assets.artifacts.spec.consistency import ConsistencyReport, Redrawn, ToolQueries, Violation
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.spec.population_plan import PopulationPlan, TablePlan
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.artifacts.verdicts import Evaluation, StateChange, Summary, Verdict
from eigendata_assets.artifacts.verification_function import (
    CallPattern,
    GateFailure,
    Information,
    RequiredCall,
    RequiredChange,
    Soundness,
    SoundnessReport,
    ValidOutcome,
    VerificationFunction,
)

CALL = Call(name="drive", arguments={"distance": 2.5, "stops": ["a", None]})
DOMAIN = Domain(name="cars", source=BfclSource(version="2025.6.8", categories=("multi_turn_base",)))
TOOL = ToolSchema(name="drive", toolkit="Car", parameters={"type": "object"}, original={"type": "dict"})
STEP = Step(calls=(CALL,), results=(Result(value={"km": 2.5}),), changed=("Car",))
TURN = Turn(messages=(Message(role="user", content="go"),), steps=(STEP,), state_hashes={"Car": "00"})
PROVENANCE = Provenance(source="bfcl", version="1", entry="e", details={"line": 3})
OVERVIEW = DomainOverview(domain=DOMAIN, by_category={"multi_turn_base": 1})
CHANGE = StateChange(table="Car.km", key="", field="", before={"$set": [1]})
VERDICT = Verdict(
    id="e", category="c", model="m", official=False, config_match=True, key_function=True, config_func=True,
    official_error="x", official_turn=0, official_diff=(CHANGE,), llm_judge=True,
)  # fmt: skip
SUMMARY = Summary(
    model="m", category="all", entries=1, official=0, config_match=1, key_function=1, config_func=1, disagreements=1,
    rank_official=1, rank_outcome=1,
)  # fmt: skip
FINDING = Finding(
    id="0a", code="c", component="schema", severity="error", confidence=0.9, function="Car.go", cause="type of to",
    affects=("e",), exposes=(), message="m", evidence=Evidence(entry="e", facts={"a": [1]}), repair="r",
)  # fmt: skip
AUDIT = AuditSummary(
    entries=1, entries_affected=1, share=1.0, metrics={"calls that fail": 0.0}, threshold=0.7, hidden=0,
    by_component=(ComponentCount(component="schema", findings=1, errors=1, entries_affected=1, share=1.0),),
    checks=(CheckRun(code="c", component="schema", title="t", findings=1, missing=("probes",)),),
    coverage=(FunctionCoverage(function="Car.go", offered=1, used=1, calls=1, failed=0),),
)  # fmt: skip
RULE_FAILURE = RuleFailure(
    rule="r", aspect="call", weight="blocks", where="turn 0", message="m", hint="h", function="drive"
)
RULE_RUN = RuleRun(rule="r", aspect="call", weight="blocks", title="t", dialogues=1, places=1, missing=("tools",))
MODEL_CHECK = ModelCheck(confidence=0.5, errors=("e",), rationale="r", made_by="m")
DIALOGUE_VERDICT = DialogueVerdict(id="d", decision="review", priority=60, failures=(RULE_FAILURE,), model=MODEL_CHECK)
TOOL_USE = ToolUse(
    function="drive", offered=1, dialogues=1, calls=1, failed=0,
    parameters=(ParameterUse(name="distance", required=True, calls=1, values=1),),
)  # fmt: skip
EXAMPLES: dict[str, Artifact] = {
    "audit_baseline": AuditBaseline(subject="cars", findings=(KnownFinding(id="0a", code="c", message="m"),)),
    "audit_report": AuditReport(subject="cars", source="bfcl", findings=(FINDING,), summary=AUDIT),
    "check_list": CheckList(checks=(CheckDescription(code="c", component="schema", title="t", needs=("code",)),)),
    "consistency_report": ConsistencyReport(
        domain="cars", rows={"cars": 2}, statements=3, rounds=1,
        redrawn=(Redrawn(round=1, table="cars", columns=("km",), records=1, because=("tables", "cars", "checks", 0)),),
        violations=(Violation(path=("tables",), statement="km > 0", table="cars", records=1, keys=("C1",)),),
        queries=(ToolQueries(tool="go", tries=1, found={"steps[0]": 1}),),
    ),
    "dialogue_checks": DialogueChecks(
        subject="s", source="f", threshold=0.75, rules=(RULE_RUN,), unreadable=("line 3: no JSON",),
        verdicts=(DIALOGUE_VERDICT,),
    ),
    "diversity_report": DiversityReport(
        subject="s", source="f", dialogues=1, calls=1, tools=(TOOL_USE,), possible_pairs=1, kinds={"c": 1},
        pairs=(PairUse(first="drive", then="drive", times=1),), shapes={"single-turn": 1}, slot_filling=0.5,
        distinct={"1": 1.0}, skeletons=1, sequences=1, similarity_threshold=0.8, near_duplicates=1,
        distributions=(Distribution(measure="turns", counts=((1, 1),), mean=1.0),),
        examples=(NearDuplicate(id="d", like="e", similarity=0.9),),
    ),
    "doctor_report": DoctorReport(workspace="w", diagnoses=(Diagnosis(subject="sandbox", ok=True, seen="works"),)),
    "domain": DOMAIN,
    "domain_list": DomainList(workspace="w", domains=(OVERVIEW,)),
    "domain_overview": OVERVIEW,
    "environment": EnvironmentManifest(loader="_load", toolkits=(ToolkitClass(name="Car", module="cars.car"),)),
    "evaluation": Evaluation(domain="cars", source="bfcl", entries=(VERDICT,), summary=(SUMMARY,), unreadable=("x",)),
    "evidence_run": EvidenceRun(finding=FINDING, verdict="changed", results=(Result(value=1),)),
    "finding": FINDING,
    "function_use": FunctionUse(domain="cars", function="Car.go", used_by=("a",), offered_to=(), code=("Car.go",)),
    "key_calls": KeyCalls(entries={"e": (KeyCall(turn=0, call=CALL, changes_state=True),)}),
    "model_run": ModelRun(
        model="m",
        source=("file",),
        entries=(ModelEntry(id="e", turns=((ModelStep(calls=(AttemptedCall(call=CALL),)),),)), ModelEntry(id="f")),
    ),
    "patch_report": PatchReport(
        domain="cars",
        changes=("Car.go is now Car.drive (mapping, 100%)",),
        needs_a_model=(OpenRow(id="a", problems=("Car.go is no more",)),),
    ),
    "population_plan": PopulationPlan(
        domain="cars", seed=1, tables={"cars": TablePlan(rows=2, draws={"km": SequenceDraw(sequence="{n}")})}
    ),
    "refresh_report": RefreshReport(
        domain="cars",
        dry_run=True,
        trajectories=2,
        stale_trajectories=1,
        stale_shards=1,
        open_trajectories=1,
        needs_a_model=(OpenTrajectory(id="b", shard="b", problems=("Car.go is no more",)),),
        stale=(StaleTrajectory(id="a", shard="a", reasons=("Car.go.parameters.to.type",), calls=1),),
        reasons={"Car.go.parameters.to.type": 1},
        calls=1,
    ),
    "soundness_report": SoundnessReport(
        domain="cars", trajectories=1, sound=0, repaired=0, dropped=1, why={"omission": 1}, tested={"omission": 2},
        rows=(Soundness(id="e", verdict="dropped", failures=(GateFailure(requirement="omission", what="w"),)),),
    ),
    "tool_schema": TOOL,
    "toolset": Toolset(tools=(TOOL,)),
    "trajectory": Trajectory(
        id="e", category="c", toolkits=("Car",), tools=("Car.drive",), turns=(TURN,), initial_state={"Car": {}},
        provenance=PROVENANCE,
    ),
    "verification_function": VerificationFunction(
        id="e",
        made={"new 1": "B[0-9]+"},
        outcomes=(
            ValidOutcome(
                label="reference",
                changes=(RequiredChange(table="Car.trips", path=({"$made": "new 1"},), kind="added", after={"km": 2}),),
                calls=(RequiredCall(any_of=(CallPattern(name="drive", arguments={"distance": 2.5}),)),),
                information=(Information(value=2.5, source="the result of drive"),),
            ),
        ),
    ),
}  # fmt: skip


def document(name: str) -> dict[str, Any]:
    """An example as it is written."""
    found: dict[str, Any] = json.loads(EXAMPLES[name].model_dump_json())
    return {"format_version": FORMAT_VERSION, **found}


def problems(name: str, value: Any) -> list[str]:
    """What the published schema has against a document."""
    schema = json.loads((FOLDER / f"{name}.schema.json").read_text(encoding="utf-8"))
    return [error.message for error in Draft202012Validator(schema).iter_errors(value)]


def test_the_published_schemas_are_those_of_the_models() -> None:
    found = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    stale = sorted(name for name in found.keys() | published().keys() if found.get(name) != published().get(name))
    assert stale == [], "run `make schemas` and say in CHANGELOG.md what changed for readers of the documents"


def test_the_schema_of_specs_is_that_of_the_model_and_takes_a_spec() -> None:
    assert SPEC_SCHEMA.read_text(encoding="utf-8") == spec_schema()
    schema = json.loads(spec_schema())
    Draft202012Validator.check_schema(schema)
    column = {"type": "text", "draw": {"sequence": "C{n}"}}
    tables = {"cars": {"key": "id", "rows": 3, "columns": {"id": column}}}
    step = {"get": "car", "from": "cars", "key": "args.id", "else": "No such car."}
    tools = {"go": {"description": "Go.", "steps": [step], "returns": {"car": "car"}}}
    spec = {"name": "cars", "description": "Cars.", "tables": tables, "tools": tools}
    assert [error.message for error in Draft202012Validator(schema).iter_errors(spec)] == []
    assert list(Draft202012Validator(schema).iter_errors({**spec, "surprise": 1}))


def test_every_type_with_a_format_version_is_published() -> None:
    modules = [import_module(f"{room.__name__}.{each.name}") for each in iter_modules(room.__path__)]
    types = {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Artifact) and "format_version" in value.model_fields
    }
    assert types
    assert types <= set(DOCUMENTS.values())


def test_every_document_has_an_example_here() -> None:
    assert {name: type(example) for name, example in EXAMPLES.items()} == dict(DOCUMENTS)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_schema_is_a_schema_with_a_format_version(name: str) -> None:
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["format_version"]["const"] == FORMAT_VERSION
    assert "format_version" in schema["required"]
    assert schema["additionalProperties"] is False
    assert schema["$id"] == f"urn:eigendata:{name}:{FORMAT_VERSION}"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_we_write_fits_its_schema(name: str) -> None:
    assert problems(name, document(name)) == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_of_another_version_or_with_an_unknown_field_does_not_fit(name: str) -> None:
    assert problems(name, document(name) | {"format_version": FORMAT_VERSION + 1})
    assert problems(name, document(name) | {"surprise": 1})
    assert problems(name, {key: value for key, value in document(name).items() if key != "format_version"})


@pytest.mark.parametrize("name", sorted(DOCUMENTS.keys() - WRITTEN_BY_PEOPLE))
def test_readers_can_rely_on_every_field_of_what_we_write(name: str) -> None:
    for field in document(name):
        assert problems(name, {key: value for key, value in document(name).items() if key != field}), field


def test_people_may_leave_out_what_has_a_default() -> None:
    assert problems("domain", {key: value for key, value in document("domain").items() if key != "ignore_state"}) == []


def test_writing_gives_the_files_that_changed_and_removes_those_of_no_document(tmp_path: Path) -> None:
    assert len(write(tmp_path)) == len(DOCUMENTS)
    assert write(tmp_path) == ()
    (tmp_path / "gone.schema.json").write_text("{}")
    (tmp_path / "domain.schema.json").write_text("{}")
    assert write(tmp_path) == ("domain.schema.json", "gone.schema.json")
    assert write(tmp_path) == ()
