"""The runs by which a verification function proves itself: the reference, and what a wrong or another assistant does.

Nothing here decides what a run is worth; all of them are executed first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, zip_longest

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.artifacts.verification_function import Requirement
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.verification.evidence import Made, Task
from eigendata_assets.verification.mutants import columns_of, wrong_arguments


@dataclass(frozen=True, slots=True)
class Candidate:
    """One run to be made: the calls, in parts after each of which the state is looked at.

    `place` is the number of the reference's call that it is about, -1 for none.
    """

    requirement: Requirement
    what: str
    parts: Sequence[Sequence[RawCall]]
    place: int = -1

    @property
    def calls(self) -> list[RawCall]:
        """All calls, in order."""
        return [call for part in self.parts for call in part]


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is tried: wrong values for each argument, and other paths for each task."""

    wrong_values: int = 2
    paths: int = 6


def candidates(task: Task, effort: Effort) -> list[Candidate]:
    """All runs for a task; the first is the reference, call by call, the second does nothing."""
    return [
        Candidate("reference", "the reference itself", [[call] for call in task.raw]),
        Candidate("doing_nothing", "doing nothing", []),
        *_omissions(task),
        *_wrong_arguments(task, effort.wrong_values),
        *_reorderings(task),
        *_extra_reads(task),
        *islice(_other_paths(task), effort.paths),
    ]


def _omissions(task: Task) -> Iterator[Candidate]:
    calls = task.raw
    for each, following in zip_longest(task.calls, task.calls[1:]):
        if not each.may_write and (following is None or following.turn != each.turn):
            continue  # a read at the end of a turn is no look-up, whatever depends on it
        rest = [*calls[: each.number], *calls[each.number + 1 :]]
        yield Candidate("omission", f"without {each.call.name}", [rest], each.number)


def _wrong_arguments(task: Task, most: int) -> Iterator[Candidate]:
    writes = [each for each in task.calls if each.may_write and each.call.name in task.tools]
    if not writes:
        return
    columns = columns_of(task.trajectory.initial_state, [each.call.arguments for each in writes])
    calls = task.raw
    for each in writes:
        fixed = {name: value for name, value in each.call.arguments.items() if name not in each.free}
        for name, other in wrong_arguments(fixed, task.tools[each.call.name].parameters, columns, most):
            wrong = (each.call.name, {**each.call.arguments, name: other})
            parts = [[*calls[: each.number], wrong], calls[each.number + 1 :]]
            yield Candidate("wrong_argument", f"{each.call.name} with {name}={other!r}", parts, each.number)


def _reorderings(task: Task) -> Iterator[Candidate]:
    """Neighbours, one of which may write, the other way round."""
    calls = task.raw
    for first, second in pairwise(task.calls):
        if (first.may_write or second.may_write) and first.raw != second.raw:
            swapped = [*calls[: first.number], second.raw, first.raw, *calls[second.number + 1 :]]
            yield Candidate("reordering", f"{second.call.name} before {first.call.name}", [swapped], first.number)


def _extra_reads(task: Task) -> Iterator[Candidate]:
    """The reference's own reads once more, and those that need no argument."""
    own = [each.raw for each in task.calls if not each.may_write]
    plain = [(tool.name, dict[str, Json]()) for tool in task.tools.values() if _reads_freely(tool)][:3]
    if own or plain:
        yield Candidate("extra_reads", "with reads that were not needed", [[*plain, *task.raw, *own, *plain]])


def _reads_freely(tool: ToolSchema) -> bool:
    return tool.mutates_state is False and not tool.parameters.get("required")


def _other_paths(task: Task) -> Iterator[Candidate]:
    """A write by another tool, two in one, one made last, one made twice."""
    calls, writes = task.raw, [each for each in task.calls if each.may_write]
    for each in writes:
        for other in _by_other_tools(each, task.tools):
            path = [*calls[: each.number], other, *calls[each.number + 1 :]]
            yield Candidate("equivalent_path", f"{other[0]} instead of {each.call.name}", [path], each.number)
    for first, second in pairwise(writes):
        joined = _joined(first, second)
        if joined is not None:
            path = [call for place, call in enumerate(calls) if place != second.number]
            path[first.number] = joined
            yield Candidate("equivalent_path", f"{first.call.name} once for both", [path], first.number)
    for each in writes:
        rest = [*calls[: each.number], *calls[each.number + 1 :]]
        if len(calls) - each.number > 2:
            yield Candidate("equivalent_path", f"{each.call.name} last", [[*rest, each.raw]])
        twice = [*calls[: each.number], each.raw, *calls[each.number :]]
        yield Candidate("equivalent_path", f"{each.call.name} twice", [twice])


def _by_other_tools(made: Made, tools: Mapping[str, ToolSchema]) -> Iterator[RawCall]:
    for tool in tools.values():
        if tool.name != made.call.name and tool.mutates_state is not False:
            arguments = _fitted(tool, made.call.arguments)
            if arguments is not None:
                yield tool.name, arguments


def _fitted(tool: ToolSchema, given: Mapping[str, Json]) -> dict[str, Json] | None:
    """Arguments for a tool from those of another: by name, then by type; None where one is missing."""
    schemas = tool.parameters.get("properties", {})
    arguments = {name: value for name, value in given.items() if name in schemas}
    spare = [value for name, value in given.items() if name not in schemas]
    for name in tool.parameters.get("required", ()):
        if name in arguments:
            continue
        part = schemas.get(name)
        wanted = part.get("type") if isinstance(part, dict) else None
        fitting = next((value for value in spare if _type_of(value) == wanted), None)
        if fitting is None:
            return None
        spare.remove(fitting)
        arguments[name] = fitting
    return arguments if arguments and not spare else None


def _type_of(value: Json) -> str:
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return kinds.get(type(value), "null")


def _joined(first: Made, second: Made) -> RawCall | None:
    """One call for two of the same tool that differ in one number or list: their sum."""
    one, two = first.call.arguments, second.call.arguments
    if first.call.name != second.call.name or one.keys() != two.keys():
        return None
    numbers = [name for name, value in one.items() if type(value) in (int, float, list)]
    differing = [name for name in one if one[name] != two[name]] or numbers[:1]
    if len(differing) != 1 or differing[0] not in numbers or type(one[differing[0]]) is not type(two[differing[0]]):
        return None
    return first.call.name, {**one, differing[0]: one[differing[0]] + two[differing[0]]}
