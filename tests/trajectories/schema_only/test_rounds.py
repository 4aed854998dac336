from typing import Any

import pytest

from eigendata_assets.trajectories.scenarios.scenario import Kind
from eigendata_assets.trajectories.schema_only.rounds import Plan, Round, faults, plans
from eigendata_assets.trajectories.schema_only.sampling import SHARES, Sample
from tests.trajectories.schema_only.kitchen import NAMED, call

RECIPE, TRACK = NAMED["find_recipe"], NAMED["track_parcel"]


def sample(kind: Kind, slots: tuple[str, ...] = ()) -> Sample:
    return Sample(0, kind, (RECIPE, TRACK), {}, {RECIPE.key: slots, TRACK.key: ()}, (RECIPE, TRACK))


def said(**changed: Any) -> Round:
    fields = {"user": "A recipe?", "action": "call", "calls": [call("find_recipe")], "reply": "Here.", "topic": "tea"}
    return Round.model_validate(fields | changed)


ONE = Plan("complete", "call", (RECIPE,))


def told(drawn: Round, plan: Plan = ONE, slots: tuple[str, ...] = ()) -> list[str]:
    return list(faults(drawn, plan, sample("single_turn_single_task", slots), (RECIPE, TRACK)))


def test_a_round_that_is_as_planned_has_no_fault() -> None:
    assert told(said()) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"user": " "}, "the user, the assistant or the topic says nothing"),
        ({"action": "ask"}, "the assistant was to call"),
        ({"calls": []}, "the assistant was to call"),
        ({"calls": [{"tool": "bake", "arguments": {}, "result": 1}]}, "bake is not offered"),
        ({"calls": [call("track_parcel")]}, "find_recipe was to be called"),
        ({"calls": [call("find_recipe", "diet")]}, "find_recipe: the optional parameters (none) were to be filled"),
    ],
)
def test_a_fault_is_told(changed: dict[str, Any], fault: str) -> None:
    assert fault in told(said(**changed))


def test_arguments_that_do_not_fit_the_schema_are_told_with_the_reason() -> None:
    wrong = {"tool": "find_recipe", "arguments": {"dish": 3}, "result": {}}
    assert told(said(calls=[wrong])) == ["find_recipe: the arguments do not fit the schema: 3 is not of type 'string'"]


def test_slots_that_were_drawn_have_to_be_filled() -> None:
    assert told(said(), slots=("diet",)) == ["find_recipe: the optional parameters diet were to be filled"]
    assert told(said(calls=[call("find_recipe", "diet")]), slots=("diet",)) == []


def test_parallel_calls_are_two_or_more() -> None:
    plan = Plan("parallel", "call", (RECIPE,))
    assert told(said(), plan) == ["two calls or more were to be made at once"]
    assert told(said(calls=[call("find_recipe"), call("track_parcel")]), plan) == []


def test_where_the_assistant_asks_it_calls_nothing() -> None:
    plan = Plan("missing", "ask")
    assert told(said(action="ask"), plan) == ["the assistant was to ask"]
    assert told(said(action="ask", calls=[]), plan) == []


@pytest.mark.parametrize("kind", SHARES)
def test_every_kind_has_its_rounds(kind: Kind) -> None:
    rounds = plans(sample(kind))
    assert (len(rounds) == 1) == kind.startswith(("single_turn", "parallel", "no_suitable"))
    calls = [tool.name for plan in rounds for tool in plan.tools]
    assert sorted(calls) == ([] if kind == "no_suitable_tool" else ["find_recipe", "track_parcel"])
