"""The sample agent (GenesisFunc 4.2.1): which tools a dialogue is about, which distract, which slots are filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.trajectories.scenarios.scenario import Kind, exact_counts
from eigendata_assets.trajectories.schema_only.similarity import Likeness

Grade = Literal["high", "medium", "low"]
GRADES: tuple[Grade, ...] = get_args(Grade)

SHARES: Mapping[Kind, float] = {
    "single_turn_single_task": 24, "single_turn_multi_task": 14, "multi_turn_single_task": 16,
    "multi_turn_multi_task": 16, "parallel_calls": 10, "no_suitable_tool": 7, "missing_parameter": 7,
    "invalid_value": 6,
}  # fmt: skip
"""The kinds that can be had without an environment, and their shares where none are asked for."""

_HIGH, _LOW = 0.25, 0.6
"""Of the tools that are no targets, by similarity: those before the first mark are high, those after the last low."""

_LIMITS = frozenset({"enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "pattern", "format"})
"""What makes a person's value invalid although it is of the right type."""

_DISTRACTORS: Mapping[Grade, int] = {"high": 2, "medium": 2, "low": 1}


@dataclass(frozen=True, slots=True)
class Sample:
    """What one dialogue is to be about.

    `distractors` maps tools to their grade; `slots` maps each target to the optional parameters that are filled.
    """

    index: int
    kind: Kind
    targets: tuple[ToolSchema, ...]
    distractors: Mapping[str, Grade]
    slots: Mapping[str, tuple[str, ...]]
    offered: tuple[ToolSchema, ...]


@dataclass(frozen=True)
class Sampling:
    """All samples of a run; each depends on seed, place and attempt alone."""

    toolset: Toolset
    seed: int
    kinds: tuple[Kind, ...]
    likeness: Likeness

    def sample(self, index: int, attempt: int = 0) -> Sample:
        """The sample at a place: targets like one another, distractors of every grade, slots drawn at random."""
        random = Random(f"{self.seed} {index} {attempt} sample")  # noqa: S311 - draws that can be repeated
        kind, tools = self.kinds[index], self.toolset.by_key
        keys = self._targets(kind, index, random)
        graded = self._distractors(keys, random)
        targets = tuple(tools[key] for key in keys)
        shown = [*graded, *(() if kind == "no_suitable_tool" else keys)]
        random.shuffle(shown)
        slots = {tool.key: _slots(tool, random) for tool in targets}
        return Sample(index, kind, targets, graded, slots, tuple(tools[key] for key in shown))

    def _targets(self, kind: Kind, index: int, random: Random) -> tuple[str, ...]:
        """Tools that suit take turns in coming first; further targets are drawn from the few that are most like it."""
        tools = self.toolset.tools
        turn = [*tools[index % len(tools) :], *tools[: index % len(tools)]]
        first = next((tool for tool in turn if _suits(tool, kind)), turn[0]).key
        wanted = random.choice((2, 2, 3)) if kind.endswith("multi_task") or kind == "parallel_calls" else 1
        near = self.likeness.nearest(first)[: 2 * wanted]
        return (first, *random.sample(near, min(wanted - 1, len(near))))

    def _distractors(self, targets: Sequence[str], random: Random) -> dict[str, Grade]:
        others = [tool.key for tool in self.toolset.tools if tool.key not in targets]
        others.sort(key=lambda key: -max(self.likeness.of(key, target) for target in targets))
        first, last = round(len(others) * _HIGH), round(len(others) * _LOW)
        pools: dict[Grade, list[str]] = {"high": others[:first], "medium": others[first:last], "low": others[last:]}
        return {
            key: grade
            for grade in GRADES
            for key in random.sample(pools[grade], min(_DISTRACTORS[grade], len(pools[grade])))
        }


def sampling_of(toolset: Toolset, seed: int, count: int, shares: Mapping[Kind, float] | None = None) -> Sampling:
    """The samples of a run: kinds in exact shares, shuffled over the places."""
    kinds = [kind for kind, number in exact_counts(count, shares or SHARES).items() for _ in range(number)]
    Random(f"{seed} kinds").shuffle(kinds)  # noqa: S311
    return Sampling(toolset, seed, tuple(kinds), Likeness(toolset.tools))


def optional_parameters(tool: ToolSchema) -> tuple[str, ...]:
    """The parameters that a call may leave out, in the order of the schema."""
    required = tool.parameters.get("required", [])
    return tuple(name for name in tool.parameters.get("properties", {}) if name not in required)


def _suits(tool: ToolSchema, kind: Kind) -> bool:
    """Whether something can be missing, or be invalid, in a call of the tool."""
    required = tool.parameters.get("required", [])
    if kind == "invalid_value":
        return any(set(tool.parameters["properties"].get(name, {})) & _LIMITS for name in required)
    return bool(required) or kind != "missing_parameter"


def _slots(tool: ToolSchema, random: Random) -> tuple[str, ...]:
    """Any number of the optional parameters, from none to all, each number as likely (GenesisFunc, table 8)."""
    optional = optional_parameters(tool)
    chosen = set(random.sample(optional, random.randint(0, len(optional))))
    return tuple(name for name in optional if name in chosen)
