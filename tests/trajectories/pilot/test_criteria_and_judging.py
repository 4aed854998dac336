"""What is measured by rule, what is asked of a model, and how criteria are read."""

from __future__ import annotations

import asyncio

import pytest

from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.offline import Offline
from eigendata_assets.agents.scripted import ScriptedChat
from eigendata_assets.artifacts.pilot import Criterion, JudgedSample
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.pilot.analysing import analyse, problems_of
from eigendata_assets.trajectories.pilot.criteria import BY_RULE, DEFAULTS_BY_MODEL, DEFAULTS_BY_RULE, read_criteria
from eigendata_assets.trajectories.pilot.judging import DialogueJudge
from eigendata_assets.trajectories.pilot.samples import Sample
from tests.trajectories.pilot.rooms import accepted, refused, sample_of
from tests.trajectories.quality.dialogues import BOOKED, TOOLS, dialogue, good, made_up, turn

BY_RULE_ALL = tuple(Criterion(name=name, at_least=0.5) for name in BY_RULE)


def judged(
    *samples: Sample, criteria: tuple[Criterion, ...] = BY_RULE_ALL
) -> tuple[list[JudgedSample], dict[str, float]]:
    return asyncio.run(DialogueJudge(criteria, TOOLS, Offline()).judge(samples))


def test_every_value_is_a_share_from_0_to_1() -> None:
    for samples in ([], [refused(0)], [sample_of(good()), refused(1), accepted(2, "A room, please.")]):
        _, values = judged(*samples)
        assert set(values) == set(BY_RULE)
        assert all(0 <= value <= 1 for value in values.values())


def test_the_values_of_a_known_batch() -> None:
    once = dialogue(turn("Book R-204 for M-7781.", BOOKED, answer="R-204 is booked."), name="once")
    _, values = judged(sample_of(good()), sample_of(once, 1), sample_of(good("again"), 2), refused(3))
    assert values["accepted"] == 0.75
    assert values["clean"] == 1.0
    assert values["tools"] == 1.0
    assert values["pairs"] == 0.5
    assert values["distinct"] == round(2 / 3, 4)
    assert values["several_turns"] == values["several_calls"] == round(2 / 3, 4)


def test_what_the_rule_checker_finds_is_a_failure_of_the_sample() -> None:
    (sample,), values = judged(sample_of(made_up()))
    assert [each.code for each in sample.failures] == ["identifiers_come_from_somewhere"]
    assert (values["clean"], values["accepted"]) == (0.0, 1.0)


def test_a_criterion_of_the_model_needs_a_model() -> None:
    with pytest.raises(ModelNeeded, match="dialogue_judge"):
        judged(sample_of(good()), criteria=(Criterion(name="realism", at_least=0.5),))


def test_without_its_model_criteria_a_judge_asks_nobody() -> None:
    chat = ScriptedChat([])
    judge = DialogueJudge(DEFAULTS_BY_MODEL, TOOLS, chat).without_model()
    _, values = asyncio.run(judge.judge([sample_of(good())]))
    assert set(values) == {"accepted", "clean"}
    assert chat.requests == []


def test_the_judge_is_told_each_criterion_and_its_meaning() -> None:
    score = {"score": 0.5, "reason": "short"}
    chat = ScriptedChat([{"realism": score, "coherence": score}])
    criteria = tuple(Criterion(name=name, at_least=0.5) for name in ("realism", "coherence"))
    (sample,), values = asyncio.run(DialogueJudge(criteria, TOOLS, chat).judge([sample_of(good())]))
    assert values == {"realism": 0.5, "coherence": 0.5}
    assert [each.criterion for each in sample.scores] == ["realism", "coherence"]
    text = chat.requests[0].messages[-1].content
    assert "- realism: a real user" in text
    assert "R-204" in text


def test_criteria_that_are_given_stand_beside_the_defaults_or_instead_of_them() -> None:
    read = {each.name: each.at_least for each in read_criteria(["accepted=0.9", "realism=1"], DEFAULTS_BY_RULE)}
    assert read["accepted"] == 0.9
    assert read["realism"] == 1
    assert read["distinct"] == 0.95
    assert read_criteria([], DEFAULTS_BY_RULE) == DEFAULTS_BY_RULE


@pytest.mark.parametrize("text", ["beauty=0.5", "realism", "realism=2", "realism=", "realism=-1"])
def test_a_criterion_that_is_none_is_refused_by_name(text: str) -> None:
    with pytest.raises(RequestError, match="NAME=SCORE"):
        read_criteria([text], DEFAULTS_BY_RULE)


def test_failing_samples_are_grouped_by_code_without_a_model() -> None:
    samples = [refused(0), refused(1), refused(2, "the replay stopped"), sample_of(good(), 3)]
    found, _ = judged(*samples)
    analysis = asyncio.run(analyse(samples, found, BY_RULE_ALL, Offline()))
    assert [(each.name, each.samples) for each in analysis.categories] == [
        ("the gate: omission", ("s0", "s1")),
        ("the replay stopped", ("s2",)),
    ]
    assert analysis.made_by == "rule"


def test_where_nothing_fails_nobody_is_asked() -> None:
    chat = ScriptedChat([])
    found, _ = judged(sample_of(good()))
    assert asyncio.run(analyse([sample_of(good())], found, BY_RULE_ALL, chat)).categories == ()
    assert problems_of(found, BY_RULE_ALL) == {}
