"""What the assistant did is looked at by rules and by what was executed: the goal, the calls, the environment."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.simulation.assignment import Assignment, TracedCall
from eigendata_assets.trajectories.simulation.assistant_checks import assistant_failures, tool_failures, unmet_goal
from eigendata_assets.trajectories.simulation.replies import Intent

BOOKED: Json = {"bookings": {"B1": {"nights": 3}}}
EMPTY: Json = {"bookings": {}}
DONE = {"booking_id": "B1"}
GRAPH = Assignment(
    id="one", kind="single_turn_single_task", goal="book", scenario={}, tables={},
    trace=(TracedCall(tool="book", arguments={"nights": 3}, said=("nights",), result=DONE, is_goal=True),),
)  # fmt: skip
FREE = GRAPH.model_copy(update={"trace": ()})
BOOK = ToolSchema(
    name="book",
    toolkit="Inn",
    description="Books a room.",
    parameters={
        "type": "object",
        "properties": {"nights": {"type": "integer", "maximum": 14}},
        "required": ["nights"],
        "additionalProperties": False,
    },
)


def executed(
    value: Json, state: Json, said: str = "For 3 nights.", told: str = "It is done.", changed: bool = True,
    tool: str = "book", nights: Json = 3, error: str | None = None,
) -> Trajectory:  # fmt: skip
    """A dialogue of one turn with one call."""
    call, result = Call(name=tool, arguments={"nights": nights}), Result(value=value, error=error)
    steps = (Step(calls=(call,), results=(result,), changed=("Inn",) if changed else ()), Step(text=told))
    origin = {"turn": 0, "step": 0, "call": 0, "arguments": {"nights": {"said": {"turn": 0, "text": said}}}}
    return Trajectory(
        id="one", category="", toolkits=("Inn",), tools=("Inn.book",), final_state=state,
        turns=(Turn(messages=(Message(role="user", content=said),), steps=steps),),
        provenance=Provenance(source="", version="", entry="", details={"arguments": [origin]}),
    )  # fmt: skip


ASKS = Intent(story="", facts=(), functions=("book",), changes_something=True)


def test_with_a_graph_the_state_must_be_the_graphs() -> None:
    assert unmet_goal(GRAPH, ASKS, executed(DONE, BOOKED), BOOKED) == ""
    assert "the state" in unmet_goal(GRAPH, ASKS, executed(DONE, EMPTY), BOOKED)


def test_with_a_graph_the_goal_must_have_given_what_it_gives_there() -> None:
    assert "book has given" in unmet_goal(GRAPH, ASKS, executed({"booking_id": "B2"}, BOOKED), BOOKED)


def test_a_refused_goal_need_not_be_tried_and_must_change_nothing() -> None:
    refused = GRAPH.model_copy(update={"kind": "against_policy"})
    assert unmet_goal(refused, ASKS, executed(None, EMPTY), EMPTY) == ""
    assert unmet_goal(refused, ASKS, executed(DONE, BOOKED), EMPTY) != ""


def test_what_the_environment_would_refuse_may_be_refused_in_words() -> None:
    first = TracedCall(tool="book", arguments={"nights": 30}, result={"error": "At most 14 nights."}, is_goal=True)
    recovering = GRAPH.model_copy(update={"kind": "recovery", "trace": (first, *GRAPH.trace)})
    assert unmet_goal(recovering, ASKS, executed(DONE, BOOKED), BOOKED) == ""


@pytest.mark.parametrize(
    ("asks", "dialogue", "unmet"),
    [
        (ASKS, executed(DONE, BOOKED), ""),
        (ASKS, executed({"error": "No room is free."}, EMPTY, changed=False), "book has been called with success"),
        (ASKS, executed(DONE, EMPTY, changed=False), "something is changed"),
        (ASKS.model_copy(update={"changes_something": False}), executed(DONE, BOOKED), "everything is again as it was"),
        (Intent(story="", facts=()), executed({"error": "No."}, EMPTY, changed=False), ""),
    ],
)
def test_without_a_graph_the_intent_says_what_must_have_come(asks: Intent, dialogue: Trajectory, unmet: str) -> None:
    assert unmet_goal(FREE, asks, dialogue, None) == unmet


def test_a_wish_that_cannot_be_granted_leaves_everything_as_it_was() -> None:
    refused = FREE.model_copy(update={"kind": "no_suitable_tool"})
    assert unmet_goal(refused, ASKS, executed(None, EMPTY, changed=False), None) == ""
    assert unmet_goal(refused, ASKS, executed(DONE, BOOKED), None) == "everything is again as it was"


def test_a_dialogue_in_order_has_no_failures() -> None:
    assert list(assistant_failures(executed(DONE, BOOKED), [BOOK])) == []


@pytest.mark.parametrize(
    ("dialogue", "code", "reason"),
    [
        (executed(DONE, BOOKED, tool="fly"), "breaks_a_rule", "fly"),
        (executed(DONE, BOOKED, nights=30, said="For 30 nights."), "breaks_a_rule", "30"),
        (executed(DONE, BOOKED, told="It is done, for 912 dollars."), "breaks_a_rule", "912"),
        (executed(DONE, BOOKED, told="It is done, as booking B7X."), "breaks_a_rule", "B7X"),
        (executed({"error": "Full."}, EMPTY, told="It is done."), "breaks_a_rule", "does not say so"),
        (executed(DONE, BOOKED, nights=4), "argument_without_origin", "does not say 4"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(dialogue: Trajectory, code: str, reason: str) -> None:
    found = list(assistant_failures(dialogue, [BOOK]))
    assert code in [each.code for each in found]
    assert any(reason in each.reason for each in found)
    assert {each.by for each in found} == {"assistant"}


def test_a_tool_that_breaks_down_is_to_blame_and_one_that_refuses_is_not() -> None:
    [failure] = tool_failures(executed("boom", EMPTY, error="KeyError"))
    assert (failure.by, failure.code, failure.turn) == ("tool", "call_breaks_down", 0)
    assert "KeyError" in failure.reason
    assert list(tool_failures(executed({"error": "No room is free."}, EMPTY))) == []
