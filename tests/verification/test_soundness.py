"""Every requirement of the gate bites: a function that is unsound in that way fails at it, and at it alone."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from eigendata_assets.verification.derivation import choose, derive
from eigendata_assets.verification.evidence import task_of
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.proving import Proof
from eigendata_assets.verification.runs import Runs
from eigendata_assets.verification.soundness import failing, silence, trials
from tests.verification.airline_tasks import BOOK, IGNORE, LOOK, TOOLSET, TRIP, dialogue, executed
from tests.verification.functions import call, valid

Shows = Callable[..., Runs]


@pytest.fixture(scope="module")
def shown(gate: Gate) -> Shows:
    """The runs of a dialogue, after its execution."""

    def runs(*turns: Any) -> Runs:
        (trajectory,) = executed([dialogue(*turns)], gate.environment, gate.sandbox)
        (found,) = gate.run([task_of(trajectory, TOOLSET, IGNORE)])
        assert not isinstance(found, Proof)
        return found

    return runs


def derived(runs: Runs) -> dict[str, Any]:
    return derive(runs.task, runs.evidence, choose(runs.task, runs.evidence))


def broken(runs: Runs, function: Mapping[str, Any]) -> set[str]:
    return {trial.requirement for trial in failing(function, trials(runs))}


def asked_of(runs: Runs, requirement: str) -> list[tuple[str, bool]]:
    return [(each.run.candidate.what, each.worth) for each in trials(runs) if each.requirement == requirement]


def changed(function: dict[str, Any], **outcome: Any) -> dict[str, Any]:
    """The function with something else in its one valid outcome."""
    copied = copy.deepcopy(function)
    copied["outcomes"][0].update(outcome)
    return copied


def test_a_derived_function_passes(shown: Shows) -> None:
    assert broken(shown(TRIP), derived(shown(TRIP))) == set()


def test_a_function_that_refuses_everything_fails_wherever_something_is_right(shown: Shows) -> None:
    runs = shown(TRIP)
    refusing = changed(derived(runs), calls=[call("no_such_tool")])
    assert broken(runs, refusing) == {"reference", "reordering", "extra_reads"}


def test_a_function_for_the_initial_state_is_found_out(shown: Shows) -> None:
    runs = shown(TRIP)
    assert broken(runs, {**derived(runs), "outcomes": [valid()]}) >= {
        "reference", "doing_nothing", "goal_not_already_true", "only_talking", "omission",
    }  # fmt: skip


def test_a_function_that_does_not_look_at_an_argument_is_found_out(shown: Shows) -> None:
    runs = shown(TRIP)
    function = derived(runs)
    row = function["outcomes"][0]["changes"][1]["after"]
    row["bags"], row["price"] = {"$made": "any"}, {"$made": "any price"}
    function["made"] |= {"any": ".*", "any price": ".*"}
    wrong = failing(function, trials(runs))
    assert {trial.requirement for trial in wrong} == {"wrong_argument"}
    assert {trial.failure().what for trial in wrong} == {"book with bags=3 scores 1", "book with bags=1 scores 1"}
    assert wrong[0].failure().calls[1].startswith("book(user_id='u1', flight_id='F11', bags=")


def test_a_function_that_needs_the_same_key_refuses_another_order(shown: Shows) -> None:
    runs = shown(("Both.", [BOOK, ("book", {"user_id": "u2", "flight_id": "F10"})], ""))
    function = derived(runs)
    assert broken(runs, function) == set()
    fixed = copy.deepcopy(function)
    for change in fixed["outcomes"][0]["changes"]:
        change["path"] = ["B2" if step == {"$made": "new 1"} else "B3" if isinstance(step, dict) else step
                          for step in change["path"]]  # fmt: skip
    assert "reordering" in broken(runs, fixed)


def test_two_writes_where_the_last_one_wins_are_not_independent(shown: Shows) -> None:
    bags = [("set_bags", {"booking_id": "B1", "bags": 1}), ("set_bags", {"booking_id": "B1", "bags": 2})]
    runs = shown(("Bags.", bags, ""))
    assert asked_of(runs, "reordering") == []
    assert runs.evidence.writes == {0, 1}
    assert runs.evidence.persists == {1}


def test_a_write_that_is_undone_must_still_be_made(shown: Shows) -> None:
    undone = ("set_status", {"booking_id": "B1", "status": "paid"})
    runs = shown(("Pay, then cancel.", [undone, ("cancel", {"booking_id": "B1"})], ""))
    function = derived(runs)
    assert broken(runs, function) == set()
    assert broken(runs, changed(function, calls=[])) == {"omission", "wrong_argument"}


def test_a_wrong_argument_without_another_effect_is_no_mutant(shown: Shows) -> None:
    runs = shown(("Bags.", [("add_bags", {"booking_id": "B1", "bags": 0})], ""))
    assert runs.evidence.writes == frozenset()
    assert asked_of(runs, "wrong_argument") == []


def test_other_ways_to_the_same_state_are_found_by_running_them(shown: Shows) -> None:
    cancel = shown(("Cancel B1.", [("cancel", {"booking_id": "B1"})], ""))
    assert ("cancel twice", True) in asked_of(cancel, "equivalent_path")
    bags = shown(("More.", [("add_bags", {"booking_id": "B1", "bags": 3})], ""))
    assert ("set_bags instead of add_bags", True) in asked_of(bags, "equivalent_path")
    more = [("add_bags", {"booking_id": "B1", "bags": 1}), ("add_bags", {"booking_id": "B1", "bags": 2})]
    assert ("add_bags once for both", True) in asked_of(shown(("More.", more, "")), "equivalent_path")


def test_a_function_that_wants_one_tool_refuses_another_way(shown: Shows) -> None:
    runs = shown(("More.", [("add_bags", {"booking_id": "B1", "bags": 3})], ""))
    wanted = call("add_bags", arguments={"booking_id": "B1", "bags": 3})
    assert broken(runs, changed(derived(runs), calls=[wanted])) == {"equivalent_path"}


def test_ignored_tables_make_no_write_of_a_read(shown: Shows) -> None:
    runs = shown(("Who is u1?", [("get_user", {"user_id": "u1"})], "Mia Rossi."))
    assert runs.evidence.writes == frozenset()
    assert broken(runs, derived(runs)) == set()


def test_information_is_missed_when_nothing_is_said(shown: Shows) -> None:
    runs = shown(TRIP)
    function = derived(runs)
    trial = silence(function, runs)
    assert trial is not None
    assert failing(function, [trial]) == []
    assert failing({**function, "outcomes": [valid(changes=function["outcomes"][0]["changes"])]}, [trial]) == [trial]
    assert silence(changed(function, information=[]), runs) is None


def test_the_key_in_what_is_said_is_that_of_the_run(shown: Shows) -> None:
    runs = shown(("Both, which is for u2?", [BOOK, ("book", {"user_id": "u2", "flight_id": "F10"})], "It is B3."))
    (swapped,) = [each for each in trials(runs) if each.requirement == "reordering"]
    assert swapped.says == ["It is B2."]


def test_a_look_up_is_not_demanded_and_a_question_is(shown: Shows) -> None:
    assert derived(shown(TRIP))["outcomes"][0]["calls"] == []
    asked = derived(shown(("Which flights?", [LOOK], "Two.")))
    assert [each["any_of"][0]["name"] for each in asked["outcomes"][0]["calls"]] == ["find_flights"]


def test_a_refused_call_that_was_made_good_later_is_not_asked_for(shown: Shows) -> None:
    runs = shown(
        ("A seat on F99, please; then on F10.", [("book", {"user_id": "u2", "flight_id": "F99"}), BOOK], "Done.")
    )
    wanted = [each["any_of"][0]["arguments"] for each in derived(runs)["outcomes"][0]["calls"]]
    assert {"user_id": "u2", "flight_id": "F99"} not in wanted
    assert broken(runs, derived(runs)) == set()


def test_a_refused_call_that_stays_refused_is_asked_for(shown: Shows) -> None:
    runs = shown(("A seat on F99, please.", [("book", {"user_id": "u2", "flight_id": "F99"})], "There is no F99."))
    wanted = [each["any_of"][0]["arguments"] for each in derived(runs)["outcomes"][0]["calls"]]
    assert wanted == [{"user_id": "u2", "flight_id": "F99"}]


def test_what_a_policy_says_counts_as_said_by_nobody() -> None:
    trip = dialogue(TRIP)
    policy = trip.turns[0].messages[0].model_copy(update={"role": "system", "content": "Fees are 120."})
    turn = trip.turns[0].model_copy(update={"messages": (policy, *trip.turns[0].messages)})
    assert "120" not in task_of(trip.model_copy(update={"turns": (turn,)}), TOOLSET, IGNORE).said
