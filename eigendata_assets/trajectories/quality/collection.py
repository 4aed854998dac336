"""A collection of finished dialogues as all rules see it: where it came from, and what of each dialogue it records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from eigendata_assets.artifacts.quality import Need
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Step, Trajectory


@dataclass(frozen=True, slots=True)
class Recorded:
    """What some dialogue of a collection has at all, and how often each function is called in all of them."""

    has: frozenset[Need]
    calls: Mapping[str, int]


@dataclass(frozen=True)
class Collection:
    """Dialogues that can be gone through more than once, with their tools.

    `toolset` may be of other origin than the dialogues: where a dialogue names no tools, all of them are offered.
    """

    name: str
    source: str
    entries: Iterable[Trajectory]
    toolset: Toolset
    unreadable: tuple[str, ...] = field(default=())

    @cached_property
    def recorded(self) -> Recorded:
        """What the dialogues record; goes through them once."""
        has: set[Need] = {"tools"} if self.toolset.tools else set()
        calls: Counter[str] = Counter()
        for entry in self.entries:
            has.update(_recorded_by(entry))
            calls.update(call.name for call in entry.calls)
        return Recorded(frozenset(has), calls)

    @cached_property
    def by_name(self) -> dict[str, tuple[ToolSchema, ...]]:
        """Function name to the tools that have it."""
        found: dict[str, list[ToolSchema]] = {}
        for tool in self.toolset.tools:
            found.setdefault(tool.name, []).append(tool)
        return {name: tuple(tools) for name, tools in found.items()}

    def offered(self, entry: Trajectory) -> Iterator[Mapping[str, tuple[ToolSchema, ...]]]:
        """Turn by turn, function name to the tools that an entry may then call by it."""
        keys = [*entry.tools]
        names_none = not keys and not any(turn.tools_added for turn in entry.turns)
        for turn in entry.turns:
            keys += turn.tools_added
            if names_none:
                yield self.by_name
            else:
                tools = [self.toolset.by_key[key] for key in keys if key in self.toolset.by_key]
                yield {tool.name: tuple(each for each in tools if each.name == tool.name) for tool in tools}

    def tools_of(self, entry: Trajectory) -> tuple[ToolSchema, ...]:
        """The tools that a dialogue comes with; where it names none, those that it calls."""
        keys = [*entry.tools, *(key for turn in entry.turns for key in turn.tools_added)]
        if keys:
            return tuple(self.toolset.by_key[key] for key in dict.fromkeys(keys) if key in self.toolset.by_key)
        names = dict.fromkeys(call.name for call in entry.calls)
        return tuple(tool for name in names for tool in self.by_name.get(name, ()))


def numbered_steps(entry: Trajectory) -> Iterator[tuple[int, int, Step]]:
    """Turn, step within the turn, and the step; both count from 0."""
    for turn_number, turn in enumerate(entry.turns):
        for number, step in enumerate(turn.steps):
            yield turn_number, number, step


def _recorded_by(entry: Trajectory) -> Iterator[Need]:
    if any(message.role == "user" for turn in entry.turns for message in turn.messages):
        yield "user words"
    for _, _, step in numbered_steps(entry):
        if step.text.strip():
            yield "assistant words"
        if step.results:
            yield "results"
