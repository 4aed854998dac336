"""Generating dialogues, as a story: compose, put in words, execute, check, prove; what fails is drawn anew."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from eigendata_assets.artifacts.coding import Need
from eigendata_assets.artifacts.graph_traces import Attempt
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.errors import GateFailed
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox
from eigendata_assets.trajectories.dialogues.provenance_check import Texts, texts_of, unresolved
from eigendata_assets.trajectories.dialogues.script import Script
from eigendata_assets.trajectories.dialogues.trajectory_agent import write_dialogue
from eigendata_assets.trajectories.dialogues.wording import Voice
from eigendata_assets.trajectories.draft import Draft
from eigendata_assets.trajectories.draft import skeleton as skeleton
from eigendata_assets.trajectories.executing.executor import Run, ToolGraphExecutor
from eigendata_assets.trajectories.garbage import looked_for_seldom
from eigendata_assets.trajectories.graphs.composing import compose, scenario_of
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.origins import graph_row, scenario_row
from eigendata_assets.trajectories.scenarios.scenario import Kind, Scenario, Space
from eigendata_assets.trajectories.staging import Made
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.proving import Proof

CHUNK = 100
"""So many dialogues are made together."""

NO_ATTEMPTS: Mapping[int, int] = {}

_PATIENCE, _LEAST_PATIENCE, _MOST_ATTEMPTS = 400, 25, 3000
"""So many scenarios are tried for a place, half as many for every place of the kind that stayed empty; and in all."""


@dataclass(slots=True)
class Generation:
    """Makes the dialogues of a space; `dropped` counts why drafts were not taken, `seen` keeps dialogues apart.

    `needs` has for each function that gave other results than by the spec the first such call. Where shares are not
    `exact`, a place of whose kind no dialogue is left has one of another kind; `exhausted` counts such places.

    All drafts of a chunk are executed in one batch of the sandbox; see `executing/executor.py` for what is revised.
    """

    knowledge: Knowledge
    gives: Mapping[str, tuple[str, ...]]
    space: Space
    toolkit: str
    gate: Gate
    environment: EnvironmentCode
    sandbox: Sandbox
    seen: set[bytes] = field(default_factory=set)
    dropped: Counter[str] = field(default_factory=Counter)
    needs: dict[str, Need] = field(default_factory=dict)
    exact: bool = True
    exhausted: Counter[Kind] = field(default_factory=Counter)
    texts: Texts = field(init=False)
    executor: ToolGraphExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.texts = texts_of(self.gate.toolset.tools)
        self.executor = ToolGraphExecutor(
            self.knowledge, self.gives, self.environment, self.sandbox, self._written, self.needs
        )

    def make(self, indices: Sequence[int], attempts: Mapping[int, int] = NO_ATTEMPTS) -> Iterator[Made]:
        """The dialogues at these places of the space, in order, a chunk at a time.

        `attempts` says of a place how many scenarios were drawn for it before; where it says nothing, none were.
        """
        for start in range(0, len(indices), CHUNK):
            with looked_for_seldom():
                made = self._chunk(indices[start : start + CHUNK], attempts)
            yield from made

    def _chunk(self, indices: Sequence[int], before: Mapping[int, int]) -> list[Made]:
        attempts, accepted = {index: before.get(index, 0) for index in indices}, dict[int, Made]()
        while len(accepted) < len(indices):
            drafts = [self.draft(index, attempts) for index in indices if index not in accepted]
            for draft, made in zip(drafts, self._taken(drafts), strict=True):
                if made is not None:
                    accepted[draft.scenario.index] = made
        return [accepted[index] for index in indices]

    def draft(self, index: int, attempts: dict[int, int]) -> Draft:
        """The next dialogue for a place that is like no other; `attempts` counts how often each place was tried."""
        own = self.space.kinds[index]
        draft = self._of_kind(None, index, attempts)
        others = iter(() if self.exact else [kind for kind in self.space.usual if kind != own])
        while draft is None and (kind := next(others, None)) and attempts[index] < _MOST_ATTEMPTS:
            draft = self._of_kind(kind, index, attempts)
        if draft is None:
            hint = "There may be no more of this kind: ask for fewer, or for fewer of it with --kinds."
            raise GateFailed(f"no further dialogue of the kind {own} was found", hint=hint)
        return draft

    def _of_kind(self, instead: Kind | None, index: int, attempts: dict[int, int]) -> Draft | None:
        """A dialogue for a place that is like no other; None where patience ends before there is one."""
        kind = instead or self.space.kinds[index]
        patience = max(_PATIENCE >> self.exhausted[kind], _LEAST_PATIENCE)
        for _ in range(min(patience, _MOST_ATTEMPTS - attempts[index])):
            scenario = self.space.scenario(index, attempts[index], instead)
            attempts[index] += 1
            draft = self._composed(scenario)
            if draft is not None:
                digest = skeleton(draft.trajectory)
                if digest not in self.seen:
                    self.seen.add(digest)
                    return draft
                self.dropped["the same calls are in another dialogue"] += 1
        self.exhausted[kind] += 1
        return None

    def _composed(self, scenario: Scenario) -> Draft | None:
        graph = compose(self.knowledge, self.gives, scenario)
        if graph is None:
            self.dropped["no graph was found"] += 1
            return None
        draft = self._written(scenario_of(graph, scenario), graph)
        if draft is None:
            self.dropped["the graph has nothing that the kind is about"] += 1
        return draft

    def _written(self, scenario: Scenario, graph: Graph, attempts: tuple[Attempt, ...] = ()) -> Draft | None:
        """The dialogue of a graph; None where the graph has nothing that the kind of the scenario is about."""
        voice = Voice(Random(f"{scenario.seed} words"))  # noqa: S311 - draws that can be repeated, no secrets
        beats = Script(self.knowledge, graph, scenario, voice).beats()
        if beats is None:
            return None
        name = self.knowledge.domain.name
        identifier = f"{name}_{self.space.seed}_{scenario.index:06d}"
        tools = list(self.knowledge.behaviours)
        source = {"source": f"generated from {name}"}
        written = write_dialogue(graph, beats, scenario, identifier, self.toolkit, tools, source)
        return Draft(scenario, graph, _with_attempts(written, attempts) if attempts else written, attempts)

    def _taken(self, drafts: Sequence[Draft]) -> list[Made | None]:
        """What is accepted of some drafts, in their order."""
        runs = self.executor.run(drafts, self.seen)
        whole = [self._is_whole(each) for each in runs]
        proofs = self.gate.prove([each.trajectory for each, is_whole in zip(runs, whole, strict=True) if is_whole])
        found: list[Made | None] = []
        for run, is_whole in zip(runs, whole, strict=True):
            proof = next(proofs) if is_whole else None
            if proof is None or proof.function is None:
                self.seen.discard(skeleton(run.trajectory))
            if proof is not None and proof.function is None:
                requirement = proof.soundness.failures[0].requirement if proof.soundness.failures else "?"
                self.dropped[f"the gate: {requirement}"] += 1
            found.append(_made(run, proof) if proof and proof.function is not None else None)
        return found

    def _is_whole(self, run: Run) -> bool:
        why = ""
        if run.trajectory.failure is not None:
            why = "the replay stopped"
        elif run.difference is not None:
            why = "the environment gave other results"
        elif unresolved(run.trajectory, self.texts):
            why = "an argument has no origin"
        if why:
            self.dropped[why] += 1
        return not why


def _with_attempts(trajectory: Trajectory, attempts: Sequence[Attempt]) -> Trajectory:
    """The dialogue with the traces of what was executed in its place before."""
    details = {**trajectory.provenance.details, "attempts": [each.model_dump() for each in attempts]}
    provenance = trajectory.provenance.model_copy(update={"details": details})
    return trajectory.model_copy(update={"provenance": provenance})


def _made(run: Run, proof: Proof) -> Made:
    graph = graph_row(run.trajectory.id, run.draft.graph, skeleton(run.trajectory), run.draft.attempts)
    return Made(run.trajectory, proof, scenario_row(run.trajectory.id, run.draft.scenario), graph)
