"""ToolGraphExecutorAgent (EigenData 3.4.2) without a model: runs tool graphs, revises parameters, records what came.

All graphs of a round are executed in one batch of the sandbox, as dialogues. Where a call gives something else than the
graph was composed with, the live environment decides: what it gave is taken over, or, where it refuses what should
have been done, the parameters are revised and the graph is executed again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from random import Random

from eigendata_assets.artifacts.coding import Need
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.graph_traces import Attempt
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.protocol import EnvironmentCode, Sandbox
from eigendata_assets.execution.replay import replay_all, replay_of, replay_trajectories
from eigendata_assets.trajectories.draft import Draft, skeleton
from eigendata_assets.trajectories.executing.adopting import adopted
from eigendata_assets.trajectories.executing.answers import Difference, answers_of, difference_of, reads_first
from eigendata_assets.trajectories.executing.revising import Change, Revised, Revising, attempt_of, past_of
from eigendata_assets.trajectories.graphs.graph import Graph
from eigendata_assets.trajectories.graphs.hidden import is_hidden
from eigendata_assets.trajectories.graphs.knowledge import Knowledge
from eigendata_assets.trajectories.scenarios.scenario import Scenario

REVISIONS = 6
"""So often a graph is revised and executed again before its scenario is given up."""

Write = Callable[[Scenario, Graph, tuple[Attempt, ...]], Draft | None]
"""Puts a graph in words; None where it has nothing that the scenario is about."""


@dataclass(frozen=True, slots=True)
class Run:
    """A draft as it was executed last; `difference` is where it gives something else than its graph says."""

    draft: Draft
    trajectory: Trajectory
    difference: Difference | None


@dataclass(slots=True)
class ToolGraphExecutor:
    """Executes drafts in one environment; `needs` has for each function the first call that is not as the spec says."""

    knowledge: Knowledge
    gives: Mapping[str, tuple[str, ...]]
    environment: EnvironmentCode
    sandbox: Sandbox
    write: Write
    needs: dict[str, Need] = field(default_factory=dict)

    def run(self, drafts: Sequence[Draft], seen: set[bytes]) -> list[Run]:
        """The drafts as they were executed, in their order, each revised as often as it needs and may be.

        `seen` tells dialogues apart: a revised dialogue takes the place of the one that it was before.
        """
        runs = self._executed(drafts)
        for each in runs:
            if each.difference is not None:
                self.needs.setdefault(each.difference.node.tool, each.difference.need())
        last = dict(enumerate(runs))
        for _ in range(REVISIONS):
            revised = self._revised_of(last, seen)
            if not revised:
                break
            last = dict(zip(revised, self._executed(list(revised.values())), strict=True))
            for place, run in last.items():
                runs[place] = run
        return runs

    def _revised_of(self, runs: Mapping[int, Run], seen: set[bytes]) -> dict[int, Draft]:
        """What takes the place of the runs that did not go as expected, where anything is left to be tried."""
        drafts = {place: self._revised(each, seen) for place, each in runs.items()}
        return {place: draft for place, draft in drafts.items() if draft is not None}

    def _executed(self, drafts: Sequence[Draft]) -> list[Run]:
        executed = replay_trajectories([each.trajectory for each in drafts], self.environment, self.sandbox)
        return [
            Run(draft, each, None if each.failure else difference_of(draft.graph, answers_of(draft.graph, each)))
            for draft, each in zip(drafts, executed, strict=True)
        ]

    def _revised(self, run: Run, seen: set[bytes]) -> Draft | None:
        """The next draft in place of one that did not go as expected."""
        if run.difference is None:
            return None
        answers = answers_of(run.draft.graph, run.trajectory)
        read = {text: answers[number] for number, text in reads_first(run.draft.graph) if number in answers}
        before = skeleton(run.draft.trajectory)
        for difference, each in self._revisions(run, run.difference, answers):
            attempts = (*run.draft.attempts, attempt_of(difference, each.change))
            draft = self.write(each.scenario, self._informed(each.graph, read), attempts)
            after = None if draft is None else skeleton(draft.trajectory)
            if draft is not None and after is not None and (after == before or after not in seen):
                seen.discard(before)
                seen.add(after)
                return draft
        return None

    def _informed(self, graph: Graph, read: Mapping[str, Json]) -> Graph:
        """The graph with what its first look-ups are known to give."""
        known = {number: read[text] for number, text in reads_first(graph) if text in read}
        return adopted(graph, known, partial(is_hidden, self.knowledge, graph.tables)) or graph

    def _revisions(
        self, run: Run, difference: Difference, answers: Mapping[int, Json]
    ) -> Iterator[tuple[Difference, Revised]]:
        """Graphs to be executed next, those nearest to what was executed first, with what each of them makes up for.

        What the environment gave is taken over; where nothing is left to be revised then, that is all.
        """
        scenario, graph, attempts = run.draft.scenario, run.draft.graph, run.draft.attempts
        found = adopted(graph, answers, partial(is_hidden, self.knowledge, graph.tables))
        if found is not None:
            left = difference_of(found, answers)
            if left is None or [node.call for node in found.nodes] != [node.call for node in graph.nodes]:
                yield difference, Revised(scenario, found, Change("what is expected"))
            graph, difference = found, left or difference
        random = Random(f"{scenario.seed} {len(attempts)} revised")  # noqa: S311 - draws that can be repeated
        past = past_of(self.knowledge, attempts, difference)
        live = cache(partial(self._state, run))
        revising = Revising(self.knowledge, self.gives, scenario, graph, difference, past, live, random)
        for each in revising.graphs():
            yield difference, each

    def _state(self, run: Run, start: int) -> Tables:
        """The state of the environment after the first calls of the graph."""
        nodes, tables = run.draft.graph.nodes[:start], run.draft.graph.tables
        if not any(node.writes for node in nodes):
            return tables
        calls = [(node.tool, node.arguments) for node in nodes]
        (outcome,) = replay_all([replay_of(run.trajectory, [calls])], self.environment, self.sandbox)
        after = outcome.final_state.get(run.trajectory.toolkits[0], {})
        return {table: after.get(table, rows) for table, rows in tables.items()}
