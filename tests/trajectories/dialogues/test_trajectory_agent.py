"""A dialogue has its calls in an order in which they can be made, and each argument is told where it comes from."""

from __future__ import annotations

from eigendata_assets.trajectories.dialogues.beats import Beat
from eigendata_assets.trajectories.dialogues.trajectory_agent import write_dialogue
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Said
from eigendata_assets.trajectories.scenarios.scenario import Scenario

SCENARIO = Scenario(0, 0, "wrong_premise", "list_days", "new", "calm", False, "seed")


def test_a_call_with_a_wrong_value_is_made_after_those_whose_results_it_needs() -> None:
    first = Node("find_place", {"name": "Rome"}, {"name": Said("Rome")}, {"place_id": "P1"})
    second = Node("list_days", {"place": "P1", "day": "2025-06-02"},
                  {"place": Found(0, ("place_id",)), "day": Said("2025-06-02")}, [], is_goal=True)  # fmt: skip
    wrong = Node("list_days", {"place": "P1", "day": "2025-06-20"}, second.sources)
    beats = [
        Beat((("Rome, please.", None),), (0,), "Nothing.", tried=wrong),
        Beat((("The 2nd.", None),), (1,), "There."),
    ]
    made = write_dialogue(Graph({}, [first, second]), beats, SCENARIO, "x", "Kit", ["find_place"], {"source": "here"})
    called = [(call.name, call.arguments.get("day")) for turn in made.turns for call in turn.calls]
    assert called == [("find_place", None), ("list_days", "2025-06-20"), ("list_days", "2025-06-02")]
    origins = [each["arguments"] for each in made.provenance.details["arguments"]]
    assert origins[1]["place"]["result"] == {"turn": 0, "step": 0, "call": 0, "path": ["place_id"]}
