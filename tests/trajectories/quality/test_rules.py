"""Each rule fails where it should, holds where it should, and says what would mend it."""

from __future__ import annotations

import pytest

from eigendata_assets.artifacts.quality import RuleFailure
from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.artifacts.trajectory import Step, Trajectory, Turn
from eigendata_assets.trajectories.quality.rules import RULES, applicable, failures_of
from tests.trajectories.quality.dialogues import (
    BOOK,
    BOOKED,
    FIND,
    FOUND,
    KEYS,
    TOOLS,
    Made,
    broken,
    collection,
    dialogue,
    good,
    made_up,
    turn,
)


def failures(entry: Trajectory, toolset: Toolset | None = None) -> list[RuleFailure]:
    """The failures of a dialogue in a collection that records everything."""
    whole = collection(good(), entry, toolset=toolset or TOOLS)
    return list(failures_of(whole, entry))


def codes(entry: Trajectory, toolset: Toolset | None = None) -> set[str]:
    return {each.rule for each in failures(entry, toolset)}


def test_a_good_dialogue_fails_no_rule() -> None:
    assert failures(good()) == []


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [
        ({"type": "object", "properties": {"floor": {}}}, "the parameter floor has no type"),
        ({"type": "object", "properties": {}, "required": ["floor"]}, "the required parameter floor is not defined"),
        ({"type": "strange"}, "its parameters are no JSON Schema"),
    ],
)
def test_an_incomplete_definition_is_named_with_the_tool(parameters: dict[str, object], problem: str) -> None:
    toolset = Toolset(tools=(FIND.model_copy(update={"parameters": parameters}), BOOK))
    found = failures(dialogue(turn("Hello."), tools=KEYS), toolset)
    assert [(each.rule, each.function) for each in found] == [("tool_is_defined_completely", "find_room")]
    assert problem in found[0].message


def test_a_tool_needs_a_description_and_a_name_that_can_be_called() -> None:
    tool = FIND.model_copy(update={"name": "find room", "description": " "})
    found = failures(dialogue(turn("Hello."), tools=(tool.key,)), Toolset(tools=(tool,)))
    assert {each.message for each in found} == {
        "'find room' is no name of a function",
        "the tool has no description",
    }


def test_a_function_counts_as_offered_from_the_turn_on_that_brings_it() -> None:
    late = dialogue(turn("What is free on floor 2?", FOUND), turn("Again?", FOUND), tools=())
    first, second = late.turns
    added = second.model_copy(update={"tools_added": (FIND.key,)})
    found = failures(late.model_copy(update={"turns": (first, added)}))
    assert [(each.rule, each.where) for each in found if each.rule == "tool_is_offered"] == [
        ("tool_is_offered", "turn 0, step 0, find_room")
    ]


def test_where_a_dialogue_names_no_tools_all_of_the_collection_are_offered() -> None:
    assert "tool_is_offered" not in codes(dialogue(turn("What is free on floor 2?", FOUND), tools=()))


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({}, "'floor' is a required property"),
        ({"floor": "two"}, "is not of type 'integer'"),
        ({"floor": 2, "kind": "loud"}, "is not one of"),
        ({"floor": 2, "view": "sea"}, "'view' was unexpected"),
    ],
)
def test_arguments_that_the_schema_refuses_block(arguments: dict[str, object], problem: str) -> None:
    (found,) = [
        each
        for each in failures(dialogue(turn("Floor 2, two, a loud one, view sea.", ("find_room", arguments, []))))
        if each.rule == "arguments_fit_the_schema"
    ]
    assert problem in found.message
    assert found.weight == "blocks"


def test_an_identifier_that_nobody_said_is_made_up() -> None:
    found = failures(made_up())
    assert [each.message for each in found if each.rule == "identifiers_come_from_somewhere"] == [
        "'R-999' in room was neither said nor returned before",
    ]


def test_a_call_that_only_repeats_the_last_one_is_doubtful() -> None:
    assert "call_is_not_repeated" in codes(dialogue(turn("Floor 2?", FOUND, FOUND)))
    other: Made = ("find_room", {"floor": 3}, [])
    assert "call_is_not_repeated" not in codes(dialogue(turn("Floor 2 or 3?", FOUND, other, FOUND)))


def test_a_call_without_result_is_named() -> None:
    entry = good()
    bare = entry.turns[1].steps[0].model_copy(update={"results": ()})
    second = entry.turns[1].model_copy(update={"steps": (bare, *entry.turns[1].steps[1:])})
    found = failures(entry.model_copy(update={"turns": (entry.turns[0], second)}))
    assert ("every_call_has_its_result", "turn 1, step 0, book_room") in [(each.rule, each.where) for each in found]


def test_the_user_speaks_first_and_never_in_blanks() -> None:
    assert "user_speaks_first" in codes(dialogue(Turn(steps=(Step(text="Hello."),)), turn("Hello.")))
    assert "user_speaks_first" in codes(dialogue(turn("Hello."), turn("  ")))


@pytest.mark.parametrize(("answer", "last"), [("", FOUND), ("", None)])
def test_a_turn_without_an_answer_is_named(answer: str, last: tuple[str, dict[str, object], object] | None) -> None:
    entry = dialogue(turn("What is free on floor 2?", *([last] if last else []), answer=answer))
    assert "every_turn_is_answered" in codes(entry)
    assert codes(dialogue()) == {"every_turn_is_answered"}


@pytest.mark.parametrize("answer", ["There are 3 rooms.", "R-204 has 7 seats.", "It costs $12.50."])
def test_numbers_that_nothing_explains_are_named(answer: str) -> None:
    assert "numbers_are_found" in codes(dialogue(turn("What is free on floor 2?", FOUND, answer=answer)))


@pytest.mark.parametrize(
    "answer",
    [
        "1. R-204\n2. R-209",
        "16 seats in all.",
        "8 seats more.",
        "Two rooms, 2 in all.",
        "Rooms (2): (1) R-204; (2) R-209; (3) none.",
    ],
)
def test_numbers_that_follow_from_results_are_found(answer: str) -> None:
    assert codes(dialogue(turn("What is free on floor 2?", FOUND, answer=answer))) == set()


@pytest.mark.parametrize("answer", ["I booked R-205.", "Write to desk@rooms.org.", "It is booked for Maria Lopez."])
def test_names_that_nobody_said_are_named(answer: str) -> None:
    assert codes(dialogue(turn("M-7781 wants R-204.", BOOKED, answer=answer))) == {"names_are_found"}


def test_a_failure_has_to_be_told() -> None:
    failed = ("book_room", {"room": "R-204", "member": "M-7781"}, {"error": "it is taken"})
    said = "M-7781 wants R-204."
    assert codes(dialogue(turn(said, failed, answer="Your booking is ready."))) == {"failures_are_told"}
    assert codes(dialogue(turn(said, failed, answer="Sorry, it is taken."))) == set()
    assert codes(dialogue(turn(said, failed, answer="There is nothing under R-204."))) == set()
    assert "turn_does_not_end_in_failure" in codes(dialogue(turn(said, failed, answer="")))


def test_a_rule_whose_material_no_dialogue_records_is_not_run() -> None:
    silent = dialogue(turn("What is free on floor 2?", FOUND, answer=""), tools=())
    bare = collection(silent, toolset=Toolset(tools=()))
    missing = applicable(bare)
    assert missing["every_turn_is_answered"] == ("assistant words",)
    assert missing["tool_is_offered"] == ("tools",)
    assert missing["call_is_not_repeated"] == ()
    assert failures_of(bare, silent) == ()


def test_every_rule_has_a_name_of_its_own_and_every_failure_a_hint() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)
    assert all(each.hint and each.where for each in (*failures(broken()), *failures(made_up())))
