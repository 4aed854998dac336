"""A dialogue on its way from one version of the tools to the next: what the rules made of it, and what is open."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeVar

from eigendata_assets.artifacts.trajectory import Call, Trajectory, Turn
from eigendata_assets.audits.call_patch import CallEdit, patch_call
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.changes import FunctionRemoved
from eigendata_assets.audits.patch_record import Edit
from eigendata_assets.audits.segments import SegmentMap, segment_map

Place = tuple[int, int]
"""Turn and step, from 0."""

Item = TypeVar("Item")


@dataclass(slots=True)
class Draft:
    """`now` is the dialogue as far as it is; with `problems` it is not to be used."""

    original: Trajectory
    segments: SegmentMap
    now: Trajectory
    edits: list[Edit] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    executed_as: dict[str, None] = field(default_factory=dict)

    @property
    def since(self) -> Place:
        """The first affected step; behind the end where there is none."""
        return self.segments.first_affected or (len(self.original.turns), 0)

    def replace_call(self, place: Place, position: int, call: Call) -> None:
        """The draft has another call in one place."""
        turn = self.now.turns[place[0]]
        step = turn.steps[place[1]]
        calls = (*step.calls[:position], call, *step.calls[position + 1 :])
        steps = _replaced(turn.steps, place[1], step.model_copy(update={"calls": calls}))
        turns = _replaced(self.now.turns, place[0], turn.model_copy(update={"steps": steps}))
        self.now = self.now.model_copy(update={"turns": turns})

    def note(self, place: Place, position: int | None, edit: CallEdit) -> None:
        """The edit is in the draft's list."""
        self.edits.append(
            Edit(
                turn=place[0],
                step=place[1],
                call=position,
                what=edit.what,
                before=edit.before,
                after=edit.after,
                why=edit.why,
                renames=edit.renames,
            )
        )


def draft(trajectory: Trajectory, tools: ChangedTools) -> Draft:
    """The dialogue with its affected calls rewritten by rule, not yet executed."""
    made = Draft(trajectory, segment_map(trajectory, tools), trajectory)
    for segment in made.segments.segments:
        if segment.label == "affected" and segment.step is not None:
            _patch_step(made, (segment.turn, segment.step), tools)
    _rename_offers(made, tools)
    return made


def _patch_step(made: Draft, place: Place, tools: ChangedTools) -> None:
    for position, call in enumerate(made.original.turns[place[0]].steps[place[1]].calls):
        function = tools.owner(made.original, call.name)
        if function is None or function not in tools.by_function:
            continue
        patched = patch_call(call, function, tools)
        made.problems += [f"turn {place[0]}, step {place[1]}: {problem}" for problem in patched.problems]
        if patched.edits:
            made.replace_call(place, position, patched.call)
        for edit in patched.edits:
            made.note(place, position, edit)


def _rename_offers(made: Draft, tools: ChangedTools) -> None:
    """Tools are offered under their new keys; those that are no more are not offered."""
    renamed = tools.diff.renamed
    gone = {each.function for each in tools.diff.changes if isinstance(each, FunctionRemoved)}
    offered = [*made.now.tools, *(key for turn in made.now.turns for key in turn.tools_added)]
    if not any(key in renamed or key in gone for key in offered):
        return

    def now(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(renamed.get(key, key) for key in keys if key not in gone)

    turns = tuple(
        turn.model_copy(update={"tools_added": now(turn.tools_added)}) if turn.tools_added else turn
        for turn in made.now.turns
    )
    made.now = made.now.model_copy(update={"tools": now(made.now.tools), "turns": turns})
    for key in dict.fromkeys(offered):
        if key in renamed or key in gone:
            why = "a tool that is offered has another name" if key in renamed else "a tool that was offered is no more"
            made.edits.append(Edit(what="tools", before=key, after=renamed.get(key), why=why))


def with_results(made: Draft, executed: Trajectory) -> Trajectory:
    """The executed dialogue, but safe steps as they were: their results, effects and states are those on record."""
    turns = [
        _safe_as_recorded(made, number, turn) if number <= made.since[0] else turn
        for number, turn in enumerate(executed.turns)
    ]
    return executed.model_copy(update={"turns": tuple(turns)})


def _safe_as_recorded(made: Draft, number: int, turn: Turn) -> Turn:
    before = made.original.turns[number]
    steps = [
        before.steps[position] if (number, position) < made.since and before.steps[position].results else step
        for position, step in enumerate(turn.steps)
    ]
    states = before.state_hashes if number < made.since[0] and before.state_hashes else turn.state_hashes
    return turn.model_copy(update={"steps": tuple(steps), "state_hashes": states})


def _replaced(items: tuple[Item, ...], position: int, item: Item) -> tuple[Item, ...]:
    return (*items[:position], item, *items[position + 1 :])


def changed_turns(before: Trajectory, after: Trajectory) -> tuple[int, ...]:
    """The turns that are others."""
    pairs = enumerate(zip_longest(before.turns, after.turns))
    return tuple(number for number, (old, new) in pairs if old != new)
