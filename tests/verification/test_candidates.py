"""What is tried: the reference, nothing, calls left out, wrong arguments, other orders, more reads, other ways."""

from __future__ import annotations

from collections import Counter
from typing import Any

from eigendata_assets.verification.candidates import Candidate, Effort, candidates
from eigendata_assets.verification.evidence import defaults_of, task_of
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.key_functions import words
from tests.verification.airline_tasks import BOOK, IGNORE, LOOK, TOOLSET, TRIP, dialogue, executed


def tried(gate: Gate, *turns: Any, effort: Effort | None = None) -> list[Candidate]:
    (trajectory,) = executed([dialogue(*turns)], gate.environment, gate.sandbox)
    return candidates(task_of(trajectory, TOOLSET, IGNORE), effort or Effort())


def what(made: list[Candidate], requirement: str) -> list[str]:
    return [each.what for each in made if each.requirement == requirement]


def test_the_reference_comes_first_call_by_call_and_doing_nothing_second(gate: Gate) -> None:
    reference, nothing, *_ = tried(gate, TRIP)
    assert (reference.requirement, reference.parts) == ("reference", [[LOOK], [BOOK]])
    assert (nothing.requirement, nothing.calls) == ("doing_nothing", [])


def test_each_call_is_left_out_but_reads_that_answer_the_user(gate: Gate) -> None:
    assert what(tried(gate, TRIP), "omission") == ["without find_flights", "without book"]
    asked = tried(gate, ("Which?", [LOOK], ""), ("Book.", [BOOK, LOOK], ""))
    assert what(asked, "omission") == ["without book"]


def test_every_argument_of_a_write_is_wrong_once_or_as_often_as_asked(gate: Gate) -> None:
    made = tried(gate, TRIP, effort=Effort(wrong_values=1))
    assert what(made, "wrong_argument") == ["book with user_id='u2'", "book with flight_id='F10'", "book with bags=3"]
    assert all(each.parts[0][-1][0] == "book" for each in made if each.requirement == "wrong_argument")
    assert len(what(tried(gate, TRIP), "wrong_argument")) == 5


def test_neighbours_change_places_where_one_of_them_writes(gate: Gate) -> None:
    assert what(tried(gate, TRIP), "reordering") == ["book before find_flights"]
    assert what(tried(gate, ("Look.", [LOOK, ("get_user", {"user_id": "u1"})], "")), "reordering") == []


def test_more_reads_are_made_before_and_after(gate: Gate) -> None:
    (extra,) = [each for each in tried(gate, TRIP) if each.requirement == "extra_reads"]
    assert Counter(name for name, _ in extra.calls) == {"find_flights": 2, "book": 1, "list_bookings": 2}


def test_other_paths_are_as_many_as_asked(gate: Gate) -> None:
    more = [("add_bags", {"booking_id": "B1", "bags": 1}), ("add_bags", {"booking_id": "B1", "bags": 2}), LOOK, LOOK]
    found = what(tried(gate, ("More.", more, ""), effort=Effort(paths=99)), "equivalent_path")
    assert found == [
        "set_bags instead of add_bags",
        "set_bags instead of add_bags",
        "add_bags once for both",
        "add_bags last",
        "add_bags twice",
        "add_bags last",
        "add_bags twice",
    ]
    assert len(what(tried(gate, ("More.", more, ""), effort=Effort(paths=2)), "equivalent_path")) == 2
    assert what(tried(gate, ("More.", more, ""), effort=Effort(paths=0)), "equivalent_path") == []


def test_a_task_knows_what_was_said_by_whom(gate: Gate) -> None:
    (trajectory,) = executed([dialogue(TRIP)], gate.environment, gate.sandbox)
    task = task_of(trajectory, TOOLSET, IGNORE)
    assert task.messages == (TRIP[2],)
    assert task.said == f" {' '.join(words(TRIP[0]))} "
    assert [(each.number, each.turn, each.position, each.may_write) for each in task.calls] == [
        (0, 0, 0, False),  # it counts in the log, and nobody compares that
        (1, 0, 1, True),
    ]
    assert [each.may_write for each in task_of(trajectory, TOOLSET).calls] == [True, True]
    assert defaults_of(task.tools) == {"book": {"bags": 0, "note": ""}}
