"""What execution shows of a reference: which calls changed the state, for how long, and which others depend on them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Result, Trajectory
from eigendata_assets.execution.call_names import RawCall
from eigendata_assets.verification.key_functions import is_phrase, own_words, words
from eigendata_assets.verification.template.changes import Change


@dataclass(frozen=True, slots=True)
class Made:
    """One call of a reference: its place, what it gave, and the arguments that are the author's own words."""

    number: int
    turn: int
    position: int
    call: Call
    result: Result
    may_write: bool
    free: tuple[str, ...]

    @property
    def raw(self) -> RawCall:
        """The call as the sandbox takes it."""
        return self.call.name, self.call.arguments


@dataclass(frozen=True, slots=True)
class Task:
    """A reference that is to get a verification function: its calls in a row, its tools, what the assistant said.

    `said` are the words of all others, with a blank around each.
    """

    trajectory: Trajectory
    calls: tuple[Made, ...]
    tools: Mapping[str, ToolSchema]
    messages: tuple[str, ...]
    said: str
    ignore: tuple[str, ...]

    @property
    def raw(self) -> list[RawCall]:
        """All calls, in order."""
        return [each.raw for each in self.calls]


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the runs of a task have shown; `writes` and `persists` hold numbers of calls.

    `writes` changed the state, `persists` are those whose effect the final state shows: without them it is another.
    `made` are keys of new records that tools have made up, `later` the calls without which a later result is another.
    """

    changes: Sequence[Change]
    made: tuple[str, ...]
    writes: frozenset[int]
    persists: frozenset[int]
    later: frozenset[int]


def task_of(trajectory: Trajectory, toolset: Toolset, ignore: tuple[str, ...] = ()) -> Task:
    """The task that an executed trajectory is the reference of."""
    messages = tuple(_assistant_texts(trajectory))
    said = [each.content for turn in trajectory.turns for each in turn.messages if each.role == "user"]
    tools = {tool.name: tool for tool in toolset.of_toolkits(trajectory.toolkits)}
    only_log = {tool.name for tool in tools.values() if ignore and tool.mutates_state is False}
    return Task(
        trajectory=trajectory,
        calls=tuple(_calls(trajectory, only_log)),
        tools=tools,
        messages=messages,
        said=f" {' '.join(words(' '.join(said)))} ",
        ignore=ignore,
    )


def _calls(trajectory: Trajectory, only_log: Container[str]) -> Iterator[Made]:
    """The calls that were executed; what `only_log` changes is said to be in the ignored tables."""
    number = 0
    for index, turn in enumerate(trajectory.turns):
        position = 0
        for step in turn.steps:
            for call, result in zip(step.calls, step.results, strict=False):
                wordy = any(isinstance(each, str) and is_phrase(each) for each in call.arguments.values())
                free = own_words(trajectory, (index, position)) if wordy else ()
                may_write = bool(step.changed) and call.name not in only_log
                yield Made(number, index, position, call, result, may_write, free)
                number, position = number + 1, position + 1


def _assistant_texts(trajectory: Trajectory) -> Iterator[str]:
    for turn in trajectory.turns:
        yield from (each.content for each in turn.messages if each.role == "assistant")
        yield from (step.text for step in turn.steps if step.text)


def defaults_of(tools: Mapping[str, ToolSchema]) -> dict[str, dict[str, Json]]:
    """Tool name to the values that its optional parameters have where they are left out."""
    found = {
        name: {
            key: part["default"]
            for key, part in tool.parameters.get("properties", {}).items()
            if isinstance(part, dict) and "default" in part
        }
        for name, tool in tools.items()
    }
    return {name: values for name, values in found.items() if values}


def was_said(value: Json, task: Task) -> bool:
    """Whether the user has said a value, or it stands in an argument that nothing but the user can have given."""
    text = " ".join(words(str(value)))
    return bool(text) and f" {text} " in task.said
