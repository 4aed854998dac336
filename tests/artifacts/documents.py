"""An example of every document that is published, with every kind of part."""

from eigendata_assets.artifacts.coding import (
    CaseFailure,
    EnvironmentLog,
    EnvironmentPlan,
    Feedback,
    Need,
    PlannedFunction,
    ReviewRemark,
    Round,
)
from eigendata_assets.artifacts.coding import Verdict as CaseVerdict
from eigendata_assets.artifacts.dataset import Batch, Dataset, GenerationReport
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
    PolishProposal,
    PolishReport,
    SchemaEdit,
)
from eigendata_assets.artifacts.frozen import Artifact
from eigendata_assets.artifacts.key_calls import KeyCall, KeyCalls
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelEntry, ModelRun, ModelStep
from eigendata_assets.artifacts.overview import Diagnosis, DoctorReport, DomainList, DomainOverview
from eigendata_assets.artifacts.patch_report import OpenRow, PatchReport
from eigendata_assets.artifacts.pilot import (
    Chart,
    ChartPoint,
    Criterion,
    FailureAnalysis,
    FailureCategory,
    JudgedSample,
    Phase,
    Pilot,
    PilotReport,
    PilotRound,
    PromptVersion,
    SampleFailure,
    Score,
    Strategy,
)
from eigendata_assets.artifacts.plan import FunctionUse, OpenTrajectory, RefreshReport, StaleTrajectory
from eigendata_assets.artifacts.quality import DialogueChecks, DialogueVerdict, ModelCheck, RuleFailure, RuleRun
from eigendata_assets.artifacts.spec.consistency import ConsistencyReport, Redrawn, ToolQueries, Violation
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.spec.population_plan import PopulationPlan, TablePlan
from eigendata_assets.artifacts.suites import Case, ExpectedCall, Suite
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
PROPOSAL = PolishProposal(
    tool="Car.go", findings=("0a",), reasons=("m",), before="a", after="b", decision="rejected", feedback="no",
    edits=(SchemaEdit(tool="Car.go", path=("parameters", "required"), value=["to"]),),
)  # fmt: skip
AUDIT = AuditSummary(
    entries=1, entries_affected=1, share=1.0, metrics={"calls that fail": 0.0}, threshold=0.7, hidden=0,
    by_component=(ComponentCount(component="schema", findings=1, errors=1, entries_affected=1, share=1.0),),
    checks=(CheckRun(code="c", component="schema", title="t", findings=1, missing=("probes",)),),
    coverage=(FunctionCoverage(function="Car.go", offered=1, used=1, calls=1, failed=0),),
)  # fmt: skip
FAILURE = CaseFailure(
    case="go:1",
    about="goes",
    call=0,
    tool="go",
    arguments={"km": 1},
    problem="result",
    expected=1,
    seen=2,
    message="no",
)
JUDGED = CaseVerdict(case="go:1", fault="test", reason="the spec says so", evidence={"spec": 2})
ROUND = Round(
    stage="unit", subject="go", outer=1, inner=1, mode="generate", made_by="rule", cases=1, failures=(FAILURE,),
    verdicts=(JUDGED,), remarks=(ReviewRemark(function="go", rule="state", message="m"),),
)  # fmt: skip
PLANNED = PlannedFunction(name="go", signature="go()", reads=("cars.km",), writes=(), depends_on=(), by="rule")
NEED = Need(kind="column", subject="cars", message="no km", seen={"a": 1})
CASE = Case(
    id="go:1", about="goes", purpose="happy path", state="s", given={"cars": {"C1": None}},
    calls=(ExpectedCall(tool="go", arguments={}, result={"km": 1}, changes={"cars": {"C1": {"km": 1}}}),),
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
PILOT_ROUND = PilotRound(
    number=0, strategy="1f", values={"realism": 0.5}, missed=("realism",),
    samples=(
        JudgedSample(
            id="d", accepted=True, labels={"kind": "k"}, failures=(SampleFailure(code="c", message="m", blame="user"),),
            scores=(Score(criterion="realism", value=0.5, reason="r"),),
        ),
    ),
    analysis=FailureAnalysis(categories=(FailureCategory(name="n", cause="c", samples=("d",)),), made_by="rule"),
)  # fmt: skip
PILOT = Pilot(
    because="b", criteria=(Criterion(name="realism", at_least=0.75),), rounds=(PILOT_ROUND,), best=0,
    strategies=(Strategy(prompts=(PromptVersion(role="user", text="t", parent="2e", reason="r", made_by="m"),)),),
)  # fmt: skip
CHART = Chart(
    measure="failures", centre=0.2, sigma=0.4,
    points=(ChartPoint(chunk=0, size=5, value=0.2, average=0.2, limit=0.3),),
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
    "dataset": Dataset(batches=(Batch(count=1500, seed=3, shares={"parallel_calls": 1.0}),)),
    "generation_report": GenerationReport(
        domain="shop", dialogues=2, resumed=1, kinds={"parallel_calls": 2}, tools={"buy": 3},
        dropped={"no graph was found": 1}, shards=("shard_00000",),
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
    "environment_log": EnvironmentLog(domain="cars", workflow="code-repair", rounds=(ROUND,), untested={"go": ("x",)}),
    "environment_plan": EnvironmentPlan(
        domain="cars", module="cars", toolkit="Cars", functions=(PLANNED,), groups=(("go", "stop"),)
    ),
    "feedback": Feedback(domain="cars", sender="environment", receiver="database", round=1, needs=(NEED,)),
    "test_suite": Suite(kind="unit", module="cars", toolkit="Cars", states={"s": {"cars": {}}}, cases=(CASE,)),
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
    "pilot_report": PilotReport(
        domain="cars", request="0a", phases=(Phase(pilot=PILOT, charts=(CHART,), failing=(1,)),), dropped={"c": 1}
    ),
    "patch_report": PatchReport(
        domain="cars",
        changes=("Car.go is now Car.drive (mapping, 100%)",),
        needs_a_model=(OpenRow(id="a", problems=("Car.go is no more",)),),
    ),
    "population_plan": PopulationPlan(
        domain="cars", seed=1, tables={"cars": TablePlan(rows=2, draws={"km": SequenceDraw(sequence="{n}")})}
    ),
    "polish_report": PolishReport(subject="cars", proposals=(PROPOSAL,), remaining=("0b",)),
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
