"""What an environment gave for the calls of a graph, and where that is something else than was expected."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from eigendata_assets.artifacts.coding import Need
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Result, Trajectory
from eigendata_assets.trajectories.draft import call_text
from eigendata_assets.trajectories.graphs.graph import Graph, Node


@dataclass(frozen=True, slots=True)
class Difference:
    """The first call of a graph that gave something else than was expected."""

    number: int
    node: Node
    came: Json

    @property
    def expected(self) -> Json:
        """What the call gives by the spec, or gave in an attempt before."""
        return expected_of(self.node)

    @property
    def is_turned(self) -> bool:
        """Whether the call failed and should not have, or did not fail and should have."""
        return is_refusal(self.came) != (self.node.error is not None)

    def need(self) -> Need:
        """What the environment is told of it."""
        seen = {"arguments": dict(self.node.arguments), "by the spec": self.expected, "by the environment": self.came}
        message = f"{self.node.tool} gives other results than its behaviour in the spec"
        return Need(kind="behaviour", subject=self.node.tool, message=message, seen=seen)


def answers_of(graph: Graph, executed: Trajectory) -> dict[int, Json]:
    """What each call of the graph gave, by its number; calls that were not made are not there."""
    given: dict[str, deque[Json]] = {}
    for turn in executed.turns:
        for call, result in zip(turn.calls, turn.results, strict=False):
            given.setdefault(call_text(call.name, call.arguments), deque()).append(_answer(result))
    found: dict[int, Json] = {}
    for number, node in enumerate(graph.nodes):
        answers = given.get(call_text(node.tool, node.arguments))
        if answers:
            found[number] = answers.popleft()
    return found


def difference_of(graph: Graph, answers: Mapping[int, Json]) -> Difference | None:
    """The first call that gave something else than was expected; None where there is none."""
    for number, node in enumerate(graph.nodes):
        if number in answers and answers[number] != expected_of(node):
            return Difference(number, node, answers[number])
    return None


def reads_first(graph: Graph) -> Iterator[tuple[int, str]]:
    """The calls that are made in the state in which the graph begins, by number, as texts."""
    for number, node in enumerate(graph.nodes):
        yield number, call_text(node.tool, node.arguments)
        if node.writes:
            return


def expected_of(node: Node) -> Json:
    """What a call is expected to give."""
    return {"error": node.error} if node.error is not None else node.value


def is_refusal(answer: Json) -> bool:
    """Whether an answer says that the call could not be done."""
    return isinstance(answer, dict) and bool(answer.get("error"))


def _answer(result: Result) -> Json:
    return result.value if result.error is None else {"error": result.shown}
