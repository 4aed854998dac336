"""Artifacts are frozen, strict about their fields, and the same after they were written down and read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from eigendata_assets.artifacts.domain import BfclSource, Domain
from eigendata_assets.artifacts.findings import Evidence, Finding
from eigendata_assets.artifacts.frozen import FORMAT_VERSION, Artifact
from eigendata_assets.artifacts.model_results import AttemptedCall, ModelEntry, ModelRun, ModelStep
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.artifacts.verdicts import Evaluation, StateChange, Summary, Verdict
from eigendata_assets.imports.json_lines import json_value
from tests.json_values import JSON

VALUES = JSON.map(json_value)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=4)
CALLS = st.builds(Call, name=TEXTS, arguments=st.dictionaries(TEXTS, VALUES, max_size=2))
RESULTS = st.builds(Result, value=VALUES, error=st.none() | TEXTS, text=st.none() | TEXTS)
STEPS = st.builds(
    Step,
    text=TEXTS,
    calls=st.lists(CALLS, max_size=2).map(tuple),
    results=st.lists(RESULTS, max_size=2).map(tuple),
    changed=st.lists(TEXTS, max_size=1).map(tuple),
)
TURNS = st.builds(
    Turn,
    messages=st.lists(st.builds(Message, role=st.sampled_from(["user", "system"]), content=TEXTS), max_size=2).map(
        tuple
    ),
    steps=st.lists(STEPS, max_size=2).map(tuple),
    state_hashes=st.dictionaries(TEXTS, TEXTS, max_size=1),
)
PROVENANCE = Provenance(source="s", version="1", entry="e", details={"path": ["a"]})
TRAJECTORIES = st.builds(
    Trajectory,
    id=TEXTS,
    category=TEXTS,
    toolkits=st.just(("Kit",)),
    tools=st.just(("Kit.f",)),
    turns=st.lists(TURNS, max_size=2).map(tuple),
    initial_state=st.dictionaries(TEXTS, VALUES, max_size=2),
    final_state=st.dictionaries(TEXTS, VALUES, max_size=2),
    failure=st.none() | TEXTS,
    provenance=st.just(PROVENANCE),
)
VERDICT = Verdict(
    id="e",
    category="c",
    model="m",
    official=False,
    config_match=True,
    key_function=True,
    config_func=True,
    state_diff=(StateChange(table="Kit.a", key="b", field="c", before=1),),
)
SUMMARY = Summary(
    model="m",
    category="c",
    entries=1,
    official=0,
    config_match=1,
    key_function=1,
    config_func=1,
    disagreements=1,
    rank_official=1,
    rank_outcome=1,
)
FINDING: dict[str, Any] = {
    "id": "0a", "code": "c", "component": "intent", "severity": "info", "confidence": 0.5, "function": None,
    "cause": "it", "affects": ("e",), "exposes": (), "message": "m", "repair": "r",
}  # fmt: skip
EXAMPLES: list[Artifact] = [
    VERDICT,
    Evaluation(domain="d", source="s", entries=(VERDICT,), summary=(SUMMARY,), unreadable=("x",)),
    Domain(name="d", source=BfclSource(version="2025.6.8", categories=("multi_turn_base",)), ignore_state=("Kit.log",)),
    Finding(**FINDING, evidence=Evidence(facts={"a": [1, None]})),
    ModelRun(
        model="m",
        source=("r.json",),
        entries=(
            ModelEntry(id="e", problem="none"),
            ModelEntry(id="f", turns=((ModelStep(calls=(AttemptedCall(call=Call(name="f", arguments={})),)),), ())),
        ),
    ),
]


@given(TRAJECTORIES)
def test_a_trajectory_is_the_same_after_storing(trajectory: Trajectory) -> None:
    assert Trajectory.model_validate_json(trajectory.model_dump_json()) == trajectory
    assert Trajectory.model_validate(trajectory.model_dump(mode="json")) == trajectory
    assert Trajectory.model_validate(trajectory.model_dump()) == trajectory


@pytest.mark.parametrize("artifact", EXAMPLES, ids=lambda artifact: type(artifact).__name__)
def test_an_artifact_is_the_same_after_storing(artifact: Artifact) -> None:
    assert type(artifact).model_validate_json(artifact.model_dump_json()) == artifact


@pytest.mark.parametrize("artifact", EXAMPLES, ids=lambda artifact: type(artifact).__name__)
def test_an_artifact_cannot_be_changed_and_knows_its_fields(artifact: Artifact) -> None:
    name = next(iter(type(artifact).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(artifact, name, None)
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        type(artifact).model_validate({**artifact.model_dump(), "surprise": 1})


@given(TRAJECTORIES)
def test_the_calls_of_a_trajectory_are_those_of_its_steps_in_order(trajectory: Trajectory) -> None:
    steps = [step for turn in trajectory.turns for step in turn.steps]
    assert trajectory.calls == tuple(call for step in steps for call in step.calls)
    assert [len(turn.results) for turn in trajectory.turns] == [
        sum(len(step.results) for step in turn.steps) for turn in trajectory.turns
    ]


@pytest.mark.parametrize(
    ("result", "shown"),
    [
        (Result(value="text"), "text"),
        (Result(value={"a": [1.0, None]}), '{"a": [1.0, null]}'),
        (Result(value=None), "null"),
        (Result(value=None, text="None"), "None"),
        (Result(value=[1], text=""), ""),
    ],
)
def test_a_result_is_shown_as_its_text_or_as_what_follows_from_its_value(result: Result, shown: str) -> None:
    assert result.shown == shown


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("", "1"), ("Air", "1"), ("9a", "1"), ("a-b", "1"), ("a/b", "1"), ("a\n", "1"), ("a" * 64, "1"), ("../a", "1"),
        ("a", ""), ("a", "1."), ("a", "../1"), ("a", "1a"), ("a", "1\n"), ("a", "1 ; rm"),
    ],
)  # fmt: skip
def test_a_domain_has_a_name_and_a_version_that_are_safe_in_a_path(name: str, version: str) -> None:
    with pytest.raises(ValidationError):
        Domain(name=name, source=BfclSource(version=version, categories=("multi_turn_base",)))


def test_a_source_has_at_least_one_category() -> None:
    with pytest.raises(ValidationError):
        BfclSource(version="1", categories=())


@pytest.mark.parametrize("part", [{"component": "weather"}, {"severity": "bad"}, {"confidence": 1.1}])
def test_a_finding_is_of_a_known_component_and_severity_and_no_surer_than_sure(part: dict[str, Any]) -> None:
    fields = {**FINDING, "evidence": Evidence()}
    assert Finding(**fields)
    with pytest.raises(ValidationError):
        Finding(**fields | part)


def test_what_needs_a_model_says_no_model_and_documents_have_a_version() -> None:
    assert (VERDICT.llm_judge, VERDICT.all_three) == ("no model", "no model")
    with pytest.raises(ValidationError):
        Verdict.model_validate({**VERDICT.model_dump(), "llm_judge": "maybe"})
    for artifact in EXAMPLES[1:3]:
        assert json.loads(artifact.model_dump_json())["format_version"] == FORMAT_VERSION
