"""Trajectories brought from one version of a toolset to the next, each at the cost of what the change touches.

The duty of the paper's TrajectoryAgent (EigenData, section 3.4.4, "Schema-Triggered Patch"): safe steps go through
byte for byte, affected steps are rewritten by rule, affected and candidate steps are executed in the environment, and
what they give now is what is recorded. What no rule can decide goes to a model where one is configured, and otherwise
stays as it was, reported and out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.audits import result_changes
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.drafts import Draft, changed_turns, draft, with_results
from eigendata_assets.audits.patch_record import Edit, PatchRecord, records_of, with_record
from eigendata_assets.audits.propagation import propagate
from eigendata_assets.audits.proposals import check_proposal, failing_calls
from eigendata_assets.audits.segments import SegmentMap, result_still_valid
from eigendata_assets.audits.text_rewrite import Wording, rewrite_texts
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, Sandbox
from eigendata_assets.execution.replay import executed, replay_all, step_replay

Outcome = Literal["already patched", "still valid", "patched", "regenerated", "needs a model"]
"""still valid: executed where that was needed, and nothing is other. needs a model: as it was, and out of date."""

_ROUNDS = 8
"""How often arguments may follow results before a dialogue is held to need a model."""


@dataclass(frozen=True, slots=True)
class ModelTask:
    """A dialogue that no rule can finish: as it was, as far as the rules came, where it is hit, and what is open."""

    original: Trajectory
    draft: Trajectory
    segments: SegmentMap
    problems: tuple[str, ...]


Regenerate = Callable[[Sequence[ModelTask]], Sequence[Trajectory | None]]
"""Asks a model for whole dialogues, in order; None where it has none. What it gives is checked and executed."""


@dataclass(frozen=True, slots=True)
class PatchResult:
    """What became of one dialogue; where the outcome says that nothing changed, `trajectory` is the very one given."""

    trajectory: Trajectory
    outcome: Outcome
    segments: SegmentMap
    edits: tuple[Edit, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SchemaPatch:
    """Patches dialogues for one set of changes, in an environment that says under which names it knows the calls."""

    tools: ChangedTools
    environment: EnvironmentCode
    sandbox: Sandbox
    regenerate: Regenerate | None = None

    def patch(self, trajectories: Sequence[Trajectory]) -> list[PatchResult]:
        """What became of each, in order; the dialogues are executed together."""
        drafts = [draft(each, self.tools) for each in trajectories]
        seen = [any(record.changes == self.tools.id for record in records_of(each)[-1:]) for each in trajectories]
        open_drafts = [made for made, known in zip(drafts, seen, strict=True) if not known and _is_open(made)]
        self._execute_in_rounds([made for made in open_drafts if not made.problems])
        for made in open_drafts:
            if not made.problems:
                self._finish(made)
        by_model = self._ask_model([made for made in open_drafts if made.problems])
        return [self._result(made, known, by_model.get(id(made))) for made, known in zip(drafts, seen, strict=True)]

    def _execute_in_rounds(self, pending: list[Draft]) -> None:
        """Every draft has the results of its calls as they are now, and arguments that followed them."""
        for _ in range(_ROUNDS):
            self._execute([made for made in pending if made.segments.first_affected is not None])
            pending = [made for made in pending if not made.problems and propagate(made)]
            if not pending:
                break
        for made in pending:
            made.problems.append(f"its calls still follow each other after {_ROUNDS} executions")

    def _execute(self, drafts: Sequence[Draft]) -> None:
        replays = [self._replay(made) for made in drafts]
        outcomes = replay_all(replays, self.environment, self.sandbox) if replays else []
        for made, outcome in zip(drafts, outcomes, strict=True):
            fresh = executed(made.now, outcome)
            if fresh.failure is not None:
                made.problems.append(f"execution stopped: {fresh.failure}")
                continue
            difference = result_changes.first_difference(made.original, fresh, made.since)
            made.problems += [difference] if difference else []
            made.now = with_results(made, fresh)

    def _replay(self, made: Draft) -> Replay:
        for call in made.now.calls:
            self._note_names(made, call)
        return step_replay(made.now)

    def _note_names(self, made: Draft, call: Call) -> None:
        """Where the environment takes the call otherwise than it is written, the draft says so."""
        name, arguments = self.environment.names.given(made.now.toolkits, (call.name, call.arguments))
        if (name, arguments) != (call.name, call.arguments):
            made.executed_as[f"{call.name}({_shown(call.arguments)}) as {name}({_shown(arguments)})"] = None

    def _finish(self, made: Draft) -> None:
        """Calls fare as they did and give what their schema says; what the assistant said follows what is other."""
        made.problems += result_changes.other_fates(made.original, made.now, made.since)
        if made.problems:
            return
        made.edits += result_changes.result_edits(made.original, made.now, made.since)
        wording = Wording()
        for edit in made.edits:
            if edit.what != "result":
                wording.edit(edit)
        if not result_changes.all_same(made.original, made.now, made.since):
            wording.results(result_changes.value_changes(made.original, made.now, made.since))
        made.now, edits, problems = rewrite_texts(made.now, made.since, wording)
        made.edits += edits
        made.problems += [*problems, *self._refused_results(made)]

    def _refused_results(self, made: Draft) -> Iterator[str]:
        for segment in made.segments.segments:
            if segment.label != "affected" or segment.step is None:
                continue
            before = made.original.turns[segment.turn].steps[segment.step]
            after = made.now.turns[segment.turn].steps[segment.step]
            for call, result in zip(before.calls, after.results, strict=False):
                function = self.tools.owner(made.original, call.name)
                if function in self.tools.by_function and not result_still_valid(function, result, self.tools):
                    yield f"turn {segment.turn}: {function} gives what its new schema refuses"

    def _ask_model(self, drafts: Sequence[Draft]) -> dict[int, Trajectory]:
        """Draft (by identity) to the dialogue that a model gave, checked and executed."""
        if self.regenerate is None or not drafts:
            return {}
        tasks = [ModelTask(made.original, made.now, made.segments, tuple(made.problems)) for made in drafts]
        found: dict[int, Trajectory] = {}
        for made, proposal in zip(drafts, self.regenerate(tasks), strict=True):
            if proposal is not None:
                again = Draft(made.original, made.segments, proposal)
                again.problems += check_proposal(again, self.tools)
                if not again.problems:
                    self._execute_proposal(again)
                made.problems += [f"the model's dialogue is refused: {problem}" for problem in again.problems]
                if not again.problems:
                    found[id(made)] = again.now
        return found

    def _execute_proposal(self, made: Draft) -> None:
        fresh = executed(made.now, replay_all([self._replay(made)], self.environment, self.sandbox)[0])
        made.problems += [f"execution stopped: {fresh.failure}"] if fresh.failure else failing_calls(made, fresh)
        made.now = with_results(made, fresh)

    def _result(self, made: Draft, known: bool, by_model: Trajectory | None) -> PatchResult:
        if known or not _is_open(made):
            return PatchResult(made.original, "already patched" if known else "still valid", made.segments)
        if made.problems and by_model is None:
            return PatchResult(made.original, "needs a model", made.segments, problems=tuple(made.problems))
        after = by_model or made.now
        if after == made.original:
            return PatchResult(made.original, "still valid", made.segments)
        record = PatchRecord(
            changes=self.tools.id,
            made_by="model" if by_model else "rule",
            why=made.segments.reasons or tuple(dict.fromkeys(each.why for each in made.edits)),
            turns=changed_turns(made.original, after),
            edits=() if by_model else tuple(made.edits),
            executed_as=tuple(made.executed_as),
        )
        outcome: Outcome = "regenerated" if by_model else "patched"
        return PatchResult(with_record(after, record), outcome, made.segments, record.edits)


def _is_open(made: Draft) -> bool:
    return made.segments.first_affected is not None or made.now is not made.original


def _shown(arguments: Mapping[str, Json]) -> str:
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())
