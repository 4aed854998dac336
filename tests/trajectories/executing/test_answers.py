"""The answers of an environment go to the calls of the graph that they belong to, and the first other one is seen."""

from __future__ import annotations

from typing import Any

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.trajectories.executing.answers import answers_of, difference_of, is_refusal, reads_first
from eigendata_assets.trajectories.graphs.graph import Graph, Node


def node(tool: str, value: Json = None, error: str | None = None, *, writes: bool = False, **arguments: Any) -> Node:
    return Node(tool, arguments, {}, value, error, writes=writes)


def executed(*calls: tuple[str, dict[str, Json], Result]) -> Trajectory:
    steps = tuple(Step(calls=(Call(name=name, arguments=given),), results=(result,)) for name, given, result in calls)
    provenance = Provenance(source="", version="", entry="")
    return Trajectory(id="t", category="", toolkits=(), tools=(), turns=(Turn(steps=steps),), provenance=provenance)


def test_a_call_that_is_made_twice_has_both_its_answers() -> None:
    graph = Graph({}, [node("try", error="No.", it=1), node("help"), node("try", value=3, it=1)])
    done = executed(
        ("try", {"it": 1}, Result(value={"error": "No."})),
        ("other", {}, Result(value=0)),
        ("help", {}, Result(value=2)),
        ("try", {"it": 1}, Result(value=3)),
    )
    assert answers_of(graph, done) == {0: {"error": "No."}, 1: 2, 2: 3}


def test_a_call_that_was_not_made_has_no_answer() -> None:
    assert answers_of(Graph({}, [node("try", it=1)]), executed(("try", {"it": 2}, Result(value=1)))) == {}


def test_an_exception_is_a_refusal() -> None:
    answers = answers_of(Graph({}, [node("try")]), executed(("try", {}, Result(value="no", error="KeyError"))))
    assert is_refusal(answers[0])


def test_the_first_difference_is_told_to_the_environment() -> None:
    graph = Graph({}, [node("look", value=1), node("change", value=2, it=5), node("change", value=2, it=6)])
    found = difference_of(graph, {0: 1, 1: {"error": "No."}, 2: {"error": "No."}})
    assert found is not None
    assert (found.number, found.is_turned, found.expected) == (1, True, 2)
    need = found.need()
    assert (need.kind, need.subject) == ("behaviour", "change")
    assert need.seen == {"arguments": {"it": 5}, "by the spec": 2, "by the environment": {"error": "No."}}


def test_where_all_is_as_expected_there_is_none() -> None:
    assert difference_of(Graph({}, [node("look", value=1), node("change", error="No.")]), {1: {"error": "No."}}) is None


def test_what_is_read_first_ends_with_the_first_change() -> None:
    graph = Graph({}, [node("look"), node("change", writes=True), node("look", it=1)])
    assert [number for number, _ in reads_first(graph)] == [0, 1]
