"""Every kind of dialogue goes as its kind says, in all shipped domains, and what it tells is what the graph holds."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from random import Random

import pytest

from eigendata_assets.trajectories.dialogues.beats import Beat, Fact, Limit
from eigendata_assets.trajectories.dialogues.provenance_check import states
from eigendata_assets.trajectories.dialogues.script import Script
from eigendata_assets.trajectories.dialogues.values import plain_message
from eigendata_assets.trajectories.dialogues.wording import Voice
from eigendata_assets.trajectories.graphs.chaining import at
from eigendata_assets.trajectories.graphs.composing import compose
from eigendata_assets.trajectories.graphs.graph import Graph, Untrue
from eigendata_assets.trajectories.scenarios.dimensions import Kind
from eigendata_assets.trajectories.scenarios.scenario import KINDS, Scenario
from tests.trajectories.conftest import Domain

Told = list[tuple[Scenario, Graph, list[Beat]]]
Telling = Callable[[Kind], Told]


@pytest.fixture(scope="module")
def telling(generated_domain: Domain) -> Telling:
    """Sixty dialogues of a kind, told once."""
    return cache(partial(told, generated_domain))


def told(domain: Domain, kind: Kind, count: int = 60) -> Told:
    space, found = domain.space(count, 5, {kind: 1}), list[tuple[Scenario, Graph, list[Beat]]]()
    for index in range(count):
        scenario = space.scenario(index, 0)
        graph = compose(domain.knowledge, domain.gives, scenario)
        beats = graph and Script(domain.knowledge, graph, scenario, Voice(Random(index))).beats()
        if graph and beats:
            found.append((scenario, graph, beats))
    return found


def said(beats: list[Beat]) -> str:
    return " ".join(sentence.text for beat in beats for sentence in beat.said)


@pytest.mark.parametrize("kind", KINDS)
def test_every_sentence_says_what_it_states_and_every_call_is_made_once(telling: Telling, kind: Kind) -> None:
    dialogues = telling(kind)
    assert dialogues
    for _, graph, beats in dialogues:
        for beat in beats:
            assert beat.answer
            for sentence in beat.said:
                for each in sentence.states:
                    value = each.bound if isinstance(each, Limit) else None
                    value = each.claimed if isinstance(each, Untrue) else value
                    assert states(sentence.text, each.value if isinstance(each, Fact) else value)
        calls = [number for beat in beats for number in beat.calls]
        assert calls == (list(range(len(graph.nodes))) if kind != "no_suitable_tool" else [])


@pytest.mark.parametrize(("kind", "turns"), [
    ("single_turn_single_task", {1}), ("single_turn_multi_task", {1}), ("parallel_calls", {1}),
    ("no_suitable_tool", {1}), ("self_correction", {1}), ("against_policy", {1}), ("multi_turn_single_task", {2, 3, 4}),
    ("multi_turn_multi_task", {2, 3, 4}), ("chained_tasks", {2, 3, 4}),
    ("missing_parameter", {2}), ("invalid_value", {2}), ("wrong_premise", {2}),
    ("tools_added", {2}), ("recovery", {2}), ("deception", {1, 2}),
])  # fmt: skip
def test_a_kind_has_its_number_of_turns(telling: Telling, kind: Kind, turns: set[int]) -> None:
    assert {len(beats) for _, _, beats in telling(kind)} <= turns


def test_the_assistant_is_told_the_policy_the_day_and_how_the_user_comes(generated_domain: Domain) -> None:
    policy = generated_domain.knowledge.domain.policy.strip()
    for _, _, (first, *others) in told(generated_domain, "multi_turn_multi_task", 20):
        assert first.situation.startswith(policy)
        assert "2 June 2025" in first.situation
        assert not any(beat.situation for beat in others)


def test_limits_are_kept_by_what_the_calls_show_and_the_answer_says_so(generated_domain: Domain) -> None:
    dialogues = [
        each for each in told(generated_domain, "single_turn_single_task", 200) if each[0].aim == "several_constraints"
    ]
    assert dialogues
    for _, graph, beats in dialogues:
        limits = [
            each for beat in beats for sentence in beat.said for each in sentence.states if isinstance(each, Limit)
        ]
        assert limits
        for limit in limits:
            shown = at(graph.nodes[limit.node].value, limit.path)
            assert shown <= limit.bound if limit.relation == "at most" else shown >= limit.bound
            assert states(beats[-1].answer, shown)


def test_experts_say_all_at_once_and_novices_one_thing_at_a_time(generated_domain: Domain) -> None:
    dialogues = told(generated_domain, "single_turn_single_task", 120)
    most = {"novice": 0, "expert": 0}
    for scenario, _, (beat,) in dialogues:
        facts = [sum(isinstance(each, Fact) and not each.item for each in sentence.states) for sentence in beat.said]
        most[scenario.experience] = max(most.get(scenario.experience, 0), *facts)
    assert most["novice"] == 1
    assert most["expert"] > 1


def test_a_deceiver_hears_the_truth_and_no_exception_is_made(telling: Telling) -> None:
    for scenario, graph, beats in telling("deception"):
        error = plain_message(graph.goals[0].error or "")
        assert error in beats[0].answer
        if scenario.tactic in ("emotional_pressure", "impersonation"):
            assert error in beats[1].answer
            assert not beats[1].calls
        for claim in graph.untrue:
            assert states(" ".join(beat.answer for beat in beats), at(graph.nodes[claim.node].value, claim.path))
            assert states(said(beats), claim.claimed)


def test_a_recovery_is_refused_for_the_reason_and_done_in_the_next_turn(telling: Telling) -> None:
    for _, graph, (first, second) in telling("recovery"):
        assert plain_message(graph.goals[0].error or "?") in first.answer
        assert graph.nodes.index(graph.goals[0]) == first.calls[-1]
        assert [graph.nodes[number] for number in second.calls if graph.nodes[number].is_goal] == graph.goals[1:]


def test_what_changes_something_is_often_done_only_after_the_user_agrees(generated_domain: Domain) -> None:
    dialogues = told(generated_domain, "multi_turn_single_task", 120)
    agreed = [
        (graph, beats) for _, graph, beats in dialogues if graph.nodes[-1].writes and len(beats[-1].calls) == 1
        and beats[-2].answer.endswith("?") and not any(sentence.states for sentence in beats[-1].said)
    ]  # fmt: skip
    assert agreed
    for graph, beats in agreed:
        assert beats[-1].calls == (len(graph.nodes) - 1,)
        assert " me " not in beats[-2].answer.replace("want me ", "")


def test_only_those_who_read_get_lines(generated_domain: Domain) -> None:
    for scenario, _, beats in told(generated_domain, "single_turn_single_task", 120):
        if "\n" in beats[-1].answer:
            assert scenario.channel in ("chat", "mail")
