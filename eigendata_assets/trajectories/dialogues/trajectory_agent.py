"""TrajectoryAgent (EigenData 3.4) by rule: beats become a trajectory, not executed yet, with provenance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Step, Trajectory, Turn
from eigendata_assets.trajectories.dialogues.beats import Beat, Fact, Limit
from eigendata_assets.trajectories.dialogues.values import written
from eigendata_assets.trajectories.graphs.composing import levels
from eigendata_assets.trajectories.graphs.graph import Found, Graph, Node, Path, Said, Source, Untrue
from eigendata_assets.trajectories.graphs.sources import Computed, Told
from eigendata_assets.trajectories.scenarios.scenario import Scenario

RULES_VERSION = "4"
"""Raised when the same scenario gives another dialogue."""

Spot = tuple[int, int, int]
"""Turn, step and call, from 0."""


class Telling:
    """Writes the turns of one dialogue, and remembers what was said and called where."""

    def __init__(self, graph: Graph, scenario: Scenario, toolkit: str) -> None:
        self.graph, self.scenario, self.toolkit = graph, scenario, toolkit
        self._said: dict[tuple[str, bool, str], tuple[int, str]] = {}
        self._asides: list[tuple[Limit | Untrue, dict[str, Json]]] = []
        self._spots: dict[int, Spot] = {}
        self.arguments: list[Json] = []

    def turn(self, number: int, beat: Beat) -> Turn:
        """The turn of a beat."""
        for sentence in beat.said:
            for remark in sentence.states:
                if isinstance(remark, Fact):
                    said = (repr(remark.value), remark.tells_apart, remark.form)
                    self._said.setdefault(said, (number, sentence.text))
                else:
                    self._asides.append((remark, {"turn": number, "text": sentence.text}))
        steps: list[Step] = []
        for group in self._groups(beat.calls):
            nodes = [self.graph.nodes[each] for each in group]
            for place, each in enumerate(group):
                self._record(number, len(steps), place, nodes[place])
                self._spots[each] = (number, len(steps), place)
            steps.append(_step(nodes))
        if beat.tried is not None:
            self._record(number, len(steps), 0, beat.tried)
            steps.append(_step([beat.tried]))
        steps.append(Step(text=beat.answer, calls=(), results=(), changed=()))
        added = tuple(f"{self.toolkit}.{name}" for name in beat.tools_added)
        return Turn(messages=tuple(_messages(beat)), steps=tuple(steps), tools_added=added, state_hashes={})

    def details(self) -> dict[str, Json]:
        """Where every argument comes from, what was wished and is so, what was claimed and is not so."""
        limits: list[Json] = []
        claims: list[Json] = []
        for remark, said in self._asides:
            shown = self._place(remark.node, remark.path)
            if isinstance(remark, Limit):
                limits.append({"relation": remark.relation, "bound": remark.bound, "said": said, "result": shown})
            else:
                claims.append({"claimed": remark.claimed, "said": said, "result": shown})
        return {"arguments": self.arguments, "limits": limits, "claims": claims}

    def _groups(self, calls: Sequence[int]) -> list[list[int]]:
        if self.scenario.kind != "parallel_calls":
            return [[each] for each in calls]
        return [group for level in levels(self.graph) if (group := [each for each in level if each in calls])]

    def _record(self, turn: int, step: int, call: int, node: Node) -> None:
        arguments = {name: self._origin(node.sources[name], value) for name, value in node.arguments.items()}
        self.arguments.append({"turn": turn, "step": step, "call": call, "arguments": arguments})

    def _origin(self, source: Source, value: Json, form: str = "") -> dict[str, Json]:
        """Where an argument comes from; nothing where the call that gives it has not been made yet."""
        match source:
            case Said():
                return self._statement(value, form=form)
            case Told(told):
                return {"policy": {"turn": 0, "text": written(told)}}
            case Computed():
                return {"derived": self._derived(source)}
        return self._shown(source)

    def _derived(self, source: Computed) -> dict[str, Json]:
        inputs = [
            {"value": each.value, "origin": self._origin(each.source, each.value, each.form)} for each in source.inputs
        ]
        return {"formula": source.formula, "inputs": inputs} | ({"units": list(source.units)} if source.units else {})

    def _shown(self, source: Found) -> dict[str, Json]:
        if source.node not in self._spots:
            return {}  # that call has not been made yet: the dialogue is not accepted
        origin: dict[str, Json] = {"result": self._place(source.node, source.path)}
        if source.told_apart:
            origin["told_apart"] = [
                {"field": name, "value": value, **self._statement(value, tells_apart=True)}
                for name, value in source.told_apart
            ]
        return origin

    def _place(self, node: int, path: Path) -> dict[str, Json]:
        turn, step, call = self._spots[node]
        return {"turn": turn, "step": step, "call": call, "path": list(path)}

    def _statement(self, value: Json, *, tells_apart: bool = False, form: str = "") -> dict[str, Json]:
        known = self._said.get((repr(value), tells_apart, form))
        return {} if known is None else {"said": {"turn": known[0], "text": known[1]}}


def write_dialogue(
    graph: Graph, beats: Sequence[Beat], scenario: Scenario, identifier: str, toolkit: str, tools: Sequence[str],
    names: Mapping[str, str],
) -> Trajectory:  # fmt: skip
    """The dialogue of a graph, to be executed; `names` are what is recorded of where it comes from.

    What a user without a suitable tool wants is kept as `meant`: the calls that would have been made.
    """
    telling = Telling(graph, scenario, toolkit)
    added = {name for beat in beats for name in beat.tools_added}
    withheld = added | ({graph.goals[0].tool} if scenario.kind == "no_suitable_tool" else set())
    turns = [telling.turn(number, beat) for number, beat in enumerate(beats)]
    details: dict[str, Json] = {"scenario": scenario.details(), **telling.details()}
    if not any(beat.calls for beat in beats):
        details["meant"] = [{"name": node.tool, "arguments": dict(node.arguments)} for node in graph.nodes]
    return Trajectory.model_construct(
        format_version=1, id=identifier, category=scenario.kind, toolkits=(toolkit,),
        tools=tuple(f"{toolkit}.{name}" for name in tools if name not in withheld), turns=tuple(turns),
        initial_state={toolkit: graph.tables}, load_options={}, final_state={}, failure=None, fingerprint="",
        depends_on={}, own_parts={},
        provenance=Provenance(source=names["source"], version=RULES_VERSION, entry=scenario.seed, details=details),
    )  # fmt: skip


def _messages(beat: Beat) -> Iterator[Message]:
    if beat.situation:
        yield Message(role="system", content=beat.situation)
    content = " ".join(sentence.text for sentence in beat.said if sentence.text)
    yield Message(role="user", content=content)


def _step(nodes: Sequence[Node]) -> Step:
    calls = tuple(Call(name=node.tool, arguments=dict(node.arguments)) for node in nodes)
    return Step(text="", calls=calls, results=(), changed=())
