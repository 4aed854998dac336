"""Generated dialogues of the three shipped domains: executed, traced, proved, and each its own."""

from __future__ import annotations

from collections import Counter

from eigendata_assets.execution.replay import replay_trajectories
from eigendata_assets.trajectories.dialogues.provenance_check import texts_of, unresolved
from eigendata_assets.trajectories.dialogues.values import plain_message
from eigendata_assets.trajectories.generation import skeleton
from eigendata_assets.trajectories.scenarios.scenario import SHARES, exact_counts
from tests.trajectories.conftest import COUNT, Dataset, Domain


def test_as_many_dialogues_are_accepted_as_were_asked_for(dataset: Dataset) -> None:
    assert len(dataset.made) == COUNT


def test_the_shares_of_kinds_are_met_exactly(dataset: Dataset) -> None:
    kinds = Counter(each.trajectory.category for each in dataset.made)
    assert kinds == {kind: number for kind, number in exact_counts(COUNT, SHARES).items() if number}


def test_every_call_gives_its_stored_result_again(dataset: Dataset) -> None:
    stored = [each.trajectory for each in dataset.made]
    again = replay_trajectories(stored, dataset.domain.environment, dataset.domain.sandbox)
    for one, other in zip(stored, again, strict=True):
        assert [turn.results for turn in one.turns] == [turn.results for turn in other.turns]
        assert one.final_state == other.final_state


def test_every_argument_has_an_origin(dataset: Dataset) -> None:
    texts = texts_of(dataset.generation.gate.toolset.tools)
    assert [problem for each in dataset.made for problem in unresolved(each.trajectory, texts)] == []


def test_no_dialogue_is_there_twice(dataset: Dataset) -> None:
    assert len({skeleton(each.trajectory) for each in dataset.made}) == COUNT
    assert len({each.trajectory.id for each in dataset.made}) == COUNT


def test_every_dialogue_has_a_function_that_the_gate_lets_through(dataset: Dataset) -> None:
    assert {each.proof.soundness.verdict for each in dataset.made} <= {"sound", "repaired"}
    assert all(each.proof.function for each in dataset.made)


def test_the_same_seed_gives_the_same_dialogues(fresh: Domain, dataset: Dataset) -> None:
    again = list(fresh.generation().make(range(10)))
    other = list(fresh.generation(seed=2).make(range(10)))
    assert [each.trajectory for each in again] == [each.trajectory for each in dataset.made[:10]]
    assert [each.trajectory.turns for each in other] != [each.trajectory.turns for each in again]


def test_parallel_calls_are_made_in_one_step(dataset: Dataset) -> None:
    parallel = [each.trajectory for each in dataset.made if each.trajectory.category == "parallel_calls"]
    assert all(any(len(step.calls) > 1 for turn in each.turns for step in turn.steps) for each in parallel)


def test_dialogues_of_several_turns_have_several_and_single_ones_one(dataset: Dataset) -> None:
    for each in dataset.made:
        if each.trajectory.category.startswith("single_turn"):
            assert len(each.trajectory.turns) == 1
        if each.trajectory.category.startswith("multi_turn"):
            assert len(each.trajectory.turns) > 1


def test_a_tool_that_is_missing_is_not_offered_and_not_called_before_it_is_added(dataset: Dataset) -> None:
    for each in dataset.made:
        if each.trajectory.category == "tools_added":
            first, second = each.trajectory.turns
            assert not first.calls
            assert set(second.tools_added).isdisjoint(each.trajectory.tools)
            assert {f"{each.trajectory.toolkits[0]}.{call.name}" for call in second.calls} >= set(second.tools_added)
        if each.trajectory.category == "no_suitable_tool":
            goal = each.trajectory.provenance.details["scenario"]["goal"]
            assert not each.trajectory.calls
            assert f"{each.trajectory.toolkits[0]}.{goal}" not in each.trajectory.tools


def test_what_the_policy_forbids_ends_in_an_error_that_the_user_is_told(dataset: Dataset) -> None:
    for each in dataset.made:
        if each.trajectory.category == "against_policy":
            last = each.trajectory.turns[-1]
            assert plain_message(last.results[-1].value["error"]) in last.steps[-1].text
            assert not any(step.changed for step in last.steps)


def test_initial_states_are_small_and_closed_under_references(dataset: Dataset) -> None:
    tables = dataset.domain.knowledge.domain.tables
    for each in dataset.made:
        (state,) = each.trajectory.initial_state.values()
        assert sum(map(len, state.values())) < 400
        for table, rows in state.items():
            for name, parent in dataset.domain.knowledge.references(table):
                assert all(row[name] is None or str(row[name]) in state[parent] for row in rows.values())
        assert list(state) == list(tables)
