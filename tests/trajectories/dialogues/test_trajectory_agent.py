"""A dialogue has its calls in an order in which they can be made, and each argument is told where it comes from."""

from __future__ import annotations

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.trajectories.dialogues.beats import Beat, Sentence
from eigendata_assets.trajectories.dialogues.provenance_check import unresolved
from eigendata_assets.trajectories.dialogues.trajectory_agent import write_dialogue
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said
from eigendata_assets.trajectories.scenarios.scenario import Scenario

SCENARIO = Scenario(0, 0, "wrong_premise", "list_days", "regular", "calm", "private", "chat", "seed")

FIRST = Node("find_place", {"name": "Rome"}, {"name": Said("Rome")}, {"place_id": "P1"})
SECOND = Node("list_days", {"place": "P1", "day": "2025-06-02"},
              {"place": Found(0, ("place_id",)), "day": Said("2025-06-02")}, [], is_goal=True)  # fmt: skip
WRONG = Node("list_days", {"place": "P1", "day": "2025-06-20"}, SECOND.sources)


def dialogue_of(first: Beat, second: Beat) -> Trajectory:
    graph = Graph({}, [FIRST, SECOND])
    return write_dialogue(graph, [first, second], SCENARIO, "x", "Kit", ["find_place"], {"source": "here"})


def test_a_call_with_a_wrong_value_is_made_after_those_whose_results_it_needs() -> None:
    made = dialogue_of(
        Beat((Sentence("Rome, please."),), (0,), "Nothing.", tried=WRONG),
        Beat((Sentence("The 2nd."),), (1,), "There."),
    )
    called = [(call.name, call.arguments.get("day")) for turn in made.turns for call in turn.calls]
    assert called == [("find_place", None), ("list_days", "2025-06-20"), ("list_days", "2025-06-02")]
    origins = [each["arguments"] for each in made.provenance.details["arguments"]]
    assert origins[1]["place"]["result"] == {"turn": 0, "step": 0, "call": 0, "path": ["place_id"]}


def test_a_result_that_is_not_there_yet_is_no_origin() -> None:
    """The dialogue is written all the same, and the check of its provenance says what is wrong with it."""
    made = dialogue_of(
        Beat((Sentence("Rome, please."),), (), "Nothing.", tried=WRONG),
        Beat((Sentence("The 2nd."),), (0, 1), "There."),
    )
    assert made.provenance.details["arguments"][0]["arguments"]["place"] == {}
    assert "turn 0, list_days, place: its origin is not recorded" in unresolved(made)


def test_a_dialogue_that_is_written_is_the_one_that_is_read_again() -> None:
    added = Beat((Sentence("The 2nd."),), (1,), "There.", tools_added=("list_days",))
    made = dialogue_of(Beat((Sentence("Rome, please."),), (0,), "Found.", situation="Be brief."), added)
    assert Trajectory.model_validate_json(made.model_dump_json()) == made
    assert [turn.tools_added for turn in made.turns] == [(), ("Kit.list_days",)]
    assert made.tools == ("Kit.find_place",)
