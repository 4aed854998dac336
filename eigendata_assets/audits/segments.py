"""Which parts of a dialogue a change leaves alone, which it hits, and which may depend on those that it hits.

The duty of the paper's DialogAnalyzerAgent (EigenData, section 3.4.4). A rule decides: a step is affected where one of
its calls must be written otherwise, violates the new schema, or may give something else; what comes before the first
affected step is safe and keeps its bytes; what comes after may depend on a result that is no more, and is a candidate.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.trajectory import Call, Result, Step, Trajectory
from eigendata_assets.audits import argument_paths as paths
from eigendata_assets.audits.changed_tools import ChangedTools
from eigendata_assets.audits.changes import (
    Change,
    ConstraintChanged,
    DefaultChanged,
    EnumChanged,
    FunctionRemoved,
    FunctionRenamed,
    ImplementationChanged,
    ParameterAdded,
    ParameterRemoved,
    ParameterRenamed,
    RequiredChanged,
    ReturnsChanged,
    TypeChanged,
    describe,
)
from eigendata_assets.execution.conversion import accepts

Label = Literal["safe", "affected", "candidate"]
"""safe: kept byte for byte. affected: must change. candidate: comes after, and may depend on what changed."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One step of a dialogue, or a turn without steps (`step` is then None); both count from 0."""

    turn: int
    step: int | None
    label: Label
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SegmentMap:
    """A dialogue, step by step, in order."""

    id: str
    segments: tuple[Segment, ...]

    @property
    def first_affected(self) -> tuple[int, int] | None:
        """Turn and step of the first affected step; None where all is safe."""
        return next(((each.turn, each.step or 0) for each in self.segments if each.label == "affected"), None)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why steps are affected, each reason once."""
        return tuple(dict.fromkeys(reason for each in self.segments for reason in each.reasons))


def segment_map(trajectory: Trajectory, tools: ChangedTools) -> SegmentMap:
    """The dialogue, cut where the changes touch it."""
    found: list[Segment] = []
    label: Label = "safe"
    for number, turn in enumerate(trajectory.turns):
        if not turn.steps:
            found.append(Segment(number, None, label))
        for position, step in enumerate(turn.steps):
            reasons = tuple(dict.fromkeys(_reasons(trajectory, step, tools)))
            label = "affected" if reasons else label
            found.append(Segment(number, position, label, reasons))
            label = "candidate" if label == "affected" else label
    return SegmentMap(trajectory.id, tuple(found))


def _reasons(trajectory: Trajectory, step: Step, tools: ChangedTools) -> Iterator[str]:
    for position, call in enumerate(step.calls):
        function = tools.owner(trajectory, call.name)
        if function in tools.by_function:
            result = step.results[position] if position < len(step.results) else None
            yield from map(describe, touched_by(call, result, function, tools))


def touched_by(call: Call, result: Result | None, function: str, tools: ChangedTools) -> list[Change]:
    """The changes that concern this very call: it must be written otherwise, or may give something else."""
    return [each for each in tools.by_function.get(function, ()) if _touches(each, call, result, tools)]


def _touches(change: Change, call: Call, result: Result | None, tools: ChangedTools) -> bool:
    arguments = call.arguments
    match change:
        case FunctionRenamed() | FunctionRemoved() | ImplementationChanged():
            return True
        case ParameterRemoved() | ParameterRenamed():
            return any(True for _ in paths.places(arguments, change.parameter))
        case ParameterAdded():
            return change.required and any(True for _ in paths.parents(arguments, change.parameter))
        case RequiredChanged() | DefaultChanged():
            last = paths.steps_of(change.parameter)[-1]
            concerns = isinstance(change, DefaultChanged) or change.required
            return concerns and any(last not in holder for holder in paths.parents(arguments, change.parameter))
        case TypeChanged() | EnumChanged() | ConstraintChanged():
            return not _still_valid(change, call, tools)
        case ReturnsChanged():
            return result is None or not result_still_valid(change.function, result, tools)
        case _:
            return False


def _still_valid(change: TypeChanged | EnumChanged | ConstraintChanged, call: Call, tools: ChangedTools) -> bool:
    """Whether every value of the changed parameter is as valid as it was, and no value must be another."""
    successor = tools.successor(change.function)
    if successor is None:
        return False
    before = paths.schema_at(tools.before.by_key[change.function].parameters, change.parameter)
    after = paths.schema_at(successor.parameters, tools.path_after(change.function, change.parameter))
    line = tools.lines.get(change.function)
    if not change.parameter:
        return accepts(after, call.arguments) or not accepts(before, call.arguments)
    for holder, key in paths.places(call.arguments, change.parameter):
        if line and line.value_for(change.parameter, holder[key]) is not None:
            return False
        if accepts(before, holder[key]) and not accepts(after, holder[key]):
            return False
    return True


def result_still_valid(function: str, result: Result, tools: ChangedTools) -> bool:
    """Whether a result is as valid under the new schema of the function (its key before) as under the old one."""
    successor = tools.successor(function)
    before, after = tools.before.by_key[function].returns or {}, (successor.returns if successor else None) or {}
    return result.error is not None or not accepts(before, result.value) or accepts(after, result.value)
