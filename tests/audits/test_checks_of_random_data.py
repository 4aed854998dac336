"""No check breaks on data that nobody foresaw, and every finding of theirs can be written, shown and applied."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eigendata_assets.artifacts.findings import AuditReport
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.audits import report as pages
from eigendata_assets.audits.auditing import audit
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.polishing import edited, proposals
from eigendata_assets.audits.subject import AuditSubject
from tests.audits.in_process import InProcessSandbox

SCALARS = st.none() | st.booleans() | st.integers(-99, 99) | st.sampled_from([0.5, 32.0, "", "a1", "205 bytes", "5 km"])
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "to", "x"]), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from(["to", "ticket_id", "speed", "x"])
TEXTS = st.sampled_from(
    ["", "In km/h.", "In miles.", "Default is 5.", '[Enum]: ["a", "b"]', "[Enum]: [x", "[Optional] x"]
)
TYPES = st.sampled_from(["string", "integer", "number", "boolean", "array", "object", "null"])
SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": TYPES | st.lists(TYPES, max_size=2) | JSON,
        "description": TEXTS | JSON,
        "enum": st.lists(SCALARS, max_size=3) | JSON,
        "default": JSON,
        "minimum": st.integers(0, 3),
        "items": st.fixed_dictionaries({}, optional={"type": TYPES}) | JSON,
    },
)
OBJECTS = st.fixed_dictionaries(
    {}, optional={"type": st.just("object"), "properties": st.dictionaries(NAMES, SCHEMAS | JSON, max_size=3),
                  "required": st.lists(NAMES, max_size=2) | JSON},
)  # fmt: skip
CALLS = st.builds(Call, name=st.sampled_from(["go", "stop", "fly"]), arguments=st.dictionaries(NAMES, JSON, max_size=3))
RESULTS = st.builds(Result, value=JSON, error=st.none() | st.just("KeyError"))


@st.composite
def subjects(draw: st.DrawFn) -> AuditSubject:
    """Two tools and a few dialogues without an environment; schemas, arguments, results and states are anything."""
    tools = [
        ToolSchema(name=name, toolkit="Desk", parameters=draw(OBJECTS), returns=draw(st.none() | OBJECTS))
        for name in ("go", "stop")
    ]
    entries = [_entry(draw, f"e{number}") for number in range(draw(st.integers(0, 3)))]
    return AuditSubject("random", "tests", Toolset(tools=tuple(tools)), tuple(entries))


def _entry(draw: st.DrawFn, name: str) -> Trajectory:
    steps = draw(st.lists(st.tuples(CALLS, RESULTS, st.booleans()), max_size=4))
    return Trajectory(
        id=name,
        category="c",
        toolkits=("Desk",),
        tools=("Desk.go", "Desk.stop"),
        turns=(
            Turn(
                messages=(Message(role="user", content=draw(TEXTS)),),
                steps=tuple(
                    Step(calls=(call,), results=(result,), changed=("Desk",) if changed else ())
                    for call, result, changed in steps
                ),
            ),
        ),
        initial_state={"Desk": draw(JSON)},
        final_state={"Desk": draw(JSON)},
        provenance=Provenance(source="tests", version="1", entry=name),
    )


def audited(subject: AuditSubject) -> AuditReport:
    return audit(subject, CHECKS, InProcessSandbox(), threshold=0.0)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(subjects())
def test_no_check_breaks(subject: AuditSubject) -> None:
    assert [(run.code, run.problem) for run in audited(subject).summary.checks if run.problem] == []


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(subjects())
def test_every_report_can_be_written_and_shown_and_its_edits_applied(subject: AuditSubject) -> None:
    report = audited(subject)
    assert AuditReport.model_validate_json(report.to_json()) == report
    assert pages.html(report).encode("utf-8")
    assert pages.markdown(report).encode("utf-8")
    after = edited(subject.toolset, [edit for finding in report.findings for edit in finding.edits])
    assert [tool.key for tool in after.tools] == [tool.key for tool in subject.toolset.tools]
    assert all(made.before != made.after for made in proposals(subject.toolset, report.findings))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(subjects())
def test_a_finding_affects_entries_of_the_data_and_exposes_none_of_those(subject: AuditSubject) -> None:
    known: set[str] = set(subject.by_id)
    findings = audited(subject).findings
    for finding in findings:
        assert set(finding.affects) <= known
        assert set(finding.exposes) <= known - set(finding.affects)
    assert len({finding.id for finding in findings}) == len(findings)


@given(subjects())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
def test_an_audit_is_the_same_when_it_is_made_again(subject: AuditSubject) -> None:
    first: dict[str, Any] = json.loads(audited(subject).to_json())
    assert json.loads(audited(subject).to_json()) == first
