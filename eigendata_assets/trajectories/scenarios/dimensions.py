"""The dimensions of scenarios (EigenData 3.4, RandomPoolAgent), and what of a domain they are declared over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "single_turn_single_task",
    "multi_turn_single_task",
    "single_turn_multi_task",
    "multi_turn_multi_task",
    "parallel_calls",
    "no_suitable_tool",
    "missing_parameter",
    "invalid_value",
    "wrong_premise",
    "against_policy",
    "tools_added",
    "self_correction",
    "chained_tasks",
    "recovery",
    "deception",
]
Experience = Literal["novice", "occasional", "regular", "expert"]
"""A novice says one thing at a time and asks shyly; an expert is short, and knows the numbers of his own things."""
Mood = Literal["calm", "hurried", "friendly", "annoyed", "worried"]
Background = Literal["private", "family", "work", "foreign"]
"""For whom the user asks, or that he asks for plain words; said in the first message."""
Channel = Literal["chat", "phone", "mail", "desk"]
"""The situation that the assistant is told of, and the form of the first message."""
Difficulty = Literal["easy", "medium", "hard"]
"""How deep the calls build on each other, and how many tasks and changes there are: see `Shape`."""
Aim = Literal["sequential_decision", "several_constraints", "deception_detection", "edge_case"]
"""What a dialogue tests. Constraints are said and met; an edge case is a row that the spec labels."""
Tactic = Literal["", "false_status", "emotional_pressure", "impersonation", "shifting_story"]
Way = Literal["", "other_value", "enabling_task"]
"""How a request that was refused succeeds: with another value, or after another task."""
Link = Literal["", "same_person", "feeds"]
"""How tasks hang together; with `feeds`, the second one is about what the first one has made."""

MULTI_TASK: frozenset[Kind] = frozenset(
    {"single_turn_multi_task", "multi_turn_multi_task", "parallel_calls", "chained_tasks"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ground:
    """What of a domain scenarios are declared over: its tools, and what can be asked of each.

    `suited` has the tools that dialogues of a kind can be about; all, where it does not name the kind. `choices` says
    how many different calls there are of a tool, about, and `cases` how many of them are about edge cases; as many as
    one likes, where they do not name it. Of `limited` ones, results show amounts that a user can set limits for.
    `difficulties` are those that one task with a tool can have. `ways` maps a tool to the ways in which it can succeed
    after it was refused, with the task that enables it behind a colon,
    `feeding` to those that take what it makes, `labels` to the edge cases within its reach, and `fitting` to those of
    them in which it can succeed.
    """

    tools: tuple[str, ...]
    writes: frozenset[str] = frozenset()
    suited: Mapping[Kind, tuple[str, ...]] = field(default_factory=dict)
    choices: Mapping[str, int] = field(default_factory=dict)
    cases: Mapping[str, int] = field(default_factory=dict)
    limited: frozenset[str] = frozenset()
    difficulties: Mapping[str, tuple[Difficulty, ...]] = field(default_factory=dict)
    ways: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    feeding: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fitting: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def goals(self, kind: Kind) -> tuple[str, ...]:
        """The tools that a dialogue of a kind can be about."""
        return self.suited.get(kind, self.tools)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a graph has: goals, a longest chain of calls that need each other, changes of the state."""

    goals: int = 1
    least_depth: int = 1
    most_depth: int = 99
    least_writes: int = 0
